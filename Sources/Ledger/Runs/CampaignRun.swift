public import Campaigns
import GRDB
public import MailFormat
import Synchronization

/// One run of a campaign: it alone leases, marks and settles the campaign's messages while it lives.
///
/// The claim is a lock of the operating system, so it ends with the process. What the run before left behind was put right when this one
/// started (``recovery``).
public final class CampaignRun: Sendable {
    /// What a run that died left, and what became of it.
    public struct Recovery: Hashable, Sendable {
        /// Leased rows that went back to queued: nothing was handed over.
        public var requeued = 0
        /// Transmitting rows that became `uncertain(crash)`: the relay may or may not have taken them.
        public var uncertain = 0
        /// Who the dead run was, if the last run did not end by itself.
        public var owner: RunOwner?
        /// When that run was last heard of.
        public var lastSeen: Timestamp?
    }

    /// The run's number.
    public let id: Int64
    /// The campaign's number.
    public let campaign: Int64
    /// What the run before left.
    public let recovery: Recovery
    let ledger: LedgerFile
    /// The list of the campaign, whose suppressions hold beside those of all.
    let list: String
    /// What refusals lead to.
    public let policy: BouncePolicy
    /// When each message may go; nil for always.
    let timetable: Timetable?
    private let claim: CampaignClaim
    /// Rows up to here were seen by this run's walk.
    let cursor: Mutex<Int64>
    /// Numbers of the addresses its dots went to.
    let peers = Mutex<[String: Int64]>([:])

    init(
        id: Int64, of record: CampaignRecord, recovery: Recovery, policy: BouncePolicy, timetable: Timetable?, claim: CampaignClaim,
        ledger: LedgerFile
    ) {
        self.id = id
        campaign = record.id
        list = record.list
        self.policy = policy
        self.timetable = timetable
        self.recovery = recovery
        self.ledger = ledger
        self.claim = claim
        cursor = Mutex(-1)
    }

    /// When the campaign's window opens, where it is the same for all and closed at a moment; nil where messages may go.
    public func opening(at moment: Timestamp) -> Timestamp? {
        guard let timetable, timetable.isUniform, case .closed(let until) = timetable.verdict(fields: [], at: moment) else { return nil }
        return until
    }

    /// Ends the run: rows it still holds go back to queued, and a campaign without work left is finished.
    ///
    /// A run that is dropped without `end` leaves that to the next run.
    public func end() throws(LedgerError) {
        let moment = ledger.now().milliseconds
        defer { claim.release() }
        try ledger.write { database in
            _ = try Recovery.putRight(campaign, cause: .end, at: moment, on: database)
            try OutcomeRollup.fold(campaign, on: database)
            try database.execute(sql: "UPDATE run SET endedAt = ?, heartbeat = ?1 WHERE id = ?", arguments: [moment, id])
            if try Tally.counts(of: campaign, in: database).remaining == 0 {
                try database.execute(
                    sql: "UPDATE campaign SET state = 'finished', finishedAt = ? WHERE id = ? AND state = 'running'",
                    arguments: [moment, campaign])
            }
        }
    }
}

extension LedgerFile {
    /// Starts a run of a campaign whose audience is sealed.
    ///
    /// Messages that a dead run had leased are queued again, those it was transmitting become uncertain.
    ///
    /// - Parameters:
    ///   - policy: what refusals lead to.
    ///   - timetable: when messages may go; nil for always. What is late by it expires now.
    /// - Throws: `heldBy` while another run lives, `campaignState` where the campaign is paused, cancelled, finished or not sealed.
    public func startRun(
        campaign id: Int64, owner: RunOwner = .current(), policy: BouncePolicy = BouncePolicy(),
        timetable: ((CampaignRecord) -> Timetable)? = nil
    ) throws(LedgerError) -> CampaignRun {
        let claim = try claim(id)
        let moment = now().milliseconds
        // First and durably: the state of the campaign does not matter for what a dead run left.
        let recovery = try write { try CampaignRun.Recovery.fromDeadRun(id, at: moment, on: $0) }
        return try write { database in
            let record = try Self.campaign(id, in: database)
            guard record.state == .ready || record.state == .running else {
                throw LedgerError.campaignState(campaign: record.name, state: record.state, wanted: record.state.wayToRun)
            }
            let timetable = timetable?(record)
            if let lateness = timetable?.lateness { try Self.expireLate(id, after: lateness, at: moment, in: database) }
            try database.execute(
                sql: "INSERT INTO run (campaign, pid, host, boot, startedAt, heartbeat) VALUES (?, ?, ?, ?, ?, ?)",
                arguments: [id, owner.pid, owner.host, owner.boot, moment, moment])
            let run = database.lastInsertedRowID
            try database.execute(
                sql: "UPDATE campaign SET state = 'running', startedAt = coalesce(startedAt, ?) WHERE id = ?", arguments: [moment, id])
            return CampaignRun(
                id: run, of: record, recovery: recovery, policy: policy, timetable: timetable, claim: claim, ledger: self)
        }
    }

    /// Puts right what a dead run left, without starting one: for a campaign that was paused or cancelled since.
    ///
    /// - Returns: what was found; nil while a run lives.
    @discardableResult
    public func recover(campaign id: Int64) throws(LedgerError) -> CampaignRun.Recovery? {
        let moment = now().milliseconds
        return try write { database in
            guard let claim = try lock.claim(id) else { return nil }
            defer { claim.release() }
            return try CampaignRun.Recovery.fromDeadRun(id, at: moment, on: database)
        }
    }

    /// Takes the campaign's lock, or says who has it.
    func claim(_ id: Int64) throws(LedgerError) -> CampaignClaim {
        do {
            if let claim = try lock.claim(id) { return claim }
        } catch {
            throw LedgerError(error, path: path)
        }
        throw try read { database in
            let record = try Self.campaign(id, in: database)
            let row = try Row.fetchOne(
                database, sql: "SELECT * FROM run WHERE campaign = ? AND endedAt IS NULL ORDER BY id DESC", arguments: [id])
            return LedgerError.heldBy(campaign: record.name, owner: row.map(RunOwner.init))
        }
    }

    /// Who works on a campaign at this instant; nil where nobody does.
    public func liveRun(campaign id: Int64) throws(LedgerError) -> RunOwner? {
        do {
            guard try lock.isClaimed(id) else { return nil }
        } catch {
            throw LedgerError(error, path: path)
        }
        return try read { database in
            try Row.fetchOne(database, sql: "SELECT * FROM run WHERE campaign = ? AND endedAt IS NULL ORDER BY id DESC", arguments: [id])
                .map(RunOwner.init)
        }
    }
}

extension RunOwner {
    init(_ row: Row) {
        self.init(pid: row["pid"], host: row["host"], boot: row["boot"])
    }
}

extension CampaignState {
    /// What a person does to start a run from here.
    fileprivate var wayToRun: String {
        switch self {
        case .enqueuing: "its audience is not complete; send it again"
        case .ready, .running: "it can be sent"
        case .paused: "resume it first"
        case .cancelled: "it cannot be sent any more"
        case .finished: "nothing is left to send"
        }
    }
}
