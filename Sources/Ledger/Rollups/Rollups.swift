import GRDB

/// All counts that reports read.
enum Rollups {
    /// Counts everything anew from the messages and events themselves, campaign by campaign.
    ///
    /// Deferrals whose attempts were pruned stay as they are counted.
    static func rebuild(on database: Database) throws {
        for campaign in try Int64.fetchAll(database, sql: "SELECT id FROM campaign ORDER BY id") { try rebuild(campaign, on: database) }
    }

    private static func rebuild(_ campaign: Int64, on database: Database) throws {
        for table in ["audienceDomain", "largeDomain", "reasonCount", "outcomeTail", "domainCount", "eventCount", "eventDelay"] {
            try database.execute(sql: "DELETE FROM \(table) WHERE campaign = ?", arguments: [campaign])
        }
        try database.execute(sql: "DELETE FROM outcomeCount WHERE campaign = ? AND outcome <> 'deferred'", arguments: [campaign])
        try database.execute(
            sql: """
                INSERT INTO audienceDomain (campaign, domain, planned)
                SELECT ?1, \(RollupSQL.domain), count(*) FROM message WHERE \(Schema.walk) GROUP BY 2
                """, arguments: [campaign])
        try AudienceRollup.chooseLarge(of: campaign, on: database)
        try database.execute(
            sql: """
                INSERT INTO reasonCount (campaign, state, reason, count) SELECT ?1, state, coalesce(reason, ''), count(*) FROM message
                WHERE \(Schema.walk) AND (state = 'suppressed' OR state = 'failed' OR state = 'expired') GROUP BY 2, 3
                """, arguments: [campaign])
        let bounds = try Row.fetchOne(database, sql: "SELECT min(id), max(id) FROM message WHERE \(Schema.walk)", arguments: [campaign])
        if let first = bounds?[0] as Int64?, let last = bounds?[1] as Int64? {
            try OutcomeRollup.add(MessageRanges(first...last), of: campaign, on: database)
        }
        for (table, rows) in EventRollup.rows(.campaign) {
            try database.execute(sql: RollupSQL.add(rows, to: table), arguments: [campaign])
        }
    }
}
