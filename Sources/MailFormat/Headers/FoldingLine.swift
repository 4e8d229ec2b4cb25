/// Writes one header field word by word and breaks lines before blanks.
///
/// RFC 5322 §2.1.1 asks for at most 78 octets a line; a word longer than that gets a line to itself.
struct FoldingLine {
    /// The longest line that is aimed at.
    static let preferredLength = 78
    /// The longest line with an encoded-word in it (RFC 2047 §2).
    static let longestEncoded = 76

    private(set) var bytes: [UInt8]
    /// Octets on the current line.
    private(set) var column: Int
    /// Whether the current line has an encoded-word.
    private var isEncoded = false

    /// Starts the field `name:` behind fields already written.
    init(continuing bytes: consuming [UInt8], name: String) {
        self.bytes = bytes
        self.bytes.append(contentsOf: name.utf8)
        self.bytes.append(ASCII.colon)
        column = name.utf8.count + 1
    }

    /// Appends a word after blanks, on a line of its own if the current one has no room for it.
    ///
    /// Every word needs a blank before it, because that is where the line may break; the first word's is the one after the colon.
    mutating func append(_ word: some Collection<UInt8>, after blanks: some Collection<UInt8> = [ASCII.space], isEncodedWord: Bool = false)
    {
        let blankCount = max(blanks.count, 1)
        let limit = isEncoded || isEncodedWord ? Self.longestEncoded : Self.preferredLength
        if column > 0, column + blankCount + word.count > limit { fold() }
        if blanks.isEmpty { bytes.append(ASCII.space) } else { bytes.append(contentsOf: blanks) }
        bytes.append(contentsOf: word)
        column += blankCount + word.count
        isEncoded = isEncoded || isEncodedWord
    }

    /// Breaks the line; the next thing appended must start with a blank and hold more than blanks.
    mutating func fold() {
        bytes.append(ASCII.cr)
        bytes.append(ASCII.lf)
        column = 0
        isEncoded = false
    }

    /// The fields so far with this one ended.
    consuming func finished() -> [UInt8] {
        bytes.append(ASCII.cr)
        bytes.append(ASCII.lf)
        return bytes
    }
}
