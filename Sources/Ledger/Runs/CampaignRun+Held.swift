import GRDB
import MailFormat

extension CampaignRun {
    /// Queued messages that wait for a limit, by the limit's name.
    ///
    /// A message is held when a lease comes upon it while its limit is closed (``lease(limit:held:admit:)``). Walks go past it; only a lease that asks
    /// for the limit's messages finds it again, the oldest first.
    public func held() throws(LedgerError) -> [String: Int] {
        try ledger.read { database in
            let rows = try Row.fetchAll(
                database,
                sql: """
                    SELECT hold, count(*) FROM message INDEXED BY messageHeld WHERE campaign = ? AND hold IS NOT NULL
                        AND (hold < ? OR hold >= ?) GROUP BY hold
                    """, arguments: [campaign, ScheduledHold.first, ScheduledHold.end])
            return Dictionary(uniqueKeysWithValues: rows.map { ($0[0] as String, $0[1] as Int) })
        }
    }

    /// Lets messages wait no longer for limits that are no more: the next walk finds them.
    public func freeHeld(_ names: [String]) throws(LedgerError) {
        guard !names.isEmpty else { return }
        try ledger.write { database in
            for name in names {
                let first = try Int64.fetchOne(
                    database, sql: "SELECT min(id) FROM message INDEXED BY messageHeld WHERE campaign = ? AND hold = ?",
                    arguments: [campaign, name])
                guard let first else { continue }
                walkAgain(from: first)
                try database.execute(
                    sql: "UPDATE message INDEXED BY messageHeld SET hold = NULL WHERE campaign = ? AND hold = ?",
                    arguments: [campaign, name])
            }
        }
    }
}
