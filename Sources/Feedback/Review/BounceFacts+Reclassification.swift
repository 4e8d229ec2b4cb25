public import Ledger
import MailFormat

extension BounceFacts {
    /// What the rules of today make of the receiver's words that were kept; nil where those words were not all the rule had seen, so that
    /// judging again by them alone would be worse.
    public func reclassified() -> (bounceClass: BounceClass, facts: BounceFacts)? {
        guard told == true, let diagnostic else { return nil }
        let cause = Self.cause(of: diagnostic, status: status)
        var facts = BounceFacts(reason: cause.reason, rule: cause.rule, isHard: cause.isHard)
        (facts.status, facts.replycode, facts.diagnostic, facts.told) = (status, replycode, diagnostic, true)
        (facts.remoteMTA, facts.feedback, facts.place, facts.named, facts.source) = (remoteMTA, feedback, place, named, source)
        return (BounceClass(cause.reason, isHard: cause.isHard), facts)
    }

    /// Whether the kept words alone give the rule and its weight.
    static func isTold(_ diagnostic: String?, status: String?, rule: String?, isHard: Bool) -> Bool {
        guard let diagnostic else { return false }
        let cause = cause(of: diagnostic, status: status)
        return cause.rule == rule && cause.isHard == isHard
    }

    private static func cause(of diagnostic: String, status: String?) -> Cause {
        ReplyClassifier.classify(diagnostic, status: status.flatMap { EnhancedStatusCode(parsing: $0) }, stage: nil)
    }
}
