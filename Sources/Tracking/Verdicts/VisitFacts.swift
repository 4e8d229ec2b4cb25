public import MailFormat

/// What is known of a visit when it is judged. Raw facts: no verdict is in here.
public struct VisitFacts: Hashable, Sendable {
    /// What was visited.
    public enum Target: Hashable, Sendable {
        case pixel
        case link(Int)
        /// The link no person can see.
        case honeypot
    }

    /// What was visited.
    public var target: Target
    /// When.
    public var at: Timestamp
    /// User-Agent, at most ``longestAgent`` octets; empty where there was none.
    public var agent: String
    /// What that name tells.
    public var kind: AgentKind
    /// What the client says it fetches for (`Sec-Purpose`, `Purpose`, `X-Moz`): `prefetch`, `preview`; empty for a visit.
    public var purpose = ""
    /// Whether the client asked for the head of this very address just before.
    public var askedHeadBefore = false
    /// Whether the address of the client is in the file of data-centre ranges.
    public var isFromDatacentre = false
    /// Since the relay took the message; nil where it had not yet.
    public var sinceAcceptance: Duration?
    /// Different links of the message that were followed within a second, this one among them.
    public var linksAtOnce = 0
    /// Counted links of the message.
    public var linksOfMessage = 0
    /// Whether the hidden link of the message was followed within a minute.
    public var touchedHoneypot = false

    /// Octets of a User-Agent that are kept.
    public static let longestAgent = 256

    /// Facts from what a request tells by itself.
    public init(_ target: Target, at moment: Timestamp, agent: String, kind: AgentKind? = nil) {
        self.target = target
        at = moment
        self.agent = agent
        self.kind = kind ?? AgentTable.classify(agent)
    }
}
