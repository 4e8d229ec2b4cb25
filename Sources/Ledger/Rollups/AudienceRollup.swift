import GRDB

/// Keeps the counts of audiences: messages by domain, and why messages are not mailed.
enum AudienceRollup {
    /// Domains of a campaign that are told apart by time as well.
    static let mostLarge = 100

    /// Adds messages by domain.
    static func add(_ domains: [String: Int], to campaign: Int64, on database: Database) throws {
        let addition = try HotStatement(
            """
            INSERT INTO audienceDomain (campaign, domain, planned) VALUES (?1, ?2, ?3)
            ON CONFLICT DO UPDATE SET planned = planned + excluded.planned
            """, on: database)
        addition.bind(1, campaign)
        for (domain, count) in domains {
            addition.bind(2, domain)
            addition.bind(3, Int64(count))
            try addition.run()
        }
    }

    /// Fixes which domains are the largest, once the audience is complete; a domain that was one stays one.
    static func chooseLarge(of campaign: Int64, on database: Database) throws {
        try database.execute(
            sql: """
                INSERT INTO largeDomain (campaign, domain)
                SELECT campaign, domain FROM audienceDomain WHERE campaign = ?1 ORDER BY planned DESC, domain
                    LIMIT max(0, \(mostLarge) - (SELECT count(*) FROM largeDomain WHERE campaign = ?1))
                ON CONFLICT DO NOTHING
                """, arguments: [campaign])
    }

    /// Adds messages that became suppressed, failed or expired, or takes away what is so no longer.
    static func add(_ count: Int, _ state: MessageState, because reason: String?, to campaign: Int64, on database: Database) throws {
        guard count != 0, state == .suppressed || state == .failed || state == .expired else { return }
        // Two statements: the row an UPSERT would insert must pass the CHECK before its conflict is seen.
        let change = try HotStatement(
            "UPDATE reasonCount SET count = count + ?4 WHERE campaign = ?1 AND state = ?2 AND reason = ?3", on: database)
        let insertion = try HotStatement("INSERT INTO reasonCount (campaign, state, reason, count) VALUES (?1, ?2, ?3, ?4)", on: database)
        for statement in [change, insertion] {
            statement.bind(1, campaign)
            statement.bind(2, state.rawValue)
            statement.bind(3, reason ?? "")
            statement.bind(4, Int64(count))
            if try statement.run() == 1 { return }
        }
    }

    /// Changes the address of a message and counts it under its new domain; nothing is left of the old one where it was the only message there.
    static func erase(_ message: Int64, of campaign: Int64, on database: Database, _ change: () throws -> Void) throws {
        let planned = """
            UPDATE audienceDomain SET planned = planned - 1
            WHERE campaign = ?2 AND domain = (SELECT \(RollupSQL.domain) FROM message WHERE id = ?1)
            """
        try RollupSQL.run(planned, message, campaign, on: database)
        try OutcomeRollup.subtract(message, of: campaign, on: database)
        try EventRollup.recount(message, on: database, change)
        try OutcomeRollup.restore(message, of: campaign, on: database)
        try add(["invalid": 1], to: campaign, on: database)
        try database.execute(sql: "DELETE FROM audienceDomain WHERE campaign = ? AND planned = 0", arguments: [campaign])
        try database.execute(sql: "DELETE FROM domainCount WHERE campaign = ? AND count = 0 AND raw = 0", arguments: [campaign])
        try database.execute(sql: "DELETE FROM outcomeCount WHERE campaign = ? AND count = 0", arguments: [campaign])
        try database.execute(
            sql: """
                DELETE FROM largeDomain WHERE campaign = ?1
                    AND domain NOT IN (SELECT domain FROM audienceDomain WHERE audienceDomain.campaign = ?1)
                """, arguments: [campaign])
    }

    /// Forgets what is known of an audience that is written anew.
    static func clear(_ campaign: Int64, on database: Database) throws {
        for table in ["audienceDomain", "largeDomain", "reasonCount"] {
            try database.execute(sql: "DELETE FROM \(table) WHERE campaign = ?", arguments: [campaign])
        }
    }
}
