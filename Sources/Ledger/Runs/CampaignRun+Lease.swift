import Campaigns
import GRDB
public import MailFormat
import Synchronization

extension CampaignRun {
    /// Takes messages that may be sent now: those asked for that were held, deferred ones that are due, scheduled ones whose moment has come,
    /// then queued ones in the order of the file.
    ///
    /// The timetable is asked about each before its state changes: who is outside of its window waits for the next one, and what is too old
    /// expires. Empty where nothing is to be had at this moment, or where the campaign was paused or cancelled (``LedgerFile/campaignState(_:)`` tells).
    ///
    /// - Parameters:
    ///   - limit: at most so many beside those held; one durable commit pays for them all, so hundreds are better than one.
    ///   - held: how many to take, at most, of those that wait for a limit, by its name.
    ///   - admit: asked once about each message that is not held, in the order of the file: nil where it may be sent now, else the name of the
    ///     limit it is to wait for. It runs inside the transaction, so it must be quick and must not call the ledger.
    public func lease(
        limit: Int, held: [String: Int] = [:], admit: (EmailAddress) -> String? = { _ in nil }
    ) throws(LedgerError) -> [LeasedMessage] {
        defer { Failpoint.reach(.afterClaim) }
        var held = held
        while true {
            let (messages, isComplete) = try leaseOnce(limit: limit, held: held, admit: admit)
            // A stretch of the file in which all must wait is gone through in several transactions.
            if isComplete || !messages.isEmpty { return messages }
            held = [:]
        }
    }

    private func leaseOnce(
        limit: Int, held: [String: Int], admit: (EmailAddress) -> String?
    ) throws(LedgerError) -> (messages: [LeasedMessage], isComplete: Bool) {
        let moment = ledger.now()
        return try ledger.write { database in
            try database.execute(sql: "UPDATE run SET heartbeat = ? WHERE id = ?", arguments: [moment.milliseconds, id])
            guard try LedgerFile.campaign(campaign, in: database).state == .running else { return ([], true) }
            if let timetable, timetable.isUniform, case .closed = timetable.verdict(fields: [], at: moment) { return ([], true) }
            var lease = try Lease(run: self, at: moment, on: database)
            try lease.takeHeld(held, on: database)
            var left = limit
            let dueIsComplete = try lease.takeDue(limit: &left, admit: admit)
            let scheduledIsComplete = try lease.takeScheduled(limit: &left, admit: admit, on: database)
            let walkIsComplete = try lease.walk(limit: left, admit: admit, on: database)
            return (try lease.finish(on: database), dueIsComplete && scheduledIsComplete && walkIsComplete)
        }
    }

    /// Gives leased messages back unsent, as if they had never been leased.
    public func release(_ keys: [Int64]) throws(LedgerError) {
        let moment = ledger.now().milliseconds
        try ledger.write { database in
            var settling = try Settling(run: self, on: database)
            for key in keys { _ = try settling.settle(Settlement(key: key, .released, at: Timestamp(milliseconds: moment))) }
            try settling.finish()
        }
    }

    /// Moves the walk back to a row that was queued again, so that the next lease finds it without reading all rows before it.
    func walkAgain(from key: Int64) {
        cursor.withLock { $0 = min($0, key - 1) }
    }
}

/// One lease: the rows found and what they need.
private struct Lease {
    private let run: CampaignRun
    private let moment: Int64
    private let take: HotStatement
    private let hold: HotStatement
    private let expiry: HotStatement
    private let due: HotStatement
    private let relays: [Int64: String]
    private let timetable: Timetable?
    private var taken: [LeasedMessage] = []
    private var difference = StateCounts()
    private var expired: [String: Int] = [:]

    init(run: CampaignRun, at moment: Timestamp, on database: Database) throws {
        self.run = run
        timetable = run.timetable
        self.moment = moment.milliseconds
        take = try HotStatement(
            "UPDATE message SET state = 'leased', notBefore = NULL, at = ?2, date = ?3, run = ?4 WHERE id = ?1", on: database)
        take.bind(2, moment.milliseconds)
        hold = try HotStatement("UPDATE message SET state = 'queued', notBefore = NULL, hold = ?2 WHERE id = ?1", on: database)
        take.bind(4, run.id)
        expiry = try HotStatement(
            "UPDATE message SET state = 'expired', notBefore = NULL, hold = NULL, reason = ?2, at = ?3 WHERE id = ?1", on: database)
        due = try HotStatement(
            """
            SELECT \(Lease.columns) FROM message INDEXED BY messageDue WHERE campaign = ?1 AND state = 'deferred' AND notBefore <= ?2
            ORDER BY notBefore LIMIT ?3
            """, on: database)
        relays = Dictionary(
            uniqueKeysWithValues: try Row.fetchAll(database, sql: "SELECT id, name FROM relay").map { ($0[0] as Int64, $0[1] as String) })
    }

    /// Messages that waited for limits, the oldest first.
    mutating func takeHeld(_ wanted: [String: Int], on database: Database) throws {
        guard !wanted.isEmpty else { return }
        let held = try HotStatement(
            """
            SELECT \(Lease.columns) FROM message INDEXED BY messageHeld WHERE campaign = ?1 AND hold = ?2 ORDER BY id LIMIT ?3
            """, on: database)
        let free = try HotStatement("UPDATE message SET hold = NULL WHERE id = ?1", on: database)
        held.bind(1, run.campaign)
        for (name, count) in wanted {
            held.bind(2, name)
            held.bind(3, Int64(count))
            var rows: [LeasedMessage] = []
            try held.forEach { rows.append(try message($0)) }
            for row in rows {
                free.bind(1, row.key)
                try free.run()
                try consider(row, from: .queued) { _ in nil }
            }
        }
    }

    /// Deferred messages whose time has come, the earliest first.
    ///
    /// - Returns: false where there may be more.
    mutating func takeDue(limit: inout Int, admit: (EmailAddress) -> String?) throws -> Bool {
        guard limit > 0 else { return true }
        due.bind(1, run.campaign)
        due.bind(2, moment)
        due.bind(3, Int64(limit))
        let before = taken.count
        let last = try take(due, from: .deferred, limit: limit, admit: admit)
        limit -= taken.count - before
        return last == nil
    }

    /// Messages whose moment has come, the earliest first.
    ///
    /// - Returns: false where there may be more.
    mutating func takeScheduled(limit: inout Int, admit: (EmailAddress) -> String?, on database: Database) throws -> Bool {
        guard limit > 0 else { return true }
        let scheduled = try HotStatement(
            """
            SELECT \(Lease.columns) FROM message INDEXED BY messageHeld WHERE campaign = ?1 AND hold >= ?2 AND hold <= ?3
            ORDER BY hold, id LIMIT ?4
            """, on: database)
        scheduled.bind(1, run.campaign)
        scheduled.bind(2, ScheduledHold.first)
        scheduled.bind(3, ScheduledHold.name(of: Timestamp(milliseconds: moment)))
        scheduled.bind(4, Int64(limit))
        var rows: [LeasedMessage] = []
        try scheduled.forEach { rows.append(try message($0)) }
        guard !rows.isEmpty else { return true }
        let before = taken.count
        let free = try HotStatement("UPDATE message SET hold = NULL WHERE id = ?1", on: database)
        for row in rows {
            free.bind(1, row.key)
            try free.run()
            try consider(row, from: .queued, admit: admit)
        }
        defer { limit -= taken.count - before }
        return rows.count < limit
    }

    /// Rows looked at in one transaction at the most, for each that is wanted: others write as well.
    private static let reach = 16

    /// Goes on where the last lease stopped; once more from the start where rows came back behind it (doubts sent again).
    ///
    /// - Returns: false where it stopped for its reach only.
    mutating func walk(limit: Int, admit: (EmailAddress) -> String?, on database: Database) throws -> Bool {
        guard limit > 0, let bounds = try Self.bounds(of: run.campaign, on: database) else { return true }
        let queued = try Tally.counts(of: run.campaign, in: database)[.queued]
        guard queued + difference[.queued] > 0 else { return true }
        let next = try HotStatement(
            """
            SELECT \(Lease.columns) FROM message WHERE id > ?1 AND id <= ?2 AND campaign = ?3 AND state = 'queued' AND hold IS NULL
            ORDER BY id LIMIT ?4
            """, on: database)
        next.bind(2, bounds.upperBound)
        next.bind(3, run.campaign)
        let goal = taken.count + limit
        var position = max(run.cursor.withLock(\.self), bounds.lowerBound - 1)
        defer { run.cursor.withLock { $0 = position } }
        var isAgain = false
        for _ in 0..<Self.reach {
            guard taken.count < goal else { return true }
            let wanted = goal - taken.count
            next.bind(1, position)
            next.bind(4, Int64(wanted))
            if let last = try take(next, from: .queued, limit: wanted, admit: admit) {
                position = last
                continue
            }
            position = bounds.upperBound
            if isAgain { return true }
            let held = try Int.fetchOne(
                try database.cachedStatement(
                    sql: "SELECT count(*) FROM message INDEXED BY messageHeld WHERE campaign = ? AND hold IS NOT NULL"),
                arguments: [run.campaign])
            guard taken.count < goal, queued + difference[.queued] - (held ?? 0) > 0 else { return true }
            position = bounds.lowerBound - 1
            isAgain = true
        }
        return taken.count == goal
    }

    /// Where the campaign's rows are: asked anew for each lease, since submissions add to them.
    private static func bounds(of campaign: Int64, on database: Database) throws -> ClosedRange<Int64>? {
        let statement = try HotStatement("SELECT firstMessage, lastMessage FROM campaign WHERE id = ?1", on: database)
        statement.bind(1, campaign)
        return try statement.first { row in row.optionalInt(0).map { $0...max($0, row.int(1)) } } ?? nil
    }

    private static let columns = "id, email, line, fields, attempts, doubts, relay, date, run"

    /// Reads the rows a query gives, then takes or holds them: a statement does not see its own changes that way.
    ///
    /// - Returns: the last row's key; nil where the query gave fewer rows than it could.
    private mutating func take(
        _ rows: HotStatement, from state: MessageState, limit: Int, admit: (EmailAddress) -> String?
    ) throws -> Int64? {
        var found: [LeasedMessage] = []
        found.reserveCapacity(limit)
        try rows.forEach { row in found.append(try message(row)) }
        for message in found { try consider(message, from: state, admit: admit) }
        return found.count == limit ? found.last?.key : nil
    }

    /// Takes a message, or lets it wait for its window or a limit, or expires it.
    private mutating func consider(_ message: LeasedMessage, from state: MessageState, admit: (EmailAddress) -> String?) throws {
        switch timetable?.verdict(fields: message.fields, at: Timestamp(milliseconds: moment)) ?? .open {
        case .closed(let until):
            try hold(message, for: ScheduledHold.name(of: until))
            difference.move(from: state, to: .queued)
        case .expired(let reason):
            try expire(message, because: reason)
            difference.move(from: state, to: .expired)
        case .open:
            if message.doubts == 0, let limit = admit(message.email) {
                try hold(message, for: limit)
                difference.move(from: state, to: .queued)
            } else {
                try take(message)
                difference.move(from: state, to: .leased)
            }
        }
    }

    private mutating func expire(_ message: LeasedMessage, because reason: String) throws {
        expiry.bind(1, message.key)
        expiry.bind(2, reason)
        expiry.bind(3, moment)
        try expiry.run()
        expired[reason, default: 0] += 1
    }

    private mutating func take(_ message: LeasedMessage) throws {
        take.bind(1, message.key)
        take.bind(3, message.date.milliseconds)
        try take.run()
        taken.append(message)
    }

    private func hold(_ message: LeasedMessage, for limit: String) throws {
        hold.bind(1, message.key)
        hold.bind(2, limit)
        try hold.run()
    }

    private func message(_ row: HotRow) throws -> LeasedMessage {
        let address = row.text(1)
        guard let email = try? EmailAddress(address), let fields = row.withText(3, { StringArrayJSON.parse($0, known: address) }) else {
            throw LedgerError.corrupt(path: run.ledger.path, detail: "message \(row.int(0)) cannot be read")
        }
        let doubts = Int(row.int(5))
        // A row that was leased before has a run, and keeps its date.
        let isFirst = row.optionalInt(8) == nil
        return LeasedMessage(
            key: row.int(0), email: email, line: Int(row.int(2)), fields: fields, attempts: Int(row.int(4)), doubts: doubts,
            relay: row.optionalInt(6).flatMap { relays[$0] },
            date: Timestamp(milliseconds: isFirst ? moment : row.int(7)))
    }

    func finish(on database: Database) throws -> [LeasedMessage] {
        try Tally.add(difference, to: run.campaign, in: database)
        for (reason, count) in expired { try AudienceRollup.add(count, .expired, because: reason, to: run.campaign, on: database) }
        if !taken.isEmpty { try OutcomeRollup.lease(taken.lazy.map(\.key), of: run.campaign, on: database) }
        return taken
    }
}
