import GRDB

/// How much of a campaign was blocked: by policy, reputation, content, authentication. That is never an address's fault, so it suppresses
/// nobody; it says that the sender should look before more is sent.
public struct CampaignGuard: Hashable, Sendable {
    /// Messages that were blocked, in the session or by a report.
    public var blocked: Int
    /// Messages that a relay answered for good: accepted or refused.
    public var answered: Int
    /// Whether so much was blocked that somebody should look.
    public var isRaised: Bool

    /// Blocked of answered, 0…1.
    public var share: Double { answered > 0 ? min(1, Double(blocked) / Double(answered)) : 0 }

    /// Fewer blocked messages than this say nothing.
    public static let least = 5
}

extension LedgerFile {
    /// The guard of a campaign by what the ledger knows at this moment.
    public func campaignGuard(_ id: Int64, policy: BouncePolicy) throws(LedgerError) -> CampaignGuard {
        try read { database in
            let blocked = try Int.fetchOne(
                database,
                sql: """
                    SELECT count(DISTINCT message) FROM event
                    WHERE campaign = ? AND (kind = 'bounce' OR kind = 'refusal') AND machine = 0 AND detail = 'blocked'
                    """, arguments: [id])
            let counts = try Tally.counts(of: id, in: database)
            var found = CampaignGuard(blocked: blocked ?? 0, answered: counts[.accepted] + counts[.refused], isRaised: false)
            found.isRaised = found.blocked >= CampaignGuard.least && found.share >= policy.guardShare
            return found
        }
    }
}
