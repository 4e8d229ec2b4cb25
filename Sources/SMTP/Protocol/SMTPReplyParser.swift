import MailFormat

/// Why what a relay sent is not a reply.
enum ReplyProblem: Error, Hashable, Sendable {
    /// The line does not begin with a code of 200…599 and then a blank, a hyphen or its end.
    case malformed(firstBytes: [UInt8])
    /// A NUL.
    case nul
    /// A line of a multiline reply has another code than the first.
    case codeChanges(Int, Int)
    /// A line above ``SMTPReplyParser/lineLimit`` octets.
    case lineTooLong
    /// A reply above ``SMTPReplyParser/replyLimit`` octets or ``SMTPReplyParser/lineCountLimit`` lines.
    case replyTooLong

    /// A clause that completes "the relay sent …".
    var phrase: String {
        switch self {
        case .malformed(let bytes): "something that is no SMTP reply (\"\(ReplyText.sanitise(bytes[...], limit: 64))\")"
        case .nul: "a NUL"
        case .codeChanges(let first, let second): "a multiline reply whose code changes from \(first) to \(second)"
        case .lineTooLong: "a line of more than \(SMTPReplyParser.lineLimit) octets"
        case .replyTooLong: "a reply of more than \(SMTPReplyParser.lineCountLimit) lines or \(SMTPReplyParser.replyLimit) octets"
        }
    }
}

/// Puts replies together from bytes that come in pieces of any size.
///
///     S: 250-relay.example.com greets you
///     S: 250 PIPELINING
///
/// Strict where it matters, lenient where it is harmless: the code is of 200…599 and equal on all lines; a lone LF ends a
/// line too and is noted in ``sawBareLF``; a bare code without text is a reply. An enhanced status code is taken from the
/// text where its class agrees with the code's first digit, and left in the text where it does not.
///
/// ## Limits
/// Lines of 2,048 octets; replies of 256 lines and 64 KiB. RFC 5321 allows 512 octets a line, and servers exceed it.
///
/// SeeAlso: RFC 5321 §4.2, RFC 2034 §4
struct SMTPReplyParser: Sendable {
    static let lineLimit = 2048
    static let lineCountLimit = 256
    static let replyLimit = 64 * 1024

    /// Whether a line ended in LF alone.
    private(set) var sawBareLF = false

    private var buffer: [UInt8] = []
    private var start = 0
    private var scanned = 0

    private var code = 0
    private var enhanced: EnhancedStatusCode?
    private var lines: [String] = []
    private var octets = 0

    init() {}

    /// Whether bytes were given that no returned reply used up.
    var hasUnreadBytes: Bool { start < buffer.count || !lines.isEmpty }

    /// Takes in what came.
    mutating func append(_ bytes: some Sequence<UInt8>) {
        if start == buffer.count {
            buffer.removeAll(keepingCapacity: true)
            start = 0
            scanned = 0
        }
        buffer.append(contentsOf: bytes)
    }

    /// The next whole reply; nil until more bytes come.
    ///
    /// - Throws: what is wrong. The parser is of no use afterwards: who speaks like this is not spoken to.
    mutating func next() throws(ReplyProblem) -> SMTPReply? {
        while let end = buffer[scanned...].firstIndex(of: 0x0A) {
            var line = buffer[start..<end]
            guard line.count < Self.lineLimit else { throw .lineTooLong }
            if line.last == 0x0D { line.removeLast() } else { sawBareLF = true }
            let isLast = try take(line)
            octets += end + 1 - start
            start = end + 1
            scanned = start
            guard octets <= Self.replyLimit, lines.count <= Self.lineCountLimit else { throw .replyTooLong }
            if isLast { return finish() }
        }
        scanned = buffer.count
        guard buffer.count - start < Self.lineLimit else { throw .lineTooLong }
        // What cannot become a reply is not waited for: a TLS record or a binary protocol may never send a line end.
        if let first = buffer[start...].first, !(0x32...0x35).contains(first) {
            throw .malformed(firstBytes: Array(buffer[start...].prefix(64)))
        }
        return nil
    }

    private mutating func take(_ line: ArraySlice<UInt8>) throws(ReplyProblem) -> Bool {
        guard let parsed = Self.code(of: line) else {
            throw line.contains(0) ? .nul : .malformed(firstBytes: Array(line.prefix(64)))
        }
        if lines.isEmpty { code = parsed } else if parsed != code { throw .codeChanges(code, parsed) }
        var text = line.dropFirst(4)
        if text.contains(0) { throw .nul }
        if let found = Self.enhancedCode(in: text, replyCode: parsed) {
            if lines.isEmpty { enhanced = found.code }
            text = text.dropFirst(found.length)
        }
        lines.append(ReplyText.sanitise(text, limit: Self.lineLimit))
        return line.count < 4 || line[line.startIndex + 3] == 0x20
    }

    private mutating func finish() -> SMTPReply {
        let reply = SMTPReply(code: code, enhanced: enhanced, lines: lines)
        lines.removeAll(keepingCapacity: false)
        enhanced = nil
        octets = 0
        return reply
    }

    private static func code(of line: ArraySlice<UInt8>) -> Int? {
        guard line.count >= 3 else { return nil }
        let first = line.startIndex
        guard (0x32...0x35).contains(line[first]), (0x30...0x39).contains(line[first + 1]), (0x30...0x39).contains(line[first + 2])
        else { return nil }
        if line.count > 3 {
            guard line[first + 3] == 0x20 || line[first + 3] == 0x2D else { return nil }
        }
        return Int(line[first] - 0x30) * 100 + Int(line[first + 1] - 0x30) * 10 + Int(line[first + 2] - 0x30)
    }

    /// The `class.subject.detail` a text begins with, and how many bytes it and the blank behind it take (RFC 2034 §4).
    private static func enhancedCode(in text: ArraySlice<UInt8>, replyCode: Int) -> (code: EnhancedStatusCode, length: Int)? {
        guard let first = text.first, Int(first) - 0x30 == replyCode / 100, first != 0x33 else { return nil }
        var numbers: [Int] = []
        var position = text.startIndex
        while numbers.count < 3 {
            var value = 0
            let begin = position
            while position < text.endIndex, (0x30...0x39).contains(text[position]), position - begin < 3 {
                value = value * 10 + Int(text[position] - 0x30)
                position += 1
            }
            guard position > begin else { return nil }
            numbers.append(value)
            if numbers.count < 3 {
                guard position < text.endIndex, text[position] == 0x2E else { return nil }
                position += 1
            }
        }
        guard numbers[0] == replyCode / 100 else { return nil }
        if position < text.endIndex {
            guard text[position] == 0x20 else { return nil }
            position += 1
        }
        return (EnhancedStatusCode(numbers[0], numbers[1], numbers[2]), position - text.startIndex)
    }
}
