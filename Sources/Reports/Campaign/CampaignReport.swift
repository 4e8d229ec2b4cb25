/// `report CAMPAIGN`: what came of a campaign, with words that promise nothing that is not known. The page of `report --html` is made from
/// this value alone.
public struct CampaignReport: Report {
    /// The format of the keys.
    public var schema = 1
    /// The campaign's name.
    public var campaign: String
    /// Where it is in its life: `running`, `finished` …
    public var state: String
    /// When its first run began, ISO 8601 in UTC.
    public var startedAt: String?
    /// When nothing was left to send.
    public var finishedAt: String?
    /// What was counted.
    public var period: PeriodFigures
    /// All messages of the audience.
    public var planned: Int
    /// Messages by state: where they are now, whatever the period.
    public var messages: [String: Int]
    /// Openers and their openings; machines apart.
    public var opens: EngagementFigures
    /// Clickers and their clicks; machines apart.
    public var clicks: EngagementFigures
    /// Recipients who asked to be left alone.
    public var unsubscribes: Int
    /// Recipients who complained.
    public var complaints: Int
    /// Recipients whose message bounced, by class: `hard`, `soft`, `blocked`, `other`. One who has bounces of two classes is in both.
    public var bounces: [String: Int]
    /// How it stands by its guard.
    public var `guard`: GuardFigures
    /// From planned to clicked, and what went wrong.
    public var funnel: [FunnelStage]
    /// Clicks by link, in the order of the links.
    public var links: [LinkFigures]
    /// By relay.
    public var relays: [RelayFigures]
    /// By recipient domain, the largest first; at most ``mostDomains``.
    public var domains: [DomainFigures]
    /// What relays said, the most frequent first; at most ``mostReplies``.
    public var replies: [ReplyFigures]
    /// Why messages bounced or were refused, the most frequent first.
    public var bounceReasons: [BounceReasonFigures]
    /// Why messages were suppressed.
    public var suppressed: [String: Int]
    /// What happened when.
    public var timeline: Timeline
    /// Variants with their intervals; empty where the campaign has none.
    public var variants: [VariantFigures]

    /// Domains in a campaign's own report; `report domains` has all.
    public static let mostDomains = 20
    /// Replies in a campaign's own report.
    public static let mostReplies = 10
}

/// How often something was done, and by how many.
public struct EngagementFigures: Codable, Hashable, Sendable {
    /// Recipients, machines left out: people, estimated.
    public var unique: Int
    /// Times, machines left out.
    public var total: Int
    /// Times by machines.
    public var machine: Int
}

/// How a campaign stands by its guard, since it began or was last let go on.
public struct GuardFigures: Codable, Hashable, Sendable {
    /// Whether so much went wrong that somebody should look.
    public var raised: Bool
    /// Messages blocked by policy, reputation, content or authentication.
    public var blocked: Int
    /// Messages refused for their recipient, in the session or later.
    public var refused: Int
    /// Messages that were complained about.
    public var complaints: Int
    /// Messages that a relay answered for good.
    public var answered: Int
    /// Blocked of answered, 0…1.
    public var share: Double
    /// Why it is raised; nil where it is not.
    public var cause: String?
}
