public import Campaigns
public import MailFormat

/// A campaign as the ledger remembers it.
public struct CampaignRecord: Hashable, Sendable {
    /// The number all its handles carry; never given twice.
    public var id: Int64
    /// The campaign file's name without `.toml`; unique.
    public var name: String
    /// Marketing or transactional.
    public var kind: Campaign.Kind
    /// Where it is in its life.
    public var state: CampaignState
    /// What happens to doubt.
    public var uncertain: Campaign.UncertainPolicy
    /// The list it goes to: the scope of its suppressions, beside those that hold everywhere; empty for none.
    public var list: String
    /// Names of the merge fields, in the order of every message's `fields`.
    public var columns: [String]
    /// Inputs fixed at the first send: a JSON object from the input's name to its SHA-256.
    public var frozen: String
    /// When the ledger met it.
    public var createdAt: Timestamp
    /// When its audience was complete.
    public var sealedAt: Timestamp?
    /// When its first run started.
    public var startedAt: Timestamp?
    /// When nothing was left to send.
    public var finishedAt: Timestamp?
    /// Since when what is sent is made of other inputs than before: the last `--revise`.
    public var revisedAt: Timestamp?
    /// Why it is paused, one sentence, where no person paused it.
    public var pauseCause: String?
}

/// One link of a campaign, as it stands in the template.
public struct CampaignLink: Hashable, Sendable {
    /// Its number in tracking URLs.
    public var position: Int
    /// The URL template.
    public var url: String

    /// A link from its parts.
    public init(position: Int, url: String) {
        self.position = position
        self.url = url
    }
}
