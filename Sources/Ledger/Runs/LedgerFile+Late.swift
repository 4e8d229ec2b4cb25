import GRDB
import MailFormat

extension LedgerFile {
    /// Expires the messages whose moment went by without a run: none was at work between that moment and so long after it.
    ///
    /// To be called before a new run is recorded. What a run was there for is not late, however long its relays take.
    static func expireLate(_ campaign: Int64, after lateness: Duration, at moment: Int64, in database: Database) throws {
        let grace = Int64(lateness / .milliseconds(1))
        let reason = "late: no run within \(Int(lateness / .seconds(60))) minutes of its moment"
        try database.execute(
            sql: """
                UPDATE message INDEXED BY messageHeld SET state = 'expired', hold = NULL, at = ?2, reason = ?6
                WHERE campaign = ?1 AND hold >= ?3 AND hold < ?4 AND NOT EXISTS (
                    SELECT 1 FROM run WHERE run.campaign = ?1 AND run.startedAt <= CAST(substr(message.hold, 2) AS INTEGER) + ?5
                        AND run.heartbeat >= CAST(substr(message.hold, 2) AS INTEGER)
                )
                """,
            arguments: [
                campaign, moment, ScheduledHold.first, ScheduledHold.name(of: Timestamp(milliseconds: moment - grace)), grace,
                reason,
            ])
        var difference = StateCounts()
        difference.move(from: .queued, to: .expired, database.changesCount)
        try AudienceRollup.add(difference[.expired], .expired, because: reason, to: campaign, on: database)
        try Tally.add(difference, to: campaign, in: database)
    }
}
