import GRDB

/// Keeps the counts of events, in the transaction that records them.
enum EventRollup {
    /// Which events.
    enum Scope: String {
        /// The one of number `?1`.
        case one = "event.id = ?1"
        /// All of message `?1`.
        case message = "event.message = ?1"
        /// All of campaign `?1`.
        case campaign = "event.campaign = ?1"
    }

    /// Each event with what it is the first of.
    private static func events(_ scope: Scope) -> String {
        let earlier = "SELECT 1 FROM event AS other WHERE other.message = event.message AND other.kind = event.kind AND other.id < event.id"
        let ofVerdict = "\(earlier) AND other.machine = event.machine"
        return """
            SELECT event.campaign AS campaign, event.kind AS kind, event.at / 900000 * 900000 AS quarter, event.detail AS detail,
                CASE WHEN event.kind = 'bounce' OR event.kind = 'refusal' THEN coalesce(json_extract(event.facts, '$.rule'), '') ELSE '' END
                    AS cause,
                event.machine AS machine, coalesce(event.link, -1) AS link, coalesce(message.relay, 0) AS relay,
                NOT EXISTS (\(ofVerdict) AND other.detail = event.detail AND other.link IS event.link) AS ofClass,
                NOT EXISTS (\(ofVerdict)) AS ofVerdict, NOT EXISTS (\(earlier)) AS ofKind,
                \(RollupSQL.domain) AS domain, event.at - message.at AS delay, message.state AS state
            FROM event JOIN message ON message.id = event.message WHERE \(scope.rawValue)
            """
    }

    /// What events add to each table of counts.
    static func rows(_ scope: Scope) -> [(table: RollupSQL.Table, rows: String)] {
        [
            (
                .event,
                """
                SELECT campaign, kind, quarter, detail, cause, machine, link, relay, count(*) AS events, sum(ofClass) AS firstOfClass,
                    sum(ofVerdict) AS firstOfVerdict, sum(ofKind) AS firstOfKind
                FROM (\(events(scope))) WHERE true GROUP BY 1, 2, 3, 4, 5, 6, 7, 8
                """
            ),
            (
                .domain,
                """
                SELECT campaign, domain, kind AS what, sum(machine = 0 AND ofVerdict) AS count, sum(ofKind) AS raw
                FROM (\(events(scope))) WHERE ofKind OR ofVerdict GROUP BY 1, 2, 3
                """
            ),
            (
                .delay,
                """
                SELECT campaign, kind, \(WaitClass.sql("delay")) AS wait, count(*) AS count FROM (\(events(scope)))
                WHERE machine = 0 AND ofVerdict AND (kind = 'open' OR kind = 'click') AND state = 'accepted' GROUP BY 1, 2, 3
                """
            ),
        ]
    }

    private static let addOne = rows(.one).map { RollupSQL.add($0.rows, to: $0.table) }
    private static let addMessage = rows(.message).map { RollupSQL.add($0.rows, to: $0.table) }
    private static let subtractMessage = rows(.message).map { RollupSQL.subtract($0.rows, from: $0.table) }

    /// Adds an event that was recorded.
    static func add(_ number: Int64, on database: Database) throws {
        for sql in addOne { try database.cachedStatement(sql: sql).execute(arguments: [number]) }
    }

    /// Changes what is known of a message's events, its address included, and counts them anew.
    static func recount(_ message: Int64, on database: Database, _ change: () throws -> Void) throws {
        for sql in subtractMessage { try database.cachedStatement(sql: sql).execute(arguments: [message]) }
        try change()
        for sql in addMessage { try database.cachedStatement(sql: sql).execute(arguments: [message]) }
    }
}
