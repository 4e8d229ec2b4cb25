/// What is wrong with the message.
enum ContentRules {
    /// Larger than the receiver takes.
    static let size = [
        Rule(
            "content.too_big", .tooBig,
            [
                "message too large", "message too big", "message size exceeds", "size exceeds", "message … too large", "message … too big",
                "exceeds … maximum … size", "exceeded … maximum … size", "maximum message size", "message is too", "mail too large",
                "size limit", "size … exceed", "exceeds size", "line too long", "line limit", "message file too big",
                "message length exceeds",
                "too large",
            ])
    ]
    /// Malware, spam, malformed or unwanted content.
    static let rules = [
        Rule("content.virus", .virus, ["virus", "malware", "trojan", "infected", "worm"]),
        Rule(
            "content.not_compliant", .notCompliant,
            [
                "rfc 5322", "rfc5322", "rfc 2822", "rfc2822", "rfc822", "rfc 822", "not rfc", "improper use of 8-bit", "bare lf", "bare cr",
                "duplicate header", "multiple … header", "from header", "missing header", "header … missing", "invalid header",
                "message-id", "header is missing",
            ]),
        Rule(
            "content.spam", .spam,
            [
                "spam", "junk", "bulk mail", "unsolicited mail", "ube", "suspicious", "phish", "content rejected", "looks like", "advertis",
                "high probability",
            ]),
        Rule(
            "content.refused", .content,
            [
                "content", "attachment", "media error", "url", "message header", "charset", "8-bit", "mime", "subject",
            ]),
    ]
}
