import GRDB
import MailFormat
import Synchronization

extension CampaignRun {
    /// Takes messages that may be sent now: deferred ones that are due, then queued ones in the order of the file.
    ///
    /// Empty where nothing is to be had at this moment, or where the campaign was paused or cancelled (``LedgerFile/campaignState(_:)`` tells).
    ///
    /// - Parameter limit: at most so many; one durable commit pays for them all, so hundreds are better than one.
    public func lease(limit: Int) throws(LedgerError) -> [LeasedMessage] {
        let moment = ledger.now()
        defer { Failpoint.reach(.afterClaim) }
        return try ledger.write { database in
            try database.execute(sql: "UPDATE run SET heartbeat = ? WHERE id = ?", arguments: [moment.milliseconds, id])
            guard try LedgerFile.campaign(campaign, in: database).state == .running else { return [] }
            var lease = try Lease(run: self, at: moment, on: database)
            try lease.takeDue(limit: limit)
            try lease.walk(limit: limit, on: database)
            return try lease.finish(on: database)
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
    private let due: HotStatement
    private let relays: [Int64: String]
    private var taken: [LeasedMessage] = []
    private var difference = StateCounts()

    init(run: CampaignRun, at moment: Timestamp, on database: Database) throws {
        self.run = run
        self.moment = moment.milliseconds
        take = try HotStatement(
            "UPDATE message SET state = 'leased', notBefore = NULL, at = ?2, date = ?3, run = ?4 WHERE id = ?1", on: database)
        take.bind(2, moment.milliseconds)
        take.bind(4, run.id)
        due = try HotStatement(
            """
            SELECT \(Lease.columns) FROM message INDEXED BY messageDue WHERE campaign = ?1 AND state = 'deferred' AND notBefore <= ?2
            ORDER BY notBefore LIMIT ?3
            """, on: database)
        relays = Dictionary(
            uniqueKeysWithValues: try Row.fetchAll(database, sql: "SELECT id, name FROM relay").map { ($0[0] as Int64, $0[1] as String) })
    }

    mutating func takeDue(limit: Int) throws {
        due.bind(1, run.campaign)
        due.bind(2, moment)
        due.bind(3, Int64(limit))
        try take(due, from: .deferred)
    }

    /// Goes on where the last lease stopped; once more from the start where rows came back behind it (doubts sent again).
    mutating func walk(limit: Int, on database: Database) throws {
        guard let bounds = run.bounds, taken.count < limit else { return }
        let queued = try Tally.counts(of: run.campaign, in: database)[.queued]
        guard queued > 0 else { return }
        let next = try HotStatement(
            """
            SELECT \(Lease.columns) FROM message WHERE id > ?1 AND id <= ?2 AND campaign = ?3 AND state = 'queued' ORDER BY id LIMIT ?4
            """, on: database)
        var position = run.cursor.withLock(\.self)
        for start in [position, bounds.lowerBound - 1] where taken.count < limit && queued + difference[.queued] > 0 {
            next.bind(1, start)
            next.bind(2, bounds.upperBound)
            next.bind(3, run.campaign)
            next.bind(4, Int64(limit - taken.count))
            try take(next, from: .queued)
            position = taken.count < limit ? bounds.upperBound : taken.last?.key ?? position
        }
        run.cursor.withLock { $0 = position }
    }

    private static let columns = "id, email, line, fields, attempts, doubts, relay, date, run"

    /// Reads the rows a query gives, then takes them: a statement does not see its own changes that way.
    private mutating func take(_ rows: HotStatement, from state: MessageState) throws {
        let first = taken.count
        try rows.forEach { row in taken.append(try message(row)) }
        for message in taken[first...] {
            take.bind(1, message.key)
            take.bind(3, message.date.milliseconds)
            try take.run()
        }
        difference.move(from: state, to: .leased, taken.count - first)
    }

    private func message(_ row: HotRow) throws -> LeasedMessage {
        guard let email = try? EmailAddress(row.text(1)), let fields = row.withText(3, { StringArrayJSON.parse($0) }) else {
            throw LedgerError.corrupt(path: run.ledger.path, detail: "message \(row.int(0)) cannot be read")
        }
        let doubts = Int(row.int(5))
        // A row that was leased before has a run, and keeps its date.
        let isFirst = row.optionalInt(8) == nil
        return LeasedMessage(
            key: row.int(0), email: email, line: Int(row.int(2)), fields: fields, attempts: Int(row.int(4)), doubts: doubts,
            relay: doubts > 0 ? row.optionalInt(6).flatMap { relays[$0] } : nil,
            date: Timestamp(milliseconds: isFirst ? moment : row.int(7)))
    }

    func finish(on database: Database) throws -> [LeasedMessage] {
        try Tally.add(difference, to: run.campaign, in: database)
        return taken
    }
}
