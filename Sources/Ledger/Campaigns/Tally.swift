import GRDB

/// The kept counts of a campaign's messages by state.
enum Tally {
    /// Adds the differences that a transaction made.
    static func add(_ difference: StateCounts, to campaign: Int64, in database: Database) throws {
        // Two statements: the row an UPSERT would insert must pass the CHECK before its conflict is seen.
        let update = try HotStatement("UPDATE tally SET count = count + ?1 WHERE campaign = ?2 AND state = ?3", on: database)
        let insertion = try HotStatement("INSERT INTO tally (count, campaign, state) VALUES (?1, ?2, ?3)", on: database)
        for state in MessageState.allCases where difference[state] != 0 {
            for statement in [update, insertion] {
                statement.bind(1, Int64(difference[state]))
                statement.bind(2, campaign)
                statement.bind(3, state.rawValue)
                if try statement.run() == 1 { break }
            }
        }
    }

    /// The kept counts.
    static func counts(of campaign: Int64, in database: Database) throws -> StateCounts {
        try counts(try Row.fetchAll(database, sql: "SELECT state, count FROM tally WHERE campaign = ?", arguments: [campaign]))
    }

    /// The counts that the messages themselves give: the audit's side.
    static func recount(of campaign: Int64, in database: Database) throws -> StateCounts {
        try counts(
            try Row.fetchAll(
                database, sql: "SELECT state, count(*) FROM message WHERE \(Schema.walk) GROUP BY state", arguments: [campaign]))
    }

    private static func counts(_ rows: [Row]) throws -> StateCounts {
        var counts = StateCounts()
        for row in rows {
            guard let state = MessageState(rawValue: row[0]) else { continue }
            counts[state] = row[1]
        }
        return counts
    }
}
