public import MailFormat

/// What happened after a message left. Events never rewrite the message's row; reports join the two.
public struct Event: Hashable, Sendable {
    /// What happened. The schema's CHECK constraint is made from this list.
    public enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
        /// A delivery report came (RFC 3464); `detail` is a ``BounceClass``.
        case bounce
        /// A relay said no in the session; `detail` is a ``BounceClass``. The message row has the reply.
        case refusal
        /// A report said the message arrived.
        case delivered
        /// A report said the message is late.
        case delayed
        /// A feedback report (RFC 5965).
        case complaint
        /// The pixel was fetched.
        case open
        /// A link was followed; `link` says which.
        case click
        /// The recipient asked to be left alone.
        case unsubscribe
        /// The recipient's software answered.
        case reply
    }

    /// The message's key.
    public var message: Int64
    /// What happened.
    public var kind: Kind
    /// The class inside the kind: `hard`, `soft`, `blocked`, `one-click` …; may be empty.
    public var detail: String
    /// Whether a machine did it (an image proxy, a link scanner).
    public var machine: Bool
    /// The link's number, for a click.
    public var link: Int?
    /// When it happened.
    public var at: Timestamp
    /// Further facts as a JSON object, or nil.
    public var facts: String?
    /// What makes a report that arrives twice one event, such as a Message-ID and the recipient; nil where repeats are events.
    public var token: String?

    /// An event from its parts.
    public init(
        message: Int64, kind: Kind, detail: String = "", machine: Bool = false, link: Int? = nil, at: Timestamp, facts: String? = nil,
        token: String? = nil
    ) {
        self.message = message
        self.kind = kind
        self.detail = detail
        self.machine = machine
        self.link = link
        self.at = at
        self.facts = facts
        self.token = token
    }
}
