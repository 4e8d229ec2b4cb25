import MailFormat

/// A complaint: the fields of an abuse report.
///
/// SeeAlso: RFC 5965 §3
enum FeedbackReport {
    /// One finding a recipient named, or one without.
    static func findings(in message: ReadMessage) -> [Finding]? {
        guard let part = message.parts.first(where: { $0.type.mediaType == "message/feedback-report" }) else { return older(message) }
        let fields = ReadHeader(trimmed(part.body)[...])
        let type = fields.text("feedback-type").lowercased()
        let named = fields.fields.filter {
            $0.name == "original-rcpt-to" || $0.name == "redacted-address" || $0.name == "removal-recipient"
        }
        .compactMap { DeliveryStatus.address(String(decoding: $0.value, as: UTF8.self)) }
        var recipients = unique(named)
        if recipients.isEmpty, let original = OriginalMessage(in: message) {
            recipients = unique(original.recipients)
        }
        return findings(recipients, type: type.isEmpty ? "abuse" : type)
    }

    /// Reports of before RFC 5965: the complaint is told by the envelope of the mail, the message is attached.
    private static func older(_ message: ReadMessage) -> [Finding]? {
        let subject = message.header.text("subject").lowercased()
        let isComplaint =
            message.header.value("x-hmxmroriginalrecipient") != nil || subject.hasPrefix("complaint about message from")
            || message.header.text("from").lowercased().contains("staff@hotmail.com")
            || message.header.value("x-loop").map { String(decoding: $0, as: UTF8.self) == "scomp" } == true
        guard isComplaint else { return nil }
        var recipients = [message.header.text("x-hmxmroriginalrecipient")].compactMap { AddressScanner.first(in: $0) }
        if recipients.isEmpty { recipients = OriginalMessage(in: message)?.recipients ?? [] }
        return findings(unique(recipients), type: "abuse")
    }

    private static func findings(_ recipients: [String], type: String) -> [Finding] {
        (recipients.isEmpty ? [nil] : recipients.map { $0 as String? }).map {
            var finding = Finding(.complaint, recipient: $0, reason: .complaint, rule: "complaint.arf")
            finding.feedbackType = type
            return finding
        }
    }

    private static func unique(_ list: [String]) -> [String] {
        var seen: Set<String> = []
        return list.filter { seen.insert($0.lowercased()).inserted }
    }

    private static func trimmed(_ body: [UInt8]) -> [UInt8] { Array(body.drop { $0 <= 0x20 }) }
}
