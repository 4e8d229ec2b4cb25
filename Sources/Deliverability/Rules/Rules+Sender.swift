import Campaigns

extension Rules {
    /// Who sends: keys, alignment, tracking host.
    static let senderRules: [Rule] = [
        Rule(
            "sender.return_path", .error, "a return path without room for a message's handle",
            why: "A local part has 64 octets; the handle that tells whose bounce came back needs 27 of them.",
            source: "RFC 5321 section 4.5.3.1.1"),
        Rule(
            "dkim.key", .error, "a signing key that cannot be used",
            why: "A message signed with the wrong key fails DKIM everywhere, which is worse than none.", source: "RFC 8301 section 3.2"),
        Rule(
            "dkim.none", .warning, "nothing signs the messages",
            why: "Gmail, Yahoo and Outlook.com refuse or junk bulk mail that is not signed. Unless a relay signs for you, add [[dkim]].",
            source: "https://support.google.com/a/answer/81126; https://senders.yahooinc.com/best-practices, read 2026-11-24"),
        Rule(
            "relay.alignment", .warning, "no signature is of the From domain",
            why: "DMARC passes only where a DKIM or SPF domain that passes belongs to the domain in From.",
            source: "RFC 7489 section 3.1"),
        Rule(
            "sender.free_mail", .error, "From is an address at a free mail provider",
            why: "Those domains publish DMARC policies that make everybody refuse their mail from other servers. Use a domain of your own.",
            source: "RFC 7489 section 3; https://senders.yahooinc.com/best-practices, read 2026-11-24"),
        Rule(
            "sender.no_reply", .hint, "From or Reply-To says that nobody reads answers",
            why: "People answer newsletters, also to leave them; an address that is read keeps complaints away.", source: "ours"),
        Rule(
            "key.newer", .warning, "the key of all handles is newer than the ledger",
            why: "Links, unsubscribes and bounces of what was sent before it verify nowhere; put the old key back from a copy.",
            source: "ours"),
    ]
}
