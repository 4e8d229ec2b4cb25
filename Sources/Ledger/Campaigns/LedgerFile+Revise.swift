import GRDB
import MailFormat

extension LedgerFile {
    /// Replaces the hashes of the inputs: `send --revise`. Messages that could not be made of the old inputs are queued again, for the new
    /// ones may have mended what was missing; a campaign that had nothing else left is open again.
    ///
    /// - Parameters:
    ///   - frozen: a JSON object of the fixed inputs' hashes.
    /// - Returns: how many failed messages were queued again.
    /// - Throws: `heldBy` while a run lives: it composes from the old inputs.
    @discardableResult
    public func revise(campaign id: Int64, frozen: String, list: String = "") throws(LedgerError) -> Int {
        let claim = try claim(id)
        defer { claim.release() }
        let moment = now().milliseconds
        return try write { database in
            try database.execute(
                sql: "UPDATE campaign SET frozen = ?, list = ?, revisedAt = ? WHERE id = ?", arguments: [frozen, list, moment, id])
            let failed = try Tally.counts(of: id, in: database)[.failed]
            let state = try Self.campaign(id, in: database).state
            guard failed > 0, state != .cancelled else { return 0 }
            try database.execute(
                sql: "UPDATE message SET state = 'queued', reason = NULL, at = ?2 WHERE \(Schema.walk) AND state = 'failed'",
                arguments: [id, moment])
            try database.execute(sql: "DELETE FROM reasonCount WHERE campaign = ? AND state = 'failed'", arguments: [id])
            var difference = StateCounts()
            difference.move(from: .failed, to: .queued, database.changesCount)
            try Tally.add(difference, to: id, in: database)
            try database.execute(
                sql: "UPDATE campaign SET state = 'running', finishedAt = NULL WHERE id = ? AND state = 'finished'", arguments: [id])
            return difference[.queued]
        }
    }
}
