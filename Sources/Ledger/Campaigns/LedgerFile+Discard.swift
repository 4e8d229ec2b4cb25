import GRDB

extension LedgerFile {
    /// Forgets a campaign of which nothing was ever handed to a relay, so that it can be enqueued anew from changed files.
    ///
    /// - Throws: `campaignState` where a run has started: who was mailed is never forgotten. `heldBy` while somebody works on it.
    public func discard(campaign id: Int64) throws(LedgerError) {
        let claim = try claim(id)
        defer { claim.release() }
        try write { database in
            let record = try Self.campaign(id, in: database)
            guard record.startedAt == nil else {
                throw LedgerError.campaignState(campaign: record.name, state: record.state, wanted: "what was sent is never forgotten")
            }
            try Self.clearAudience(of: id, in: database)
            try database.execute(sql: "DELETE FROM campaign WHERE id = ?", arguments: [id])
        }
    }
}
