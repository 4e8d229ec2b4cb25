import GRDB
public import MailFormat

/// What a pruning came to.
public struct Pruning: Hashable, Sendable {
    /// Campaigns that were pruned.
    public var campaigns = 0
    /// Messages that lost their merge fields and reply texts.
    public var messages = 0
    /// Attempts that were forgotten: those that settled nothing.
    public var attempts = 0
    /// Bytes the file lost.
    public var bytes: Int64 = 0
}

extension LedgerFile {
    /// Makes old campaigns small: merge fields, reply texts, deferrals and the facts of events are forgotten.
    ///
    /// Who was mailed when, through which relay, with which code, and what came back stays, as do all suppressions; so counts and audits
    /// stay true. A pruned message cannot be shown again in a browser. Messages in doubt keep everything: they may be sent again.
    ///
    /// - Parameter moment: only campaigns that were finished or cancelled before it.
    public func prune(finishedBefore moment: Timestamp) throws(LedgerError) -> Pruning {
        var pruning = Pruning()
        let before = try summary().bytes
        let campaigns = try read { database in
            try Int64.fetchAll(
                database, sql: "SELECT id FROM campaign WHERE finishedAt < ? AND (state = 'finished' OR state = 'cancelled') ORDER BY id",
                arguments: [moment.milliseconds])
        }
        for campaign in campaigns {
            let (messages, attempts) = try write { try Self.prune(campaign, on: $0) }
            pruning.campaigns += 1
            pruning.messages += messages
            pruning.attempts += attempts
        }
        if pruning.messages + pruning.attempts > 0 { try compact() }
        pruning.bytes = before - (try summary().bytes)
        return pruning
    }

    private static func prune(_ campaign: Int64, on database: Database) throws -> (messages: Int, attempts: Int) {
        let settled = "\(Schema.walk) AND state <> 'uncertain'"
        try database.execute(sql: "DELETE FROM attempt WHERE message IN (SELECT id FROM message WHERE \(settled))", arguments: [campaign])
        let attempts = database.changesCount
        try database.execute(sql: "UPDATE event SET facts = NULL WHERE campaign = ? AND facts IS NOT NULL", arguments: [campaign])
        try database.execute(
            sql: "UPDATE message SET fields = '[]', reply = NULL WHERE \(settled) AND (fields <> '[]' OR reply IS NOT NULL)",
            arguments: [campaign])
        return (database.changesCount, attempts)
    }

    /// Gives free pages back to the file system. Needs as much room as the file for a moment.
    private func compact() throws(LedgerError) {
        do {
            try pool.writeWithoutTransaction { database in
                try lock.hold { try database.execute(sql: "VACUUM") }
            }
        } catch {
            throw note(error)
        }
        try checkpoint()
    }
}
