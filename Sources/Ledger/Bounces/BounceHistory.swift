import GRDB
public import MailFormat

/// What the ledger knows of an address, as a policy judges it.
struct BounceHistory {
    private let messages: HotStatement
    private let events: HotStatement
    private let pardons: HotStatement

    init(on database: Database) throws {
        // One look-up a campaign: the key of recipients leads with it. Old campaigns cannot count any more. CROSS JOIN keeps SQLite, which
        // knows nothing of the sizes, from walking over all recipients instead.
        messages = try HotStatement(
            """
            SELECT message.id, message.state, message.at FROM campaign
            CROSS JOIN recipient ON recipient.campaign = campaign.id AND recipient.email = ?1 JOIN message ON message.id = recipient.message
            WHERE campaign.startedAt IS NOT NULL AND (campaign.finishedAt IS NULL OR campaign.finishedAt >= ?2)
            """, on: database)
        events = try HotStatement(
            """
            SELECT id, kind, detail, at, facts FROM event WHERE message = ?1 AND machine = 0
                AND (kind = 'bounce' OR kind = 'refusal' OR kind = 'delivered' OR kind = 'open' OR kind = 'click') ORDER BY id DESC LIMIT 1000
            """, on: database)
        pardons = try HotStatement("SELECT at FROM suppressionLog WHERE target = ?1 AND action = 'removed'", on: database)
    }

    /// Everything of an address since a moment.
    ///
    /// - Parameter isCertain: whether an event of a hard bounce is certain.
    func observations(
        of email: String, since moment: Timestamp, isCertain: (_ number: Int64, Event) -> Bool
    ) throws -> [BounceObservation] {
        var found: [BounceObservation] = []
        var rows: [(key: Int64, isAccepted: Bool, at: Timestamp)] = []
        messages.bind(1, email)
        messages.bind(2, moment.milliseconds)
        try messages.forEach { row in
            rows.append((row.int(0), row.text(1) == MessageState.accepted.rawValue, Timestamp(milliseconds: row.int(2))))
        }
        for row in rows {
            if row.isAccepted { found.append(BounceObservation(.acceptance, message: row.key, at: row.at)) }
            events.bind(1, row.key)
            try events.forEach { found.append(Self.observation($0, message: row.key, isCertain: isCertain)) }
        }
        pardons.bind(1, email)
        try pardons.forEach { found.append(BounceObservation(.pardon, message: 0, at: Timestamp(milliseconds: $0.int(0)))) }
        return found
    }

    private static func observation(_ row: HotRow, message: Int64, isCertain: (Int64, Event) -> Bool) -> BounceObservation {
        let event = Event(
            message: message, kind: Event.Kind(rawValue: row.text(1)) ?? .reply, detail: row.text(2),
            at: Timestamp(milliseconds: row.int(3)), facts: row.optionalText(4))
        var observation = BounceObservation(.arrival, message: message, at: event.at, event: event)
        observation.number = row.int(0)
        if event.kind == .bounce || event.kind == .refusal {
            let bounce = BounceClass(rawValue: event.detail) ?? .other
            observation.kind = .bounce(bounce, isCertain: bounce == .hard && isCertain(observation.number, event))
        }
        return observation
    }
}

extension LedgerFile {
    /// Everything that counts when an address is judged, however old, in no order.
    ///
    /// - Parameter isCertain: whether the event of a hard bounce was certain, which its facts tell.
    public func bounceHistory(of email: EmailAddress, isCertain: (Event) -> Bool) throws(LedgerError) -> [BounceObservation] {
        try read { database in
            try BounceHistory(on: database).observations(of: email.description, since: Timestamp(milliseconds: .min)) { isCertain($1) }
        }
    }
}
