import Ledger

/// How much of a campaign was blocked, in `status` and `report`.
struct GuardResult: Encodable, Sendable {
    var raised: Bool
    var blocked: Int
    var answered: Int
    var share: Double

    init(_ guarding: CampaignGuard) {
        raised = guarding.isRaised
        blocked = guarding.blocked
        answered = guarding.answered
        share = guarding.share
    }

    /// What to do, where the guard is raised.
    func warning(_ campaign: String) -> [String] {
        guard raised else { return [] }
        return [
            "",
            "The guard is raised: \(NumberText.grouped(blocked)) messages (\(NumberText.percent(blocked, of: answered))) were blocked by policy, reputation or content.",
            "No address is to blame. Look before you send more: mailshot report \(campaign) --messages --state refused",
        ]
    }
}
