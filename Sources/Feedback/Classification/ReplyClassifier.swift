public import MailFormat

/// From what a relay or a report says to a cause: words first, then the enhanced code, then the reply code.
///
/// ```
/// 550 5.2.2 <ann@example.com>: mailbox is full     recipient.full, hard
/// 450 4.2.2 quota exceeded                         recipient.full, soft: class 4 says so
/// ```
///
/// SeeAlso: RFC 5321 §4.2, RFC 3463 §3
public enum ReplyClassifier {
    /// The cause that an SMTP reply gives.
    public static func classify(reply: SMTPReply) -> Cause { classify(text: reply.description) }

    /// The cause in a text that may start with codes; only the first 4 KiB are read.
    public static func classify(text: some StringProtocol) -> Cause { classify(text, status: nil, stage: nil) }

    /// - Parameters:
    ///   - status: what the report's `Status` field says; the text's own code counts for more where it says more.
    ///   - stage: where it was said, nil to find it in the text.
    static func classify(_ text: some StringProtocol, status field: EnhancedStatusCode?, stage: ReportedStage?) -> Cause {
        let codes = ReplyCodes(text)
        let status = choose(field: field, text: codes.enhanced)
        let folded = FoldedText(withoutPrefixes(AddressScanner.masked(text)))
        let stage = stage ?? self.stage(of: folded)
        var (reason, rule) = byText(folded, status: status) ?? byStatus(status) ?? byReply(codes.reply) ?? (.undefined, "none")
        (reason, rule) = adjust(reason, rule, status: status, reply: codes.reply, stage: stage)
        return Cause(
            reason: reason, rule: rule, isHard: isHard(reason, status: status, reply: codes.reply), status: status, replyCode: codes.reply)
    }

    /// Without what some gateways put before every refusal, whatever its cause.
    private static func withoutPrefixes(_ text: String) -> String {
        ["Unknown address error", "Other mail system problem"].reduce(text) { $0.replacing($1, with: "") }
    }

    /// What stage and class say about words: an address refused after the content was seen was refused for the content, a domain that cannot
    /// be found for now is trouble of the network.
    private static func adjust(_ reason: Reason, _ rule: String, status: EnhancedStatusCode?, reply: Int?, stage: ReportedStage) -> (
        Reason, String
    ) {
        let isTransient = status?.statusClass == 4 && (reply ?? 0) < 500
        return switch (reason, stage) {
        case (.unknownUser, .data) where status?.subject != 1 && rule != "recipient.no_mailbox":
            (.filtered, "recipient.filtered_after_data")
        case (.unknownUser, .sender), (.unknownHost, .sender): (.senderRejected, "sender.refused_at_mail")
        case (.unknownHost, _) where isTransient: (.network, "transport.dns")
        case (.notAccepting, _) where isTransient && status?.subject == 3: (.system, "transport.not_accepting_now")
        default: (reason, rule)
        }
    }

    private static func choose(field: EnhancedStatusCode?, text: EnhancedStatusCode?) -> EnhancedStatusCode? {
        guard let field else { return text }
        guard let text else { return field }
        if ReplyCodes.weight(text) < ReplyCodes.weight(field), ReplyCodes.weight(text) < 2 { return field }
        return text
    }

    private static func isHard(_ reason: Reason, status: EnhancedStatusCode?, reply: Int?) -> Bool {
        let saysNothing = status.map { $0.subject == 0 && $0.detail == 0 } ?? true
        if saysNothing, reply == nil, reason.isPassing { return false }
        if let status, status.statusClass != 2 { return status.statusClass == 5 }
        if let reply { return reply >= 500 }
        return reason.isHardByNature
    }

    /// Where the text says that it happened.
    static func stage(of text: FoldedText) -> ReportedStage {
        for phrase in [
            "in reply to end of data", "in reply to data", "end of data", ">>> data", "smtp command data", "after data",
            "after end of data",
            "did not like our final data",
        ] where text.contains(phrase) {
            return .data
        }
        for phrase in ["after mail from", ">>> mail from", "in reply to mail from", "smtp command mail"] where text.contains(phrase) {
            return .sender
        }
        return text.contains("rcpt to") ? .recipient : .unknown
    }

    private static func byText(_ text: FoldedText, status: EnhancedStatusCode?) -> (Reason, String)? {
        for family in families {
            for rule in family where rule.matches(text) {
                if rule.id == "sender.policy" || rule.id == "recipient.rejected", let found = byStatus(status) { return found }
                return (rule.reason, rule.id)
            }
        }
        return nil
    }

    static let families: [[Rule]] = [
        DomainRules.forNow, TransportRules.refusedTalk, RecipientRules.moved, RecipientRules.filtered, SenderRules.authentication,
        SenderRules.reverseDNS,
        SenderRules.refused, DomainRules.rules, RecipientRules.full, ContentRules.size,
        SenderRules.reputation, TransportRules.flow,
        SenderRules.relaying, RecipientRules.suspended,
        [ContentRules.rules[0], ContentRules.rules[1], ContentRules.rules[2]],
        RecipientRules.unknown, SenderRules.blocked, TransportRules.expired, TransportRules.network, TransportRules.system,
        TransportRules.other,
        [ContentRules.rules[3]], SenderRules.policy, RecipientRules.rejected, SenderRules.unexplained,
    ]

    private static func byStatus(_ status: EnhancedStatusCode?) -> (Reason, String)? {
        guard let status, let reason = StatusTable.reason(of: status) else { return nil }
        return (reason, "status.\(status)")
    }

    private static func byReply(_ reply: Int?) -> (Reason, String)? {
        guard let reply else { return nil }
        let reason: Reason? =
            switch reply {
            case 421: .system
            case 450, 451: .system
            case 452: .systemFull
            case 500...504: .syntax
            case 521, 556: .notAccepting
            case 550, 553: .unknownUser
            case 551: .unknownUser
            case 552: .mailboxFull
            case 554: .policy
            default: nil
            }
        return reason.map { ($0, "reply.\(reply)") }
    }
}
