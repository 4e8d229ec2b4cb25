import GRDB
public import MailFormat

/// What recording a report came to.
public struct RecordedReport: Hashable, Sendable {
    /// False for one that came before: it changed nothing.
    public var isNew = false
    /// Whether a message in doubt became accepted by it.
    public var settledDoubt = false
    /// What is not mailed any more because of it; nil where nothing is, or nothing that was not already.
    public var suppression: Suppression?
}

/// A message that a report speaks of, as its row has it.
public struct ReportedMessage: Hashable, Sendable {
    /// The campaign's number.
    public var campaign: Int64
    /// The campaign's name.
    public var name: String
    /// The list the campaign goes to; empty for none.
    public var list: String
    /// Whom the message was for.
    public var email: String
    /// Where it is in its life.
    public var state: MessageState
    /// The last change of its state: no report is older.
    public var at: Timestamp
}

/// Writes down what came back, inside one durable transaction: the event, the end of a doubt, the suppression that follows.
///
/// The row that an authenticated handle names decides whom it concerns, never an address in a report.
public struct ReportTransaction {
    let database: Database
    /// What follows from what.
    public let policy: BouncePolicy
    /// The moment of the transaction.
    public let now: Timestamp
    private let look: HotStatement
    private let insertion: HotStatement
    private let history: BounceHistory

    init(policy: BouncePolicy, now: Timestamp, on database: Database) throws {
        self.database = database
        self.policy = policy
        self.now = now
        look = try HotStatement(
            """
            SELECT campaign, name, list, email, at, message.state FROM message JOIN campaign ON campaign.id = message.campaign WHERE message.id = ?1
            """, on: database)
        insertion = try HotStatement(
            """
            INSERT INTO event (campaign, message, kind, detail, machine, link, at, facts, token) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
            ON CONFLICT (token) DO NOTHING
            """, on: database)
        history = try BounceHistory(on: database)
    }

    /// The message of a key; nil where there is none.
    public func message(_ key: Int64) throws -> ReportedMessage? {
        look.bind(1, key)
        return try look.first { row in
            ReportedMessage(
                campaign: row.int(0), name: row.text(1), list: row.text(2), email: row.text(3),
                state: MessageState(rawValue: row.text(5)) ?? .queued, at: Timestamp(milliseconds: row.int(4)))
        }
    }

    /// Records an event and does what follows from it; one whose token is known changes nothing.
    ///
    /// An event is evidence that the message arrived somewhere: one in doubt becomes accepted (the system that reports it had it).
    ///
    /// - Parameters:
    ///   - isCertain: of a hard bounce, whether the receiver said so in words or by an enhanced code.
    ///   - cause: for the suppression's source, for a person: `recipient.no_mailbox`; empty for none.
    /// - Throws: `noMessage`.
    public func record(_ event: Event, isCertain: Bool = false, cause: String = "") throws -> RecordedReport {
        guard let message = try message(event.message) else { throw LedgerError.noMessage(event.message) }
        var recorded = try note(event, of: message)
        guard recorded.isNew, Self.mayForbid.contains(event.kind) else { return recorded }
        let number = database.lastInsertedRowID
        guard let address = try? EmailAddress(message.email), address.domain != "invalid",
            let wanted = try suppression(of: address, for: event, number: number, isCertain: isCertain, message: message, cause: cause),
            try SuppressionList.add(wanted, on: database)
        else { return recorded }
        recorded.suppression = wanted
        return recorded
    }

    /// Kinds of events from which a suppression can follow.
    private static let mayForbid: Set<Event.Kind> = [.complaint, .unsubscribe, .bounce, .refusal]

    /// Writes an event down and settles a doubt by it, without what else follows from it.
    func note(_ event: Event, of message: ReportedMessage) throws -> RecordedReport {
        var recorded = RecordedReport()
        guard try insert(event, campaign: message.campaign) else { return recorded }
        recorded.isNew = true
        let number = database.lastInsertedRowID
        if event.kind != .refusal, message.state == .uncertain {
            recorded.settledDoubt = try Doubt.settle(event.message, evidence: event.kind.rawValue, on: database)
        }
        try EventRollup.add(number, on: database)
        return recorded
    }

    private func insert(_ event: Event, campaign: Int64) throws -> Bool {
        insertion.bind(1, campaign)
        insertion.bind(2, event.message)
        insertion.bind(3, event.kind.rawValue)
        insertion.bind(4, event.detail)
        insertion.bind(5, event.machine ? 1 : 0)
        insertion.bind(6, event.link.map(Int64.init))
        insertion.bind(7, event.at.milliseconds)
        insertion.bind(8, event.facts)
        insertion.bind(9, event.token)
        return try insertion.run() == 1
    }

    private func suppression(
        of address: EmailAddress, for event: Event, number: Int64, isCertain: Bool, message: ReportedMessage, cause: String
    ) throws -> Suppression? {
        func source(_ what: String) -> String { "\(what)\(cause.isEmpty ? "" : " (\(cause))"), campaign \(message.name)" }
        switch event.kind {
        case .complaint:
            return Suppression(address: address, reason: .complained, source: source("complaint"), at: now)
        case .unsubscribe:
            let scope = policy.unsubscribe == .list ? message.list : ""
            return Suppression(address: address, scope: scope, reason: .unsubscribed, source: source("request by mail"), at: now)
        case .bounce, .refusal:
            guard event.detail == BounceClass.hard.rawValue || event.detail == BounceClass.soft.rawValue else { return nil }
            let since = event.at + (.zero - policy.memory)
            let known = try history.observations(of: message.email, since: since) { other, _ in other == number && isCertain }
            guard policy.judge(known).cause != nil else { return nil }
            return Suppression(
                address: address, reason: .bounced, source: source(event.kind.rawValue), at: now,
                expiresAt: policy.suppressFor.map { now + $0 })
        case .delivered, .delayed, .open, .click, .reply:
            return nil
        }
    }

    /// Counts a report that nobody could be found for; the same one counts once. It never suppresses anyone.
    ///
    /// The newest hundred thousand are kept.
    ///
    /// - Parameter kind: `bounce`, `complaint` and so on; what the report would have been.
    /// - Returns: false for one that was counted before.
    public func countUnattributed(_ kind: Event.Kind, token: String) throws -> Bool {
        let addition = try HotStatement(
            "INSERT INTO unattributed (kind, at, token) VALUES (?1, ?2, ?3) ON CONFLICT (token) DO NOTHING", on: database)
        addition.bind(1, kind.rawValue)
        addition.bind(2, now.milliseconds)
        addition.bind(3, token)
        guard try addition.run() == 1 else { return false }
        let removal = try HotStatement("DELETE FROM unattributed WHERE id <= ?1", on: database)
        removal.bind(1, database.lastInsertedRowID - Self.mostUnattributed)
        try removal.run()
        return true
    }

    private static let mostUnattributed: Int64 = 100_000
}

extension LedgerFile {
    /// Records what came back in one durable transaction: hundreds of reports share a commit.
    ///
    /// - Parameter body: what it throws undoes everything.
    public func takeReports<Value>(
        policy: BouncePolicy, _ body: (ReportTransaction) throws -> Value
    ) throws(LedgerError) -> Value {
        let moment = now()
        return try write { database in
            let value = try body(try ReportTransaction(policy: policy, now: moment, on: database))
            Failpoint.reach(.duringEvent)
            return value
        }
    }

    /// Reports that could not be attributed, by what they would have been.
    public func unattributedCounts() throws(LedgerError) -> [Event.Kind: Int] {
        try read { database in
            let rows = try Row.fetchAll(database, sql: "SELECT kind, count(*) FROM unattributed GROUP BY kind")
            return Dictionary(uniqueKeysWithValues: rows.compactMap { row in Event.Kind(rawValue: row[0]).map { ($0, row[1]) } })
        }
    }
}
