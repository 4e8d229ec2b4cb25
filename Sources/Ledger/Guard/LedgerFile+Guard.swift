import GRDB

/// How a campaign stands by its guard.
public struct CampaignGuard: Hashable, Sendable {
    /// What was counted since the campaign began, or was last let go on.
    public var counts: GuardCounts
    /// Why somebody should look; nil where nobody needs to.
    public var breach: GuardBreach?

    /// Whether so much went wrong that somebody should look.
    public var isRaised: Bool { breach != nil }

    /// A measure's share of what was answered, 0…1.
    public func share(_ measure: GuardPolicy.Measure) -> Double {
        counts.answered > 0 ? min(1, Double(counts[measure]) / Double(counts.answered)) : 0
    }
}

extension LedgerFile {
    /// The guard of a campaign by what the ledger knows at this moment.
    public func campaignGuard(_ id: Int64, policy: BouncePolicy) throws(LedgerError) -> CampaignGuard {
        let counts = try guardCounts(campaign: id)
        return CampaignGuard(counts: counts, breach: policy.guarding.breach(counts))
    }

    /// What a guard counts, since the campaign began or was last let go on.
    public func guardCounts(campaign id: Int64) throws(LedgerError) -> GuardCounts {
        try read { database in try GuardCounts(of: id, on: database).since(try GuardCounts(acknowledgedOf: id, on: database)) }
    }

    /// Pauses a campaign whose guard is raised by what the ledger knows.
    ///
    /// - Returns: the cause, where it was paused now.
    public func pauseWhereRaised(campaign id: Int64, policy: GuardPolicy) throws(LedgerError) -> String? {
        guard let breach = policy.breach(try guardCounts(campaign: id)), try counts(campaign: id).remaining > 0 else { return nil }
        let state = try campaignState(id)
        guard state == .ready || state == .running else { return nil }
        try pause(campaign: id, because: breach.description)
        return breach.description
    }
}

extension GuardCounts {
    /// What a campaign had, ever. A recipient who is refused or bounces, in whatever way and however often, counts once.
    init(of campaign: Int64, on database: Database) throws {
        let counts = try Tally.counts(of: campaign, in: database)
        self.init(answered: counts[.accepted] + counts[.refused])
        func messages(_ condition: String) throws -> Int {
            try Int.fetchOne(
                database, sql: "SELECT count(DISTINCT message) FROM event WHERE campaign = ? AND machine = 0 AND \(condition)",
                arguments: [campaign]) ?? 0
        }
        self[.refused] = try messages("kind IN ('bounce', 'refusal') AND detail IN ('hard', 'soft')")
        self[.blocked] = try messages("kind IN ('bounce', 'refusal') AND detail = 'blocked'")
        self[.complaints] = try messages("kind = 'complaint'")
    }

    /// What it had when somebody last said that it may go on all the same.
    init(acknowledgedOf campaign: Int64, on database: Database) throws {
        self.init()
        guard let row = try Row.fetchOne(database, sql: "SELECT * FROM guardAck WHERE campaign = ?", arguments: [campaign]) else { return }
        answered = row["answered"]
        self[.refused] = row["refused"]
        self[.blocked] = row["blocked"]
        self[.complaints] = row["complaints"]
    }

    /// Keeps them as what somebody has seen and let pass.
    func acknowledge(_ campaign: Int64, at moment: Int64, on database: Database) throws {
        try database.execute(
            sql: """
                INSERT INTO guardAck (campaign, answered, refused, blocked, complaints, at) VALUES (?, ?, ?, ?, ?, ?)
                ON CONFLICT (campaign) DO UPDATE SET answered = excluded.answered, refused = excluded.refused, blocked = excluded.blocked,
                    complaints = excluded.complaints, at = excluded.at
                """, arguments: [campaign, answered, self[.refused], self[.blocked], self[.complaints], moment])
    }
}
