/// What is wrong with the message.
///
/// Sources: Amavis, SpamAssassin, Rspamd, ClamAV and MailMarshal refusals; `message_size_limit` of Postfix, SIZE of RFC 1870; the pages of Google
/// (RFC 5322 §3.6 fields given twice), QQ, NetEase (DT:SPM) and Orange (506). Read 2026-11.
enum ContentRules {
    /// Larger than the receiver takes.
    static let size = [
        Rule(
            "content.too_big", .tooBig,
            [
                "message too large", "message too big", "message size exceeds", "size exceeds", "message … too large",
                "message … too big", "exceeds … maximum … size", "exceeded … maximum … size", "maximum message size",
                "message is too", "mail too large", "size limit", "size … exceed", "exceeds size", "line too long", "line limit",
                "message file too big", "message length exceeds", "too large", "file too big", "oversized", "message exceeds",
                "attachment … too", "maximum allowed size", "larger than … limit", "larger than … maximum", "larger than the",
                "exceeds the limit … size", "fixed maximum message size", "zu groß", "trop volumineux", "demasiado grande",
                "troppo grande", "too much mail data", "sizelimit", "exceeds administrative limit", "too long … message",
            ])
    ]
    /// Malware, spam, malformed or unwanted content.
    static let rules = [
        Rule(
            "content.virus", .virus,
            [
                "virus", "malware", "trojan", "infected", "worm", "ransomware", "eicar", "clamav", "viruses",
                "executable attachment", "dangerous attachment",
            ]),
        Rule(
            "content.not_compliant", .notCompliant,
            [
                "rfc 5322", "rfc5322", "rfc 2822", "rfc2822", "not rfc", "improper use of 8-bit", "bare lf", "bare cr",
                "duplicate header", "multiple … header", "from header", "missing header", "header … missing", "invalid header",
                "header is missing", "message-id header", "messageid", "no message-id", "invalid message-id",
                "message-id … missing", "malformed header", "malformed message", "bare newline", "bare carriage", "two from",
                "multiple from", "multiple addresses in from", "multiple … from:", "no date header", "date: header",
                "null character", "header syntax", "illegal header", "non-ascii … header", "violates rfc", "rfc violation",
                "not compliant", "non-compliant", "non compliant", "rfc 822", "rfc822 complian", "rfc822 header",
                "rfc822 standard", "not rfc822", "against rfc",
            ]),
        Rule(
            "content.spam", .spam,
            [
                "spam", "junk", "bulk mail", "unsolicited mail", "ube", "suspicious", "phish", "content rejected", "looks like",
                "advertis", "high probability", "spoof", "mail rejete", "mailscanner", "spamassassin", "bayes", "uribl", "surbl",
                "dcc", "razor", "recurrent pattern", "mass mail", "content denied", "dt:spm", "unwanted mail",
                "unwanted content", "considered as unsolicited", "unacceptable content", "banned content", "scam", "fraud",
                "abuse detected", "nilsimsa", "similar messages", "垃圾邮件", "спам",
            ]),
        Rule(
            "content.refused", .content,
            [
                "content", "attachment", "media error", "url", "message header", "charset", "8-bit", "mime", "subject",
            ]),
    ]
}
