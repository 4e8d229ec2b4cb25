import Campaigns
import GRDB
import MailFormat

/// One transaction of an enqueue: the statements and the counts.
struct EnqueueBatch {
    var tally = EnqueueTally()
    private let campaign: Int64
    private let columns: Int
    private let insertion: HotStatement
    private let suppressions: SuppressionLookup
    private let timetable: Timetable?
    private let now: Timestamp
    private var reasons: [String: Int] = [:]
    private var json: [UInt8] = []

    init(
        campaign: Int64, columns: Int, scope: String, timetable: Timetable?, at moment: Int64, digest: AddressDigest?, on database: Database
    ) throws {
        self.campaign = campaign
        self.columns = columns
        self.timetable = timetable
        now = Timestamp(milliseconds: moment)
        insertion = try HotStatement(
            "INSERT INTO message (campaign, email, state, line, fields, date, at, reason, hold) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6, ?7, ?8)",
            on: database)
        suppressions = try SuppressionLookup(scope: scope, at: moment, digest: digest, on: database)
        insertion.bind(1, campaign)
        insertion.bind(3, MessageState.queued.rawValue)
        insertion.bind(6, moment)
        insertion.bind(7, nil as String?)
        insertion.bind(8, nil as String?)
        json.reserveCapacity(1024)
    }

    mutating func insert(_ row: NewMessage) throws {
        guard row.fields.count == columns else {
            throw LedgerError.invalid("line \(row.line) has \(row.fields.count) values and the campaign \(columns) columns")
        }
        let email = row.email.description
        json.removeAll(keepingCapacity: true)
        StringArrayJSON.append(row.fields, known: email, to: &json)
        insertion.bind(2, email)
        insertion.bind(4, Int64(row.line))
        guard let reason = try suppressions.reason(against: email) else {
            tally.queued += 1
            if let timetable { insertion.bind(8, hold(for: row, by: timetable)) }
            return try insert()
        }
        tally.suppressed += 1
        reasons[reason, default: 0] += 1
        insertion.bind(3, MessageState.suppressed.rawValue)
        insertion.bind(7, reason)
        insertion.bind(8, nil as String?)
        try insert()
        insertion.bind(3, MessageState.queued.rawValue)
        insertion.bind(7, nil as String?)
    }

    /// What a row waits for: its moment, where that is to come, or where it went by so long ago that the next run is to say so.
    private func hold(for row: NewMessage, by timetable: Timetable) -> String? {
        let due = timetable.due(row.email, fields: row.fields)
        let moment = min(due, timetable.expiry(fields: row.fields) ?? due)
        let isLate = timetable.lateness.map { now - due > $0 } ?? false
        return moment > now || isLate ? ScheduledHold.name(of: moment) : nil
    }

    private func insert() throws {
        try json.withUnsafeBufferPointer { bytes in
            insertion.bind(5, inPlace: bytes)
            try insertion.run()
        }
    }

    /// Adds the counts of the batch to the campaign's.
    func finish(on database: Database) throws -> EnqueueTally {
        var difference = StateCounts()
        difference[.queued] = tally.queued
        difference[.suppressed] = tally.suppressed
        try Tally.add(difference, to: campaign, in: database)
        for (reason, count) in reasons {
            try AudienceRollup.add(count, .suppressed, because: reason, to: campaign, on: database)
        }
        Failpoint.reach(.duringImport)
        return tally
    }
}
