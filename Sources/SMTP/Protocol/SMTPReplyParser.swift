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
        case .malformed(let bytes): "something that is no SMTP reply (\"\(SMTPReply.sanitized(bytes))\")"
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
/// line too and is noted in ``sawBareLF``; a bare code without text is a reply. What a reply's text means is `SMTPReply`'s:
/// it takes the enhanced status code out where its class agrees, and makes the rest harmless.
///
/// ## Limits
/// Lines of 2,048 octets, and of 12,294 for a challenge (RFC 4954 §4); replies of 256 lines and 64 KiB. RFC 5321 allows 512 octets a line,
/// and servers exceed it.
///
/// SeeAlso: RFC 5321 §4.2
struct SMTPReplyParser: Sendable {
    static let lineLimit = 2048
    /// `334 `, 12,288 octets of base64, CRLF.
    static let challengeLimit = 12_294
    static let lineCountLimit = 256
    static let replyLimit = 64 * 1024

    /// Whether a line ended in LF alone.
    private(set) var sawBareLF = false

    private var buffer: [UInt8] = []
    private var start = 0
    private var scanned = 0

    private var code = 0
    private var lines: [[UInt8]] = []
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
            guard line.count < limit else { throw .lineTooLong }
            if line.last == 0x0D { line.removeLast() } else { sawBareLF = true }
            let isLast = try take(line)
            octets += end + 1 - start
            start = end + 1
            scanned = start
            guard octets <= Self.replyLimit, lines.count <= Self.lineCountLimit else { throw .replyTooLong }
            if isLast { return finish() }
        }
        scanned = buffer.count
        guard buffer.count - start < limit else { throw .lineTooLong }
        // What cannot become a reply is not waited for: a TLS record or a binary protocol may never send a line end.
        if let first = buffer[start...].first, !(0x32...0x35).contains(first) {
            throw .malformed(firstBytes: Array(buffer[start...].prefix(64)))
        }
        return nil
    }

    /// Of the line that begins at `start`.
    private var limit: Int { buffer[start...].starts(with: "334 ".utf8) ? Self.challengeLimit : Self.lineLimit }

    private mutating func take(_ line: ArraySlice<UInt8>) throws(ReplyProblem) -> Bool {
        guard let parsed = Self.code(of: line) else {
            throw line.contains(0) ? .nul : .malformed(firstBytes: Array(line.prefix(64)))
        }
        if lines.isEmpty { code = parsed } else if parsed != code { throw .codeChanges(code, parsed) }
        let text = line.dropFirst(4)
        if text.contains(0) { throw .nul }
        lines.append(Array(text))
        return line.count < 4 || line[line.startIndex + 3] == 0x20
    }

    private mutating func finish() -> SMTPReply {
        // A challenge is of use only whole, and base64 does no harm to whoever looks at it.
        let isChallenge = code == 334 && lines.allSatisfy { $0.allSatisfy(StrictBase64.isInAlphabet) }
        let reply =
            isChallenge
            ? SMTPReply(code: code, lines: lines.map { String(decoding: $0, as: UTF8.self) }) : SMTPReply(code: code, rawLines: lines)
        lines.removeAll(keepingCapacity: true)
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
}
