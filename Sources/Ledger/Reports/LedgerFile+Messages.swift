import GRDB
public import MailFormat

extension LedgerFile {
    /// The message of a key, for a handle that verified.
    ///
    /// - Throws: `noMessage`.
    public func message(_ key: Int64) throws(LedgerError) -> MessageRecord {
        try read { database in
            guard let row = try Row.fetchOne(database, sql: MessageRecord.select + " WHERE message.id = ?", arguments: [key]) else {
                throw LedgerError.noMessage(key)
            }
            return MessageRecord(row)
        }
    }

    /// Gives the messages of a campaign in the order of the file, a page at a time, so that memory does not grow with the list.
    ///
    /// Each page is a consistent state of its own.
    ///
    /// - Parameters:
    ///   - states: only messages in these.
    ///   - body: takes a page; false stops.
    public func forEachMessage(
        campaign id: Int64, in states: Set<MessageState> = Set(MessageState.allCases), page: Int = 1000,
        _ body: ([MessageRecord]) throws -> Bool
    ) throws {
        guard !states.isEmpty else { return }
        let list = states.map { "'\($0.rawValue)'" }.joined(separator: ", ")
        var last: Int64 = 0
        while true {
            let rows = try read { database in
                try Row.fetchAll(
                    database,
                    sql: """
                        \(MessageRecord.select) WHERE message.id > ?2 AND \(Schema.walk) AND state IN (\(list)) ORDER BY message.id LIMIT ?3
                        """, arguments: [id, last, page])
            }
            guard let final = rows.last else { return }
            last = final["id"]
            guard try body(rows.map(MessageRecord.init)), rows.count == page else { return }
        }
    }

    /// Everything the ledger knows of an address, oldest campaign first.
    ///
    /// - Parameters:
    ///   - campaign: only this one; nil for all.
    ///   - limit: at most so many messages, the newest.
    public func trace(_ email: EmailAddress, campaign: Int64? = nil, limit: Int = 1000) throws(LedgerError) -> [MessageTrace] {
        try read { database in
            // One look-up a campaign, whatever the number of messages: the key of recipients leads with it.
            let found = try Row.fetchAll(
                database,
                sql: """
                    SELECT campaign.*, recipient.message AS message FROM campaign CROSS JOIN recipient
                    ON recipient.campaign = campaign.id AND recipient.email = ?1
                    WHERE ?2 IS NULL OR campaign.id = ?2 ORDER BY campaign.id DESC, recipient.message DESC LIMIT ?3
                    """, arguments: [email.description, campaign, limit])
            return try found.reversed().compactMap { row in
                let key: Int64 = row["message"]
                guard let message = try Row.fetchOne(database, sql: MessageRecord.select + " WHERE message.id = ?", arguments: [key]) else {
                    return nil
                }
                return MessageTrace(
                    campaign: CampaignRecord(row), message: MessageRecord(message), attempts: try Self.attempts(of: key, in: database),
                    events: try Row.fetchAll(database, sql: "SELECT * FROM event WHERE message = ? ORDER BY at, id", arguments: [key])
                        .map(Event.init))
            }
        }
    }

    /// The attempts at a message that settled nothing, oldest first; the last attempt is in its ``MessageRecord``.
    public func attempts(of key: Int64) throws(LedgerError) -> [AttemptRecord] {
        try read { try Self.attempts(of: key, in: $0) }
    }

    private static func attempts(of key: Int64, in database: Database) throws -> [AttemptRecord] {
        try Row.fetchAll(
            database,
            sql:
                "SELECT attempt.*, relay.name AS relayName FROM attempt LEFT JOIN relay ON relay.id = attempt.relay WHERE message = ? ORDER BY number",
            arguments: [key]
        ).map(AttemptRecord.init)
    }
}

extension MessageRecord {
    static let select = "SELECT message.*, relay.name AS relayName FROM message LEFT JOIN relay ON relay.id = message.relay"

    /// The CHECK constraint guarantees that every stored state is one.
    init(_ row: Row) {
        self.init(
            key: row["id"], campaign: row["campaign"], email: row["email"], state: MessageState(rawValue: row["state"]) ?? .queued,
            line: row["line"], fields: StringArrayJSON.parse(row["fields"], known: row["email"]) ?? [],
            date: Timestamp(milliseconds: row["date"]),
            at: Timestamp(milliseconds: row["at"]), attempts: row["attempts"], doubts: row["doubts"],
            notBefore: (row["notBefore"] as Int64?).map(Timestamp.init), relay: row["relayName"], code: row["code"],
            enhanced: row["enhanced"],
            reply: row["reply"], reason: row["reason"])
    }
}

extension AttemptRecord {
    fileprivate init(_ row: Row) {
        self.init(
            number: row["number"], state: MessageState(rawValue: row["disposition"]) ?? .deferred, at: Timestamp(milliseconds: row["at"]),
            relay: row["relayName"], code: row["code"], enhanced: row["enhanced"], reply: row["reply"], reason: row["reason"])
    }
}
