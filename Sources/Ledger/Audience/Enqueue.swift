import GRDB
import MailFormat
import Synchronization

/// The audience of one campaign while it is written.
///
/// Each batch is a durable transaction, yet nothing can be leased before ``seal()``. Whoever starts an enqueue first deletes what an
/// earlier one, stopped in the middle, had left: so the audience is exactly the rows of the enqueue that was sealed, whatever the file
/// was before, and no transaction grows with the list.
public final class Enqueue: Sendable {
    /// The campaign's number.
    public let campaign: Int64
    private let ledger: LedgerFile
    private let selection: Selection?
    private let scope: String
    private let columns: Int
    private let total = Mutex(EnqueueTally())

    init(_ ledger: LedgerFile, campaign: CampaignRecord, selection: Selection?) throws(LedgerError) {
        self.ledger = ledger
        self.campaign = campaign.id
        self.selection = selection
        scope = ""
        columns = campaign.columns.count
        try ledger.claim(campaign.id)
        do throws(LedgerError) {
            try ledger.clearAudience(of: campaign.id)
        } catch {
            ledger.lock.yield(campaign.id)
            throw error
        }
    }

    deinit { ledger.lock.yield(campaign) }

    /// Writes a batch: thousands of rows at a time pay for the commit.
    ///
    /// - Throws: `invalid` where a row has not as many fields as the campaign has columns; a ``SelectionProblem`` becomes `invalid` with
    ///   the line.
    public func add(_ rows: [NewMessage]) throws(LedgerError) -> EnqueueTally {
        let moment = ledger.now().milliseconds
        let tally = try ledger.write { database in
            var batch = try EnqueueBatch(campaign: campaign, columns: columns, scope: scope, at: moment, on: database)
            if let selection {
                try selection.withCompiled { compiled in
                    for row in rows {
                        if try compiled.selects(row) { try batch.insert(row) } else { batch.tally.excluded += 1 }
                    }
                }
            } else {
                for row in rows { try batch.insert(row) }
            }
            return try batch.finish(on: database)
        }
        total.withLock { $0 += EnqueueTally(counting: tally) }
        return tally
    }

    /// Closes the audience: from here the campaign can be sent, and nothing can be added.
    public func seal() throws(LedgerError) -> StateCounts {
        let moment = ledger.now().milliseconds
        return try ledger.write { database in
            try database.execute(
                sql: """
                    UPDATE campaign SET state = 'ready', sealedAt = ?2,
                        firstMessage = (SELECT min(id) FROM message NOT INDEXED WHERE +campaign = ?1),
                        lastMessage = (SELECT max(id) FROM message NOT INDEXED WHERE +campaign = ?1)
                    WHERE id = ?1 AND state = 'enqueuing'
                    """, arguments: [campaign, moment])
            guard database.changesCount == 1 else {
                let record = try LedgerFile.campaign(campaign, in: database)
                throw LedgerError.campaignState(campaign: record.name, state: record.state, wanted: "its audience cannot be changed any more")
            }
            return try Tally.counts(of: campaign, in: database)
        }
    }

    /// What became of all rows so far; duplicates are counted by ``add(_:)`` only.
    public var tally: EnqueueTally { total.withLock(\.self) }
}

extension EnqueueTally {
    /// Only the numbers, so that a sum over millions of rows stays small.
    fileprivate init(counting tally: EnqueueTally) {
        queued = tally.queued
        suppressed = tally.suppressed
        excluded = tally.excluded
    }
}

extension LedgerFile {
    /// Starts writing a campaign's audience, from nothing.
    ///
    /// - Parameter selection: which rows to take; nil takes all.
    /// - Throws: `campaignState` where the audience is sealed, `heldBy` where somebody else works on the campaign.
    public func enqueue(campaign id: Int64, selection: Selection? = nil) throws(LedgerError) -> Enqueue {
        let record = try campaign(id)
        guard record.state == .enqueuing else {
            throw .campaignState(campaign: record.name, state: record.state, wanted: "its audience cannot be changed any more")
        }
        return try Enqueue(self, campaign: record, selection: selection)
    }

    func clearAudience(of campaign: Int64) throws(LedgerError) {
        try write { database in
            try database.execute(sql: "DELETE FROM message WHERE campaign = ?", arguments: [campaign])
            try database.execute(sql: "DELETE FROM tally WHERE campaign = ?", arguments: [campaign])
        }
    }
}
