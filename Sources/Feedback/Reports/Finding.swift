public import MailFormat

/// What a mail that came back says of one recipient.
public struct Finding: Sendable, Hashable {
    /// What kind of news it is.
    public enum Kind: String, Sendable, CaseIterable {
        case hard, soft, delayed, delivered, complaint, autoreply, unsubscribe, none
    }

    /// What kind of news it is.
    public var kind: Kind
    /// As the report spells it; nil where it names nobody.
    public var recipient: String?
    /// RFC 3463 code; nil where neither fields nor words give one.
    public var status: EnhancedStatusCode?
    /// `failed`, `delayed`, `delivered`, `relayed`, `expanded` of RFC 3464 §2.3.3.
    public var action: String?
    /// Why; nil for a mail that reports nothing.
    public var reason: Reason?
    /// The rule that told the reason: `family.cause`.
    public var rule: String?
    /// 400…599
    public var replyCode: Int?
    /// What the receiver said, printable, at most 1 KiB.
    public var diagnostic: String?
    /// What the sender called the recipient (RFC 3464 §2.3.1), where the report tells it.
    public var originalRecipient: String?
    /// The host that said no (RFC 3464 §2.3.5), at most 255 octets.
    public var remoteMTA: String?
    /// The `Feedback-Type` of RFC 5965 §3.1.
    public var feedbackType: String?

    /// Whether a reader complained: a report of type `not-spam` takes a complaint back, one of `auth-failure` or `dmarc` is about the
    /// sender's own domain (RFC 5965 §7.3, RFC 6591). Nobody may be suppressed for those.
    public var isReadersComplaint: Bool {
        kind == .complaint && !["not-spam", "auth-failure", "dmarc"].contains(feedbackType ?? "abuse")
    }

    /// A finding without codes.
    public init(_ kind: Kind, recipient: String? = nil, reason: Reason? = nil, rule: String? = nil) {
        self.kind = kind
        self.recipient = recipient
        self.reason = reason
        self.rule = rule
    }

    /// A failure or a delay with its cause.
    init(recipient: String?, action: String?, cause: Cause, diagnostic: String) {
        kind = action == "delayed" ? .delayed : cause.isHard ? .hard : .soft
        self.recipient = recipient
        self.action = action
        status = cause.status
        (reason, rule) = (cause.reason, cause.rule)
        if action == "delayed", cause.reason == .undefined { (reason, rule) = (.expired, "report.delayed") }
        replyCode = cause.replyCode
        let text = SMTPReply.sanitized(diagnostic.utf8.map { $0 == 0x0A || $0 == 0x0D ? 0x20 : $0 })
        self.diagnostic = text.isEmpty ? nil : text
    }
}
