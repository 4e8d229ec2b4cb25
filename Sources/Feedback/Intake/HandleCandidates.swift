import MailFormat

/// Texts in a mail that could be our handle, the most telling place first. None is verified yet.
///
/// It does not matter who wrote them there: a handle that verifies was made by us for one message, wherever it stands. The order only
/// decides between several that verify.
struct HandleCandidates {
    /// One text and where it stood.
    struct Candidate: Hashable, Sendable {
        var text: String
        var place: HandlePlace
    }

    private(set) var all: [Candidate] = []

    /// The most that are tried: each costs an HMAC and a look-up.
    static let most = 16
    /// Octets of a part that are looked at.
    private static let longest = 64 << 10

    /// - Parameter recipient: the envelope recipient the mail was delivered to, where whoever hands it over knows it.
    init(in message: ReadMessage, recipient: String?) {
        if let recipient { take(recipient.utf8, .recipient) }
        take(message.header, ["delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "x-rcpt-to"], .recipient)
        take(message.header, ["subject"], .subject)
        take(message.header, ["to", "cc", "resent-to", "x-failed-recipients"], .address)
        for part in message.parts where Self.reports.contains(part.type.mediaType) {
            take(part.body.prefix(Self.longest), part.type.mediaType == "message/feedback-report" ? .complaint : .envelopeID)
        }
        take(message.header, ["in-reply-to", "references"], .messageID)
        if let original = OriginalMessage(in: message)?.header {
            take(original, ["message-id"], .messageID)
            for field in original.fields where field.name != "message-id" { take(field.value, .returnedHeader) }
        }
        // Notifications inside notifications, and reports that quote the header as text.
        for part in message.parts.prefix(5) where part.type.mediaType == "message/rfc822" || part.type.mediaType.hasPrefix("text/") {
            take(part.body.prefix(Self.longest), .returnedHeader)
        }
    }

    private static let reports: Set<String> = [
        "message/delivery-status", "message/global-delivery-status", "message/feedback-report",
    ]

    private mutating func take(_ header: ReadHeader, _ names: [String], _ place: HandlePlace) {
        for name in names {
            for field in header.fields where field.name == name { take(field.value, place) }
        }
    }

    /// Every run of exactly 26 letters and digits that Base32 can have.
    private mutating func take(_ bytes: some Sequence<UInt8>, _ place: HandlePlace) {
        var run: [UInt8] = []
        func isOfHandle(_ byte: UInt8) -> Bool { (byte | 0x20) &- 0x61 < 26 || byte &- 0x32 < 6 }
        func isAlphanumeric(_ byte: UInt8) -> Bool { (byte | 0x20) &- 0x61 < 26 || byte &- 0x30 < 10 }
        var isWhole = true
        for byte in bytes {
            if isAlphanumeric(byte) {
                if run.count <= 26 { run.append(byte) }
                if !isOfHandle(byte) { isWhole = false }
                continue
            }
            if run.count == 26, isWhole { append(run, place) }
            run.removeAll(keepingCapacity: true)
            isWhole = true
            if all.count >= Self.most { return }
        }
        if run.count == 26, isWhole { append(run, place) }
    }

    private mutating func append(_ run: [UInt8], _ place: HandlePlace) {
        guard all.count < Self.most else { return }
        let text = String(decoding: run.map { $0 &- 0x41 < 26 ? $0 | 0x20 : $0 }, as: UTF8.self)
        if !all.contains(where: { $0.text == text }) { all.append(Candidate(text: text, place: place)) }
    }
}

/// Where the handle stood that named a message.
public enum HandlePlace: String, Hashable, Sendable, Codable, CaseIterable {
    /// The envelope recipient the report was delivered to: variable envelope return paths.
    case recipient
    /// A recipient field of the report.
    case address
    /// The subject: a request to leave the list.
    case subject
    /// `Original-Envelope-Id` or another field of a delivery status (RFC 3464 §2.2.1, RFC 3461 §4.4).
    case envelopeID = "envelope_id"
    /// A field of a feedback report (RFC 5965 §3.2).
    case complaint
    /// The Message-ID of the message that came back, or that is answered.
    case messageID = "message_id"
    /// Another field of the message that came back.
    case returnedHeader = "returned_header"
    /// No handle: whoever keeps a log of our own relay knew the message.
    case log
}
