import Campaigns
import GRDB
import MailFormat
import Synchronization

/// Settles and marks messages of one run inside one transaction.
struct Settling {
    private let run: CampaignRun
    private let database: Database
    private let state: CampaignState
    private let accept: HotStatement
    private let look: HotStatement
    private let mark: HotStatement
    private let suppressions: SuppressionLookup
    private let moment: Timestamp
    private var difference = StateCounts()

    init(run: CampaignRun, on database: Database) throws {
        self.run = run
        self.database = database
        state = try CampaignState(of: run.campaign, on: database)
        // The way of almost every message. Its mark has set the relay and `notBefore` is empty; naming them again, as `settle` does,
        // costs four times as much: a foreign key to check and an index to keep.
        accept = try HotStatement(
            """
            UPDATE message SET state = 'accepted', attempts = attempts + 1, code = ?2, enhanced = ?3, reply = ?4, reason = ?5, at = ?6
            WHERE id = ?1 AND state = 'transmitting' AND run = ?7
            """, on: database)
        accept.bind(7, run.id)
        look = try HotStatement("SELECT email, fields FROM message WHERE id = ?1 AND state = 'leased' AND run = ?2", on: database)
        look.bind(2, run.id)
        mark = try HotStatement("UPDATE message SET state = 'transmitting', relay = ?2, peer = ?4, at = ?3 WHERE id = ?1", on: database)
        moment = run.ledger.now()
        suppressions = try SuppressionLookup(scope: run.list, at: moment.milliseconds, digest: run.ledger.digest, on: database)
    }

    /// Copies the last attempt of a message, which settled nothing, out of its row.
    static let keepAttemptSQL = """
        INSERT INTO attempt (message, number, disposition, at, relay, code, enhanced, reply, reason)
        SELECT id, attempts, ?2, at, relay, code, enhanced, reply, reason FROM message WHERE id = ?1
        """

    /// Applies one operation; outcomes first, since they came first.
    mutating func apply(_ operation: LedgerOperation) throws -> OperationResult {
        var result = OperationResult(operation: operation, verdict: .unmarked)
        for outcome in operation.outcomes where try !settle(outcome) { result.misfits.append(outcome.key) }
        if let mark = operation.mark { result.verdict = try self.mark(mark) }
        return result
    }

    /// Writes the counts. Nothing may be applied after it.
    func finish() throws {
        try Tally.add(difference, to: run.campaign, in: database)
    }

    /// Settles a message of this run; false where its state does not allow the ending.
    mutating func settle(_ settlement: Settlement) throws -> Bool {
        if settlement.ending == .accepted { return try accept(settlement) }
        var ending = settlement.ending
        if state == .cancelled, ending.goesOn { ending = .released }
        let target = state == .cancelled && ending == .released ? .cancelled : ending.state
        let update = try HotStatement(
            """
            UPDATE message SET state = ?3, attempts = attempts + ?4, notBefore = ?5, relay = coalesce(?6, relay), code = ?7, enhanced = ?8,
                reply = ?9, reason = ?10, at = ?11
            WHERE id = ?1 AND state = ?2 AND run = ?12
            """, on: database)
        update.bind(12, run.id)
        bind(settlement, ending, target, to: update)
        for origin in ending.origins {
            update.bind(2, origin.rawValue)
            guard try update.run() == 1 else { continue }
            difference.move(from: origin, to: target)
            if target == .deferred {
                let keepAttempt = try HotStatement(Settling.keepAttemptSQL, on: database)
                keepAttempt.bind(1, settlement.key)
                keepAttempt.bind(2, MessageState.deferred.rawValue)
                try keepAttempt.run()
                try OutcomeRollup.addLastDeferral(of: settlement.key, on: database)
            } else if target == .queued {
                run.walkAgain(from: settlement.key)
            } else if target == .refused, let refusal = settlement.refusal {
                try record(refusal, of: settlement)
            }
            try AudienceRollup.add(1, target, because: settlement.reason, to: run.campaign, on: database)
            return true
        }
        return false
    }

    /// What the refusal says of the address, and the suppression that follows from it, are as durable as the refusal.
    private func record(_ refusal: Refusal, of settlement: Settlement) throws {
        let event = Event(
            message: settlement.key, kind: .refusal, detail: refusal.bounceClass.rawValue, at: settlement.at, facts: refusal.facts)
        _ = try ReportTransaction(policy: run.policy, now: moment, on: database)
            .record(event, isCertain: refusal.isCertain, cause: refusal.rule)
    }

    private mutating func accept(_ settlement: Settlement) throws -> Bool {
        accept.bind(1, settlement.key)
        accept.bind(2, (settlement.reply?.code).map(Int64.init))
        accept.bind(3, settlement.reply?.enhanced?.description)
        accept.bind(4, settlement.reply.map { $0.lines.joined(separator: " ") })
        accept.bind(5, settlement.reason)
        accept.bind(6, settlement.at.milliseconds)
        guard try accept.run() == 1 else { return false }
        difference.move(from: .transmitting, to: .accepted)
        return true
    }

    private func bind(_ settlement: Settlement, _ ending: Settlement.Ending, _ target: MessageState, to update: HotStatement) {
        update.bind(1, settlement.key)
        update.bind(3, target.rawValue)
        update.bind(4, ending.countsAsAttempt ? 1 : 0)
        if case .deferred(let moment) = ending { update.bind(5, moment.milliseconds) } else { update.bind(5, nil as Int64?) }
        update.bind(6, settlement.relay)
        update.bind(7, (settlement.reply?.code).map(Int64.init))
        update.bind(8, settlement.reply?.enhanced?.description)
        update.bind(9, settlement.reply.map { $0.lines.joined(separator: " ") })
        update.bind(10, settlement.reason)
        update.bind(11, settlement.at.milliseconds)
    }

    /// The first try is kept as an attempt in doubt, and counted as the one second try a doubt may have.
    private mutating func markAgain(_ wanted: Mark) throws -> OperationResult.Verdict {
        let row = try Row.fetchOne(
            database, sql: "SELECT email FROM message WHERE id = ? AND state = 'transmitting' AND run = ?", arguments: [wanted.key, run.id])
        guard let email: String = row?[0] else { return .veto(.notLeased) }
        let reason = try suppressions.reason(against: email)
        let veto: OperationResult.Veto? =
            switch state {
            case .cancelled: .cancelled
            case .paused: .paused
            default: reason.map { .suppressed($0) }
            }
        try database.execute(
            sql: "UPDATE message SET attempts = attempts + 1, reason = 'no reply to the final dot', state = ?2 WHERE id = ?1",
            arguments: [wanted.key, (veto == nil ? MessageState.transmitting : .uncertain).rawValue])
        if let veto {
            difference.move(from: .transmitting, to: .uncertain)
            return .veto(veto)
        }
        let keepAttempt = try HotStatement(Settling.keepAttemptSQL, on: database)
        keepAttempt.bind(1, wanted.key)
        keepAttempt.bind(2, MessageState.uncertain.rawValue)
        try keepAttempt.run()
        try database.execute(
            sql: "UPDATE message SET doubts = doubts + 1, reason = NULL, relay = ?2, at = ?3, peer = ?4 WHERE id = ?1",
            arguments: [wanted.key, wanted.relay, wanted.at.milliseconds, try wanted.peer.flatMap { try number(ofPeer: $0) }])
        return .go
    }

    private mutating func mark(_ wanted: Mark) throws -> OperationResult.Verdict {
        if wanted.isAgain { return try markAgain(wanted) }
        look.bind(1, wanted.key)
        let row = try look.first { row in (email: row.text(0), verdict: timetableVerdict(on: row)) }
        guard let (email, verdict) = row else { return .veto(.notLeased) }
        if let reason = try suppressions.reason(against: email) {
            try veto(wanted, to: .suppressed, reason)
            return .veto(.suppressed(reason))
        }
        switch state {
        case .cancelled:
            try veto(wanted, to: .cancelled, nil)
            return .veto(.cancelled)
        case .paused:
            try veto(wanted, to: .queued, nil)
            run.walkAgain(from: wanted.key)
            return .veto(.paused)
        default:
            if let veto = try self.veto(wanted, by: verdict) { return .veto(veto) }
            mark.bind(1, wanted.key)
            mark.bind(2, wanted.relay)
            mark.bind(3, wanted.at.milliseconds)
            mark.bind(4, try wanted.peer.flatMap { try number(ofPeer: $0) })
            try mark.run()
            difference.move(from: .leased, to: .transmitting)
            return .go
        }
    }

    /// What the timetable says of a row now. The window may have closed since it was leased.
    private func timetableVerdict(on row: HotRow) -> Timetable.Verdict {
        guard let timetable = run.timetable else { return .open }
        return timetable.verdict(fields: row.withText(1) { StringArrayJSON.parse($0, known: row.text(0)) } ?? [], at: moment)
    }

    private mutating func veto(_ wanted: Mark, by verdict: Timetable.Verdict) throws -> OperationResult.Veto? {
        switch verdict {
        case .open: return nil
        case .closed(let until):
            try veto(wanted, to: .queued, nil, hold: ScheduledHold.name(of: until))
            return .closed(until: until)
        case .expired(let reason):
            try veto(wanted, to: .expired, reason)
            return .expired(reason)
        }
    }

    /// The number of an address in the ledger. A run meets few, and remembers them.
    private func number(ofPeer address: String) throws -> Int64? {
        if let number = run.peers.withLock({ $0[address] }) { return number }
        let insertion = try HotStatement("INSERT OR IGNORE INTO peer (address) VALUES (?1)", on: database)
        insertion.bind(1, address)
        try insertion.run()
        let query = try HotStatement("SELECT id FROM peer WHERE address = ?1", on: database)
        query.bind(1, address)
        let number = try query.first { $0.int(0) }
        run.peers.withLock { $0[address] = number }
        return number
    }

    private mutating func veto(_ wanted: Mark, to target: MessageState, _ reason: String?, hold: String? = nil) throws {
        let move = try HotStatement(
            "UPDATE message SET state = ?2, reason = coalesce(?3, reason), at = ?4, hold = ?5 WHERE id = ?1", on: database)
        move.bind(1, wanted.key)
        move.bind(2, target.rawValue)
        move.bind(3, reason)
        move.bind(4, wanted.at.milliseconds)
        move.bind(5, hold)
        try move.run()
        difference.move(from: .leased, to: target)
        try AudienceRollup.add(1, target, because: reason, to: run.campaign, on: database)
    }
}

extension Settlement.Ending {
    /// The state it leaves the message in.
    var state: MessageState {
        switch self {
        case .accepted: .accepted
        case .deferred: .deferred
        case .refused: .refused
        case .uncertain: .uncertain
        case .released: .queued
        case .failed: .failed
        case .expired: .expired
        case .suppressed: .suppressed
        }
    }

    /// The states it may come from, the likely one first. Acceptance and doubt need a dot, and a dot needs a mark.
    fileprivate var origins: [MessageState] {
        switch self {
        case .accepted, .uncertain: [.transmitting]
        case .deferred, .refused, .released: [.transmitting, .leased]
        case .failed, .expired, .suppressed: [.leased, .transmitting]
        }
    }

    /// Whether a relay was asked to take the message.
    fileprivate var countsAsAttempt: Bool {
        switch self {
        case .accepted, .deferred, .refused, .uncertain: true
        case .released, .failed, .expired, .suppressed: false
        }
    }

    /// Whether the message would be tried again.
    fileprivate var goesOn: Bool {
        switch self {
        case .deferred, .released: true
        default: false
        }
    }
}
