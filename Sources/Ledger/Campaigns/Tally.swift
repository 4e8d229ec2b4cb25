import GRDB

/// The kept counts of a campaign's messages by state.
enum Tally {
    /// Adds the differences that a transaction made.
    static func add(_ difference: StateCounts, to campaign: Int64, in database: Database) throws {
        for state in MessageState.allCases where difference[state] != 0 {
            // Two statements: the row an UPSERT would insert must pass the CHECK before its conflict is seen.
            let update = try database.cachedStatement(sql: "UPDATE tally SET count = count + ? WHERE campaign = ? AND state = ?")
            try update.execute(arguments: [difference[state], campaign, state.rawValue])
            if database.changesCount == 0 {
                try database.execute(
                    sql: "INSERT INTO tally (campaign, state, count) VALUES (?, ?, ?)", arguments: [campaign, state.rawValue, difference[state]])
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
            try Row.fetchAll(database, sql: "SELECT state, count(*) FROM message WHERE campaign = ? GROUP BY state", arguments: [campaign]))
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
