/// Takes an mbox apart: at `From ` lines that stand behind a blank line, or at the start, and look like a separator.
///
/// Understands mboxrd (`>From ` and `>>From ` lose one sign), mboxo (`>From ` loses it too: which of the two wrote it cannot be told) and
/// a `From ` at the start of a line of text that nobody quoted: a separator ends with a time and a year.
///
/// SeeAlso: RFC 4155 (application/mbox)
struct MboxScanner: Sendable {
    /// One message, without its separator, unquoted, at most as long as is read of a report.
    struct Message: Sendable, Equatable {
        var mail: [UInt8]
        /// Offset of the octet behind it.
        var end: Int
    }

    /// Offset in the file of the next octet that is fed.
    private(set) var offset: Int
    private var line: [UInt8] = []
    private var lineLength = 0
    private var mail: [UInt8]?
    private var isBehindBlank = true
    private let longest: Int
    /// Octets of a line that are kept.
    private static let longestLine = 1 << 16

    /// - Parameter offset: where in the file the first octet stands; there a message must begin.
    init(offset: Int = 0, longest: Int = IncomingReport.longest) {
        self.offset = offset
        self.longest = longest
    }

    /// Feeds octets in their order; gives each message that has ended.
    mutating func feed(_ bytes: some Collection<UInt8>, _ body: (Message) -> Void) {
        var rest = bytes[...]
        while let end = rest.firstIndex(of: 0x0A) {
            append(rest[..<end])
            offset += 1
            lineLength += 1
            finishLine(body)
            rest = rest[rest.index(after: end)...]
        }
        append(rest)
    }

    /// The last message, where the file ends without another separator.
    mutating func finish(_ body: (Message) -> Void) {
        if lineLength > 0 { finishLine(body) }
        emit(end: offset, body)
    }

    private mutating func append(_ piece: some Collection<UInt8>) {
        let room = Self.longestLine - line.count
        if room > 0 { line += piece.prefix(room) }
        offset += piece.count
        lineLength += piece.count
    }

    private mutating func finishLine(_ body: (Message) -> Void) {
        defer {
            isBehindBlank = line.isEmpty || line == [0x0D]
            line.removeAll(keepingCapacity: true)
            lineLength = 0
        }
        if isBehindBlank, Self.separates(line[...]) {
            emit(end: offset - lineLength, body)
            mail = []
            return
        }
        guard let length = mail?.count, length < longest else { return }
        let isQuoted = line.first == UInt8(ascii: ">") && line.drop { $0 == UInt8(ascii: ">") }.starts(with: Self.from)
        mail?.append(contentsOf: (isQuoted ? line.dropFirst() : line[...]).prefix(longest - length))
        if length + line.count < longest { mail?.append(0x0A) }
    }

    private mutating func emit(end: Int, _ body: (Message) -> Void) {
        guard let mail else { return }
        body(Message(mail: mail, end: end))
        self.mail = nil
    }

    private static let from = Array("From ".utf8)

    /// `From ann@example.com Tue Nov 24 09:00:00 2026`: a time and a year of four digits, the year among the last two words.
    static func separates(_ line: ArraySlice<UInt8>) -> Bool {
        guard line.starts(with: from), line.count < 1000 else { return false }
        let words = line.dropFirst(from.count).split { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }
        guard words.count >= 2 else { return false }
        func isYear(_ word: ArraySlice<UInt8>) -> Bool { word.count == 4 && word.allSatisfy { $0 &- 0x30 < 10 } }
        let hasTime = words.dropFirst().contains { $0.contains(UInt8(ascii: ":")) && $0.first.map { $0 &- 0x30 < 10 } == true }
        return hasTime && words.suffix(3).contains(where: isYear)
    }
}
