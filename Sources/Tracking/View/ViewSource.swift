public import Campaigns
public import Ledger

/// Where the view page finds what a message was made of.
public protocol ViewSource: Sendable {
    /// The composer of a campaign as its messages were made; nil where the inputs are not what they were. May wait for the disk.
    func composer(of campaign: CampaignRecord) throws -> Composer?
}
