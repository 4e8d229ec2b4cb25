public import Campaigns
import GRDB
import MailFormat
import Synchronization

/// The audience of one campaign while it is written.
///
/// Each batch is a durable transaction, yet nothing can be leased before ``seal(_:)``, which also finds the duplicates. Whoever starts an
/// enqueue first deletes what an earlier one, stopped in the middle, had left: so the audience is exactly the rows of the enqueue that
/// was sealed, whatever the file was before.
public final class Enqueue: Sendable {
    /// The campaign's number.
    public let campaign: Int64
    private let ledger: LedgerFile
    private let claim: CampaignClaim
    private let selection: Selection?
    private let scope: String
    private let columns: Int
    private let timetable: Timetable?
    private let total = Mutex(EnqueueTally())

    init(
        _ ledger: LedgerFile, campaign: CampaignRecord, selection: Selection?, timetable: ((CampaignRecord) -> Timetable)?,
        claim: CampaignClaim
    ) {
        self.ledger = ledger
        self.campaign = campaign.id
        self.selection = selection
        scope = campaign.list
        columns = campaign.columns.count
        self.timetable = timetable?(campaign)
        self.claim = claim
    }

    /// Writes a batch: thousands of rows at a time pay for the commit.
    ///
    /// - Throws: `invalid` where a row has not as many fields as the campaign has columns; a ``SelectionProblem`` becomes `invalid` with
    ///   the line.
    public func add(_ rows: [NewMessage]) throws(LedgerError) -> EnqueueTally {
        let moment = ledger.now().milliseconds
        let tally = try ledger.write { database in
            guard try CampaignState(of: campaign, on: database) == .enqueuing else {
                throw Self.closed(try LedgerFile.campaign(campaign, in: database))
            }
            var batch = try EnqueueBatch(
                campaign: campaign, columns: columns, scope: scope, timetable: timetable, at: moment, digest: ledger.digest, on: database)
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
        total.withLock { $0 += tally }
        return tally
    }

    /// Closes the audience: an address that is in it twice stays once, its earliest row; from here the campaign can be sent, and nothing
    /// can be added.
    ///
    /// - Parameter duplicate: told each row that is left out, in the order of the file, before the seal is durable; it must not call the
    ///   ledger. What it throws undoes the seal.
    public func seal(_ duplicate: (DuplicateRow) throws -> Void = { _ in }) throws(LedgerError) -> StateCounts {
        let moment = ledger.now().milliseconds
        let counts = try ledger.write { database in
            let record = try LedgerFile.campaign(campaign, in: database)
            guard record.state == .enqueuing else { throw Self.closed(record) }
            var seal = AudienceSeal(campaign: campaign, on: database)
            try seal.writeRecipients()
            try seal.removeDuplicates(duplicate)
            try database.execute(
                sql: """
                    UPDATE campaign SET state = 'ready', sealedAt = ?2,
                        firstMessage = (SELECT min(id) FROM message WHERE campaign = ?1),
                        lastMessage = (SELECT max(id) FROM message WHERE campaign = ?1)
                    WHERE id = ?1
                    """, arguments: [campaign, moment])
            return try Tally.counts(of: campaign, in: database)
        }
        claim.release()
        return counts
    }

    /// What became of all rows so far.
    public var tally: EnqueueTally { total.withLock(\.self) }

    fileprivate static func closed(_ record: CampaignRecord) -> LedgerError {
        .campaignState(campaign: record.name, state: record.state, wanted: "its audience cannot be changed any more")
    }
}

extension LedgerFile {
    /// Starts writing a campaign's audience, from nothing.
    ///
    /// - Parameters:
    ///   - selection: which rows to take; nil takes all.
    ///   - timetable: when each row is due; nil for at once.
    /// - Throws: `campaignState` where the audience is sealed, `heldBy` where somebody else works on the campaign.
    public func enqueue(
        campaign id: Int64, selection: Selection? = nil, timetable: ((CampaignRecord) -> Timetable)? = nil
    ) throws(LedgerError) -> Enqueue {
        let record = try campaign(id)
        guard record.state == .enqueuing else { throw Enqueue.closed(record) }
        let claim = try claim(id)
        try write { try Self.clearAudience(of: id, in: $0) }
        return Enqueue(self, campaign: record, selection: selection, timetable: timetable, claim: claim)
    }

    /// Records a new campaign and starts writing its audience, in one step: of two processes that send it for the first time at one
    /// moment, one does and the other is told so.
    ///
    /// - Parameters: as of ``addCampaign(name:kind:columns:uncertain:list:frozen:)`` and ``enqueue(campaign:selection:timetable:)``.
    /// - Throws: `heldBy` where the name is taken: whoever looked before and found it free, was overtaken.
    public func enqueue(
        newCampaign name: String, kind: Campaign.Kind, columns: [String], uncertain: Campaign.UncertainPolicy = .hold,
        list: String = "", frozen: String = "{}", selection: Selection? = nil, timetable: ((CampaignRecord) -> Timetable)? = nil
    ) throws(LedgerError) -> Enqueue {
        let moment = now()
        return try write { database in
            guard try Self.campaign(named: name, in: database) == nil else { throw LedgerError.heldBy(campaign: name, owner: nil) }
            let record = try Self.insertCampaign(name, kind, columns, uncertain, list, frozen, at: moment, in: database)
            // Before the commit, so that nobody sees the campaign unclaimed.
            guard let claim = try lock.claim(record.id) else { throw LedgerError.heldBy(campaign: name, owner: nil) }
            return Enqueue(self, campaign: record, selection: selection, timetable: timetable, claim: claim)
        }
    }

    static func clearAudience(of campaign: Int64, in database: Database) throws {
        for table in ["recipient", "message", "tally"] {
            try database.execute(sql: "DELETE FROM \(table) WHERE campaign = ?", arguments: [campaign])
        }
        try AudienceRollup.clear(campaign, on: database)
    }
}
