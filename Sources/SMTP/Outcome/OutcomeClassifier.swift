public import MailFormat

/// Turns what a relay said into who is to blame and what becomes of the message.
///
/// The policy is one table, ``rules``, read from top to bottom; the first line that fits decides, and every line says why.
/// Codes decide. Text is looked at in one line only, to keep a relay that does not let us in from costing a whole list.
///
/// SeeAlso: RFC 5321 §4.2.1, §4.5.3.1.10; RFC 3463; RFC 5248
public enum OutcomeClassifier {
    /// Who is to blame, and what becomes of the message.
    public struct Verdict: Hashable, Sendable {
        /// Who is at fault; nil for an acceptance.
        public var blame: Blame?
        /// What becomes of the message.
        public var disposition: Disposition

        /// A verdict from its parts.
        public init(_ blame: Blame?, _ disposition: Disposition) {
            self.blame = blame
            self.disposition = disposition
        }
    }

    /// The verdict on a reply that decides a message.
    ///
    /// A 2yz is an acceptance after the dot only. Anywhere else a 2yz or 3yz decides nothing; asked all the same, the
    /// session is blamed, because a relay that answers out of turn cannot be trusted with the message.
    public static func classify(_ stage: Stage, _ reply: SMTPReply) -> Verdict {
        if reply.code < 400 {
            return stage == .dot && reply.code < 300 ? Verdict(nil, .accepted) : Verdict(.session, .released)
        }
        for rule in rules where rule.fits(stage, reply) {
            return Verdict(rule.blame, rule.disposition)
        }
        return Verdict(.relay, .released)
    }

    /// The outcome of a message that a reply decides.
    static func outcome(_ stage: Stage, _ reply: SMTPReply) -> Outcome {
        let verdict = classify(stage, reply)
        return Outcome(stage: stage, reply: reply, detail: "", blame: verdict.blame, disposition: verdict.disposition)
    }
}
