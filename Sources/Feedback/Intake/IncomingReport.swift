import Crypto
public import MailFormat

/// A mail that came back, read and classified: all that needs no ledger, so it can be made on any number of threads.
public struct IncomingReport: Sendable {
    /// What it says, at least one finding.
    public let findings: [Finding]
    /// When it was written, as it says; nil where it does not.
    public let date: Timestamp?
    /// Where it came from, for a person: `maildir/new/17…`, `bounces.mbox`.
    public let source: String
    /// Handles it may carry; empty for a report of a log.
    let candidates: [HandleCandidates.Candidate]
    /// The message it is about, where a log of our own relay tells it.
    let message: Int64?
    /// The same for the same report, however often and from wherever it is read.
    let digest: [UInt8]

    /// Octets of a mail that are read; what is beyond is left out.
    public static let longest = 1 << 20

    /// Reads a mail.
    ///
    /// - Parameters:
    ///   - mail: its octets, with or without an mbox's `From ` line.
    ///   - recipient: the envelope recipient it was delivered to (`${recipient}` of a Postfix pipe), where it is known.
    ///   - source: where it came from, for a person.
    public init(mail: [UInt8], recipient: String? = nil, source: String) {
        let message = ReadMessage(mail.prefix(Self.longest))
        findings = FeedbackReader.read(message)
        date = message.header.value("date").flatMap { DateFormat.parse(rfc5322: String(decoding: $0.prefix(100), as: UTF8.self)) }
        self.source = source
        candidates = HandleCandidates(in: message, recipient: recipient).all
        self.message = nil
        digest = Self.digest(of: message)
    }

    /// A report of a trusted log, which knows the message itself.
    ///
    /// - Parameters:
    ///   - message: the ledger's key of the message.
    ///   - identity: what makes the entry one and the same when the log is read again: the line, or queue id and time.
    public init(finding: Finding, message: Int64, at moment: Timestamp, identity: String, source: String) {
        findings = [finding]
        date = moment
        self.source = source
        candidates = []
        self.message = message
        digest = Array(SHA256.hash(data: Array("log\0\(identity)".utf8)))
    }

    /// Whether it is a bounce, a complaint, a request or an automatic answer, and not mail of somebody else.
    public var isReport: Bool { findings.contains { $0.kind != .none } }

    /// Message-ID and Date name a mail, and stay the same on whatever way it is fetched; without a Message-ID the body does.
    private static func digest(of message: ReadMessage) -> [UInt8] {
        var hash = SHA256()
        if let id = message.header.value("message-id"), !id.isEmpty {
            hash.update(data: Array("id\0".utf8) + id + [0] + (message.header.value("date") ?? []))
        } else {
            hash.update(data: Array("body\0".utf8))
            hash.update(data: message.header.value("subject") ?? [])
            var lines = LineCursor(message.rawBody)
            while let line = lines.next() {
                hash.update(data: Array(line) + [0x0A])
            }
        }
        return Array(hash.finalize())
    }
}
