import GRDB
public import MailFormat

/// What went wrong with the messages a relay had in some days.
public struct DayTrouble: Hashable, Sendable {
    /// Refused by the relay for good.
    public var refused = 0
    /// Put off at least once.
    public var deferred = 0
    /// Bounced later, for any reason.
    public var bounced = 0
    /// Bounced because their sender is not wanted.
    public var blocked = 0
    /// Their recipients complained.
    public var complained = 0

    /// None.
    public init() {}
}

extension LedgerFile {
    /// Units taken of a limit, by the start of the span they count in, oldest first.
    public func unitsBySpan(of name: String, since horizon: Timestamp? = nil) throws(LedgerError) -> [(start: Timestamp, count: Int)] {
        try read { database in
            try Row.fetchAll(
                database, sql: "SELECT start, used FROM quota WHERE name = ? AND used > 0 AND start >= ? ORDER BY start",
                arguments: [name, horizon?.milliseconds ?? .min]
            ).map { (Timestamp(milliseconds: $0[0]), $0[1] as Int) }
        }
    }

    /// What went wrong with the messages a relay had in a stretch of time; bounces and complaints count for the day their message was accepted.
    public func trouble(relay name: String, in span: Range<Timestamp>) throws(LedgerError) -> DayTrouble {
        try read { database in
            let between: StatementArguments = [name, span.lowerBound.milliseconds, span.upperBound.milliseconds]
            func count(_ sql: String) throws -> Int { try Int.fetchOne(database, sql: sql, arguments: between) ?? 0 }
            let ofRelay = "relay = (SELECT id FROM relay WHERE name = ?1)"
            var trouble = DayTrouble()
            trouble.refused = try count(
                "SELECT count(*) FROM message WHERE \(ofRelay) AND state = 'refused' AND code IS NOT NULL AND at >= ?2 AND at < ?3")
            trouble.deferred = try count(
                """
                SELECT count(DISTINCT message) FROM (
                    SELECT message FROM attempt WHERE \(ofRelay) AND disposition = 'deferred' AND at >= ?2 AND at < ?3
                    UNION ALL SELECT id FROM message WHERE \(ofRelay) AND state = 'deferred' AND at >= ?2 AND at < ?3)
                """)
            let events = """
                SELECT count(DISTINCT event.message) FROM event JOIN message ON message.id = event.message
                WHERE message.\(ofRelay) AND message.at >= ?2 AND message.at < ?3
                """
            trouble.bounced = try count(events + " AND event.kind = 'bounce'")
            trouble.blocked = try count(events + " AND event.kind = 'bounce' AND event.detail = 'blocked'")
            trouble.complained = try count(events + " AND event.kind = 'complaint'")
            return trouble
        }
    }
}
