import Campaigns

extension Rules {
    /// What is looked at only when asked for, because it speaks to others.
    static let probeRules: [Rule] = [
        Rule(
            "link.broken", .warning, "a link that does not answer (--links)",
            why: "Readers would meet an error. Asked with HEAD, without following; what asks for a login still answers.",
            source: "RFC 9110 section 9.3.2"),
        Rule(
            "link.private", .warning, "a link to a host that only this network has (--links)",
            why: "Readers elsewhere cannot follow it, and mailshot does not ask hosts inside of your network.", source: "RFC 6890"),
        Rule(
            "spam.score", .warning, "a message that SpamAssassin takes for spam, or nearly (--spamassassin)",
            why: "Many small receivers use it with its own threshold of 5; below 1 is well. Its report says which of its rules spoke.",
            source: "https://spamassassin.apache.org/full/4.0.x/doc/spamc.html, read 2026-11-25"),
    ]
}
