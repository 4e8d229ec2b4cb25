import MailFormat

/// Reads a mail that came to the return path: what it reports, of whom, and why.
///
/// In this order: complaint (RFC 5965), delivery status notification (RFC 3464), automatic answer, request to leave, report in words.
/// What is none of these gives one finding of kind `none`; a mail of a person never counts as a bounce.
///
/// ## Limits
/// Only what a mail says is read. Nothing here knows whether it was forged: that is for whoever matches it with what was sent.
public enum FeedbackReader {
    /// At least one finding; more where a report names more than one recipient.
    public static func read(_ bytes: [UInt8]) -> [Finding] { read(ReadMessage(bytes[...])) }

    /// The findings of a mail that was taken apart already.
    static func read(_ message: ReadMessage) -> [Finding] {
        if let complaints = FeedbackReport.findings(in: message) { return complaints }
        let text = ReportText(message)
        let status = statusBodies(of: message).map { DeliveryStatus($0) }.first { !$0.recipients.isEmpty }
        if let status { return findings(status, text: text, message: message) }
        let folded = FoldedText(text.whole)
        let fromSystem = ReportSigns.isFromMailSystem(message.header)
        let subject = ReportSigns.hasReportSubject(message.header)
        if !fromSystem || !subject, message.header.value("x-failed-recipients") == nil, ReportSigns.isAutomaticAnswer(message.header) {
            return [automaticAnswer(message, rule: "autoreply.header")]
        }
        if ReportSigns.isChallenge(message.header) { return [automaticAnswer(message, rule: "autoreply.challenge")] }
        if let notification = ProviderNotification.findings(in: message.parts.first?.text ?? "") { return notification }
        if ReportSigns.isUnsubscribe(message.header) {
            return [
                Finding(
                    .unsubscribe, recipient: AddressScanner.first(in: message.header.text("from")), reason: .unsubscribe,
                    rule: "unsubscribe.mail")
            ]
        }
        if fromSystem || subject, let inner = enclosedNotification(in: message) { return inner }
        let bare = message.header.value("from") == nil && message.header.value("received") == nil
        let fromDaemon = FoldedText(message.header.text("from")).contains("mailer-daemon")
        let codes = ReplyCodes(text.whole)
        let words = ReportSigns.hasReportWords(folded) || (fromSystem && codes.reply != nil && codes.enhanced != nil)
        // A person's answer to a report, or to a mail of that subject.
        let isReply =
            FoldedText(message.header.text("subject")).bytes.starts(with: Array("re: ".utf8))
            && (message.header.value("in-reply-to") != nil || message.header.value("references") != nil)
        guard fromDaemon || (fromSystem && (subject || words)) || (((subject && !isReply) || bare) && words) else {
            return [Finding(.none)]
        }
        return proseFindings(text, message: message)
    }

    /// A notification that a gateway passed on as an attachment; one level deep.
    private static func enclosedNotification(in message: ReadMessage) -> [Finding]? {
        for part in message.parts.prefix(5) where part.type.mediaType == "message/rfc822" {
            let inner = ReadMessage(part.body[...])
            if let status = statusBodies(of: inner).map({ DeliveryStatus($0) }).first(where: { !$0.recipients.isEmpty }) {
                return findings(status, text: ReportText(inner), message: inner)
            }
        }
        return nil
    }

    private static func automaticAnswer(_ message: ReadMessage, rule: String) -> Finding {
        Finding(.autoreply, recipient: AddressScanner.first(in: message.header.text("from")), reason: .autoreply, rule: rule)
    }

    /// Where the fields of a notification may stand: in their own part, or, from some systems, in a text.
    private static func statusBodies(of message: ReadMessage) -> [[UInt8]] {
        let own = message.parts.filter { ["message/delivery-status", "message/global-delivery-status"].contains($0.type.mediaType) }
        if !own.isEmpty { return own.map(\.body) }
        return message.parts.filter { $0.type.mediaType.hasPrefix("text/plain") || $0.type.mediaType == "application/octet-stream" }.prefix(
            3
        ).map(\.body)
            .filter { FoldedText(String(decoding: $0.prefix(64 << 10), as: UTF8.self)).contains("final-recipient:") }
    }

    private static func findings(_ status: DeliveryStatus, text: ReportText, message: ReadMessage) -> [Finding] {
        let whole = text.whole
        let prose = ProseReport(text, header: message.header, original: nil)
        let stage = ReplyClassifier.stage(of: FoldedText(whole))
        return status.recipients.map { recipient in
            if let action = recipient.action, ["delivered", "relayed", "expanded", "deliverable"].contains(action) {
                var finding = Finding(.delivered, recipient: recipient.address, reason: .delivered, rule: "dsn.\(action)")
                (finding.status, finding.action) = (recipient.status, action)
                finding.originalRecipient = recipient.original
                return finding
            }
            var cause = ReplyClassifier.classify(recipient.diagnostic, status: recipient.status, stage: stage == .data ? .data : nil)
            if !cause.isByWords {
                let own = prose.entries.first { $0.address.lowercased() == recipient.address.lowercased() }?.passage
                let passage = own ?? (status.recipients.count == 1 ? whole : "")
                cause.learn(from: ReplyClassifier.classify(passage, status: recipient.status, stage: nil))
            }
            var finding = Finding(
                recipient: recipient.address, action: recipient.action ?? "failed", cause: cause, diagnostic: recipient.diagnostic)
            (finding.originalRecipient, finding.remoteMTA) = (recipient.original, recipient.remoteMTA)
            return finding
        }
    }

    private static func proseFindings(_ text: ReportText, message: ReadMessage) -> [Finding] {
        let original = OriginalMessage(in: message)
        let prose = ProseReport(text, header: message.header, original: original)
        let whole = text.whole
        let action = ReportSigns.saysDelayed(message.header, FoldedText(whole)) ? "delayed" : "failed"
        func cause(_ passage: String) -> Cause {
            var cause = ReplyClassifier.classify(text: passage)
            if !cause.isByWords || (prose.entries.count == 1 && cause.status == nil) {
                let other = ReplyClassifier.classify(text: message.header.text("subject") + "\n" + whole)
                if cause.reason == .undefined {
                    cause = other
                } else if prose.entries.count == 1 {
                    cause.learn(from: other, keepingReason: cause.isByWords && cause.reason != .policy)
                }
            }
            // A report of a failure without any code: the system that wrote it has given up.
            if cause.reason == .undefined, cause.status == nil, cause.replyCode == nil { cause.isHard = true }
            return cause
        }
        if prose.entries.isEmpty {
            return [Finding(recipient: nil, action: action, cause: cause(whole), diagnostic: whole)]
        }
        return prose.entries.map { entry in
            Finding(
                recipient: entry.address, action: action,
                cause: cause(prose.entries.count == 1 && entry.passage.utf8.count < 40 ? whole : entry.passage), diagnostic: entry.passage)
        }
    }
}
