import Ledger

/// How a campaign stands by its guard, in `status` and `report`.
struct GuardResult: Encodable, Sendable {
    var raised: Bool
    /// Messages that were blocked, those refused for their recipient, and complaints; of so many that were answered.
    var blocked: Int
    var refused: Int
    var complaints: Int
    var answered: Int
    /// Blocked of answered, 0…1.
    var share: Double
    /// Why it is raised; nil where it is not.
    var cause: String?

    init(_ guarding: CampaignGuard) {
        raised = guarding.isRaised
        blocked = guarding.counts[.blocked]
        refused = guarding.counts[.refused]
        complaints = guarding.counts[.complaints]
        answered = guarding.counts.answered
        share = guarding.share(.blocked)
        cause = guarding.breach?.description
    }

    /// What to do, where the guard is raised.
    func warning(_ campaign: String) -> [String] {
        guard let cause else { return [] }
        return [
            "", "The guard is raised: \(cause).",
            "Look before you send more: mailshot report \(campaign) --messages --state refused",
        ]
    }
}
