/// `=?utf-8?q?J=C3=B6rg?=`: how a header says what ASCII cannot.
///
/// Each encoded-word is at most 75 octets on a line of at most 76, and holds whole characters. Q or B is chosen by which is shorter.
///
/// SeeAlso: RFC 2047 §2–§5
public enum EncodedWord {
    /// Octets of `=?utf-8?q?` and `?=`.
    private static let overhead = 12
    private static let longestWord = 75
    /// What four octets of UTF-8 take in Q.
    private static let widestCharacter = 12

    /// Whether something that a reader could take for an encoded-word begins in `text`.
    static func mayBegin(in text: ArraySlice<UInt8>) -> Bool {
        var previous: UInt8 = 0
        for byte in text {
            if byte == ASCII.questionMark, previous == ASCII.equals { return true }
            previous = byte
        }
        return false
    }

    /// Writes a run of text as encoded-words, each on a line with room for it.
    static func write(_ text: ArraySlice<UInt8>, after blanks: ArraySlice<UInt8>, to line: inout FoldingLine) {
        let usesQ = length(of: text, usesQ: true) <= length(of: text, usesQ: false)
        var blanks = Array(blanks.isEmpty ? [ASCII.space] : blanks)
        var rest = text
        while !rest.isEmpty {
            let room = FoldingLine.longestEncoded - line.column - blanks.count
            // A word of a letter or two at the end of a line helps nobody.
            let wanted = min(length(of: rest.prefix(2 * widestCharacter), usesQ: usesQ), 2 * widestCharacter)
            if room < overhead + wanted { line.fold() }
            let available = min(longestWord, FoldingLine.longestEncoded - line.column - blanks.count) - overhead
            let piece = rest.prefix(usesQ ? quotedPrefix(of: rest, available) : base64Prefix(of: rest, available))
            line.append(usesQ ? quoted(piece) : base64(piece), after: blanks, isEncodedWord: true)
            rest = rest[piece.endIndex...]
            blanks = [ASCII.space]
        }
    }

    /// How many octets of `text`, whole characters, fit into so many octets of Q.
    private static func quotedPrefix(of text: ArraySlice<UInt8>, _ available: Int) -> Int {
        var length = 0
        var index = text.startIndex
        while index < text.endIndex {
            let next = characterEnd(in: text, after: index)
            length += text[index..<next].reduce(0) { $0 + quotedLength($1) }
            if length > available { break }
            index = next
        }
        return max(index - text.startIndex, characterEnd(in: text, after: text.startIndex) - text.startIndex)
    }

    /// How many octets of `text`, whole characters, fit into so many octets of base64.
    private static func base64Prefix(of text: ArraySlice<UInt8>, _ available: Int) -> Int {
        let limit = text.startIndex + available / 4 * 3
        guard limit < text.endIndex else { return text.count }
        var end = limit
        while end > text.startIndex, text[end] & 0xC0 == 0x80 { end -= 1 }
        return max(end - text.startIndex, characterEnd(in: text, after: text.startIndex) - text.startIndex)
    }

    /// Octets that a text takes inside an encoded-word.
    private static func length(of text: ArraySlice<UInt8>, usesQ: Bool) -> Int {
        usesQ ? text.reduce(0) { $0 + quotedLength($1) } : (text.count + 2) / 3 * 4
    }

    private static func characterEnd(in text: ArraySlice<UInt8>, after start: Int) -> Int {
        var end = start + 1
        while end < text.endIndex, text[end] & 0xC0 == 0x80 { end += 1 }
        return end
    }

    private static func quotedLength(_ byte: UInt8) -> Int { isPlain(byte) || byte == ASCII.space ? 1 : 3 }

    /// What may stand for itself in Q even inside a phrase (RFC 2047 §5 (3)).
    private static func isPlain(_ byte: UInt8) -> Bool {
        if byte.isASCIILetter || byte.isASCIIDigit { return true }
        switch byte {
        case UInt8(ascii: "!"), UInt8(ascii: "*"), UInt8(ascii: "+"), ASCII.hyphen, UInt8(ascii: "/"): return true
        default: return false
        }
    }

    private static func quoted(_ text: ArraySlice<UInt8>) -> [UInt8] {
        var out = Array("=?utf-8?q?".utf8)
        for byte in text {
            if isPlain(byte) {
                out.append(byte)
            } else if byte == ASCII.space {
                out.append(ASCII.underscore)
            } else {
                out.append(ASCII.equals)
                out.append(UInt8.hexDigit(byte >> 4))
                out.append(UInt8.hexDigit(byte & 0x0F))
            }
        }
        out.append(ASCII.questionMark)
        out.append(ASCII.equals)
        return out
    }

    private static func base64(_ text: ArraySlice<UInt8>) -> [UInt8] {
        var out = Array("=?utf-8?b?".utf8)
        text.withUnsafeBufferPointer { Base64MIME.encodeUnbroken($0, into: &out) }
        out.append(ASCII.questionMark)
        out.append(ASCII.equals)
        return out
    }
}
