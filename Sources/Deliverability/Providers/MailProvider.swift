public import SMTP

/// A mailbox provider: which domains are its own, which exchanges tell that it hosts others, and how much it is known to bear.
public struct MailProvider: Hashable, Sendable {
    /// What its bucket is called: `google`.
    public var name: String
    /// Its own domains, lower case.
    public var domains: [String]
    /// Ends of the names of its exchanges, each with its leading dot, or whole names.
    public var exchanges: [String]
    /// The pace to all of its domains together, over all relays.
    public var rate: SendRate?
    /// Messages to it that may be on their way at once, over all relays.
    public var maxConnections: Int?
    /// Messages a connection, for a relay that is one of its own exchanges.
    public var messagesPerConnection: Int?
    /// What its replies tell.
    public var rules: [ReplyRule]
    /// Where the figures are from.
    public var source: String?
    /// When that was looked at, `2026-11-25`.
    public var checked: String?
    /// Keys of the figures that the source states; the others are careful choices of ours.
    public var published: Set<String>

    /// A provider from its parts.
    public init(
        name: String, domains: [String] = [], exchanges: [String] = [], rate: SendRate? = nil, maxConnections: Int? = nil,
        messagesPerConnection: Int? = nil, rules: [ReplyRule] = [], source: String? = nil, checked: String? = nil,
        published: Set<String> = []
    ) {
        self.name = name
        self.domains = domains
        self.exchanges = exchanges
        self.rate = rate
        self.maxConnections = maxConnections
        self.messagesPerConnection = messagesPerConnection
        self.rules = rules
        self.source = source
        self.checked = checked
        self.published = published
    }

    /// Whether a host is one of its exchanges.
    public func runs(_ host: String) -> Bool {
        exchanges.contains { $0.hasPrefix(".") ? host.hasSuffix($0) : host == $0 }
    }
}
