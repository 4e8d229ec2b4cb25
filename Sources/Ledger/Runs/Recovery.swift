import GRDB
import MailFormat

extension CampaignRun.Recovery {
    /// Why there are rows in somebody's hands.
    enum Cause {
        /// The run that had them died.
        case crash
        /// The run that has them ends by itself and has no message in flight.
        case end
    }

    /// What the last run of a campaign left that did not end by itself. The caller holds the campaign's claim.
    static func fromDeadRun(_ campaign: Int64, at moment: Int64, on database: Database) throws -> CampaignRun.Recovery {
        var recovery = try putRight(campaign, cause: .crash, at: moment, on: database)
        try OutcomeRollup.fold(campaign, on: database)
        if let last = try Row.fetchOne(
            database, sql: "SELECT * FROM run WHERE campaign = ? AND endedAt IS NULL ORDER BY id DESC", arguments: [campaign])
        {
            recovery.owner = RunOwner(last)
            recovery.lastSeen = Timestamp(milliseconds: last["heartbeat"])
        }
        try database.execute(sql: "UPDATE run SET endedAt = heartbeat WHERE campaign = ? AND endedAt IS NULL", arguments: [campaign])
        return recovery
    }

    /// Takes leased and transmitting rows of a campaign out of the hands they are in.
    ///
    /// The caller holds the campaign's claim. The rows have no index: the counts say whether there are any, and only then the campaign's
    /// rows are walked once (about a third of a second a million).
    static func putRight(_ campaign: Int64, cause: Cause, at moment: Int64, on database: Database) throws -> CampaignRun.Recovery {
        var recovery = CampaignRun.Recovery()
        let counts = try Tally.counts(of: campaign, in: database)
        guard counts[.leased] + counts[.transmitting] > 0 else { return recovery }
        let cancelled = try LedgerFile.campaign(campaign, in: database).state == .cancelled
        let home: MessageState = cancelled ? .cancelled : .queued
        try database.execute(
            sql: "UPDATE message SET state = '\(home.rawValue)', at = ?2 WHERE \(Schema.walk) AND state = 'leased'",
            arguments: [campaign, moment])
        recovery.requeued = database.changesCount
        try database.execute(
            sql: """
                UPDATE message SET state = 'uncertain', attempts = attempts + 1, code = NULL, enhanced = NULL, reply = NULL,
                    reason = '\(cause == .crash ? "crash" : "run ended")'
                WHERE \(Schema.walk) AND state = 'transmitting'
                """, arguments: [campaign])
        recovery.uncertain = database.changesCount
        var difference = StateCounts()
        difference.move(from: .leased, to: home, recovery.requeued)
        difference.move(from: .transmitting, to: .uncertain, recovery.uncertain)
        try Tally.add(difference, to: campaign, in: database)
        return recovery
    }
}
