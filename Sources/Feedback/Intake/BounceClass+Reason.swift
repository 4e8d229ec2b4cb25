public import Ledger
public import MailFormat

extension BounceClass {
    /// The class of a failure, by whose fault it is.
    ///
    /// | fault | for good | for now |
    /// |---|---|---|
    /// | recipient | hard; a full mailbox is soft, one that filters is blocked | soft |
    /// | network | soft | soft |
    /// | sender, content | blocked; a syntax error is other | blocked |
    /// | provider, unknown | other | other |
    public init(_ reason: Reason?, isHard: Bool) {
        switch (reason, reason?.fault) {
        case (.mailboxFull, _): self = .soft
        case (.filtered, _): self = .blocked
        case (.syntax, _): self = .other
        case (_, .recipient): self = isHard ? .hard : .soft
        case (_, .network): self = .soft
        case (_, .sender), (_, .content): self = .blocked
        case (_, .provider), (_, nil): self = .other
        }
    }

    /// Whether a rule is evidence enough to act on a hard bounce at once: words that were understood, or an enhanced code that can mean
    /// nothing but the address. Three digits alone, and codes that stand for "other", are used for everything.
    static func isCertain(rule: String?) -> Bool {
        guard let rule, rule != "none", !rule.hasPrefix("reply.") else { return false }
        guard rule.hasPrefix("status."), let status = EnhancedStatusCode(parsing: rule.dropFirst("status.".count)) else { return true }
        return switch (status.subject, status.detail) {
        case (1, 1), (1, 2), (1, 3), (1, 6), (1, 10), (2, 1), (7, 13), (7, 17), (7, 18): true
        default: false
        }
    }
}

extension Refusal {
    /// What a reply in the session says of the address: the same rules as for reports that arrive later.
    public init(_ reply: SMTPReply) {
        let cause = ReplyClassifier.classify(reply: reply)
        var facts = BounceFacts(reason: cause.reason, rule: cause.rule, isHard: cause.isHard)
        (facts.status, facts.replycode, facts.diagnostic) = (cause.status?.description, reply.code, reply.description)
        facts.told = BounceFacts.isTold(facts.diagnostic, status: facts.status, rule: cause.rule, isHard: cause.isHard)
        self.init(
            BounceClass(cause.reason, isHard: cause.isHard), isCertain: BounceClass.isCertain(rule: cause.rule), rule: cause.rule,
            facts: facts.text)
    }
}
