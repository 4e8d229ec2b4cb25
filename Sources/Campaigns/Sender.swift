public import MailFormat

/// Who sends: the `[sender]` table of `mailshot.toml`.
public struct Sender: Hashable, Sendable {
    /// From, unless a campaign names its own.
    public var from: Mailbox
    /// Reply-To, where wanted.
    public var replyTo: Mailbox?
    /// The postal address that marketing mail must carry; one line, commas between parts.
    public var postalAddress: String?
    /// Where bounces go; VERP puts the handle behind a plus sign: `bounces+HANDLE@bounces.example.com`. From's address where missing.
    public var returnPath: EmailAddress?
    /// Address for `mailto:` unsubscribe requests; nil leaves that way out.
    public var unsubscribeMailbox: EmailAddress?

    /// A sender from its parts.
    public init(
        from: Mailbox, replyTo: Mailbox? = nil, postalAddress: String? = nil, returnPath: EmailAddress? = nil,
        unsubscribeMailbox: EmailAddress? = nil
    ) {
        self.from = from
        self.replyTo = replyTo
        self.postalAddress = postalAddress
        self.returnPath = returnPath
        self.unsubscribeMailbox = unsubscribeMailbox
    }
}

/// What of the recipients' behaviour is followed: the `[tracking]` table.
public struct TrackingSettings: Hashable, Sendable {
    /// Public address of `mailshot serve`, without a trailing slash: `https://t.example.com`.
    public var baseURL: String
    /// Whether a pixel is added.
    public var opens: Bool
    /// Whether links are rewritten.
    public var clicks: Bool
    /// Whether a hidden link is added that only software follows.
    public var honeypot: Bool

    /// Settings from their parts.
    public init(baseURL: String, opens: Bool = false, clicks: Bool = false, honeypot: Bool = false) {
        self.baseURL = baseURL
        self.opens = opens
        self.clicks = clicks
        self.honeypot = honeypot
    }
}
