extension ReplyRule {
    /// What is recognised of every relay, behind the rules of its own policy.
    ///
    /// A delay that a reply names is believed; it is never more than a day (``SMTPReply/namedDelay``).
    public static let defaults: [ReplyRule] = [
        // Amazon SES, "Managing your sending quotas", errors; 2026-11. Both come after DATA, and the message is dropped there.
        rule(["454 *throttling failure: maximum sending rate"], .slow, for: .fixed(.seconds(60))),
        rule(["454 *throttling failure: daily message quota"], .pauseRelay, for: .named(otherwise: .seconds(3600))),
        // Google, "Gmail SMTP errors and codes", 4.7.28: an unusual rate of mail from our address or domain; 2026-11.
        rule(["4.7.28"], .pauseDomainHere, for: .named(otherwise: .seconds(900)), threshold: Threshold(2, within: .seconds(3600))),
        // Yahoo, "SMTP error codes", TS01…TS04: deferred for complaints or volume, "usually for four hours"; 2026-02.
        rule(["[ts01]", "[ts02]", "[ts03]", "[ts04]"], .pauseDomainHere, for: .named(otherwise: .seconds(7200))),
        // Microsoft, "Outlook.com Postmaster troubleshooting": RP-001…003 name rate and reputation of our address; 2026-11.
        rule(
            ["rp-001", "rp-002", "rp-003"], .pauseDomainHere, for: .named(otherwise: .seconds(1800)),
            threshold: Threshold(2, within: .seconds(3600))),
        // A relay that closes the channel and says when to come back: RFC 5321 §3.8.
        rule(
            ["421 *again in", "421 *retry in", "421 *again after", "421 *retry after"], .pauseRelay,
            for: .named(otherwise: .seconds(60))),
    ]

    private static func rule(
        _ phrases: [String], _ action: Action, for length: Length, threshold: Threshold = Threshold(1, within: .seconds(3600))
    ) -> ReplyRule {
        ReplyRule(phrases.compactMap(ReplyPhrase.init), action, for: length, threshold: threshold)
    }
}
