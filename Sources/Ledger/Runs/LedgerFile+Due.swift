import GRDB
public import MailFormat

/// Whether a run of a campaign would find something to do at a moment.
public struct CampaignWork: Hashable, Sendable {
    /// Whether something can be leased, or a dead run left something to put right.
    public var isDue: Bool
    /// When the next message is due that is not yet; nil where none waits for a moment.
    public var next: Timestamp?

    /// What a run would find, from its parts.
    public init(isDue: Bool, next: Timestamp? = nil) {
        self.isDue = isDue
        self.next = next
    }
}

extension LedgerFile {
    /// When the next message of a campaign is due that waits for its moment: a deferred one, or one that is scheduled; nil where none waits.
    public func nextDue(campaign id: Int64) throws(LedgerError) -> Timestamp? {
        try read { try Self.nextDue(campaign: id, in: $0) }
    }

    /// What a run of a campaign would find now.
    ///
    /// Messages that wait for a limit of a relay or domain count as due: only a run knows whether it is open.
    public func dueWork(campaign id: Int64) throws(LedgerError) -> CampaignWork {
        let moment = now()
        return try read { database in
            let counts = try Tally.counts(of: id, in: database)
            let scheduled = try Int.fetchOne(
                database,
                sql: "SELECT count(*) FROM message INDEXED BY messageHeld WHERE campaign = ? AND hold >= ? AND hold < ?",
                arguments: [id, ScheduledHold.first, ScheduledHold.end])
            let next = try Self.nextDue(campaign: id, in: database)
            let isFree = counts[.queued] - (scheduled ?? 0) + counts[.leased] + counts[.transmitting] > 0
            let isReached = next.map { $0 <= moment } ?? false
            return CampaignWork(isDue: isFree || isReached, next: isReached ? nil : next)
        }
    }

    private static func nextDue(campaign id: Int64, in database: Database) throws -> Timestamp? {
        let deferred = try Int64.fetchOne(
            database, sql: "SELECT min(notBefore) FROM message WHERE campaign = ? AND state = 'deferred'", arguments: [id])
        let hold = try String.fetchOne(
            database, sql: "SELECT min(hold) FROM message INDEXED BY messageHeld WHERE campaign = ? AND hold >= ? AND hold < ?",
            arguments: [id, ScheduledHold.first, ScheduledHold.end])
        return [deferred.map(Timestamp.init), hold.flatMap(ScheduledHold.moment)].compactMap(\.self).min()
    }
}
