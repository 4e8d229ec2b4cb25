import GRDB

/// The views that people, spreadsheets and BI tools read: stable names, times as ISO 8601 in UTC, rows joined to what they speak of.
///
/// The tables behind them may change with any format; these change by additions only, and docs/ledger.md describes them. They belong to no
/// step of the ``Migrations``: each format drops them before its steps and makes them after, so that no step has to know what reads a table.
enum Views {
    /// Every view: its name without the `v_`, and its query.
    static let all: [(name: String, query: String)] = [
        ("campaign", campaign), ("message", message), ("field", field), ("attempt", attempt), ("event", event), ("link", link),
        ("suppression", suppression), ("suppression_change", suppressionChange),
    ]

    static func drop(on database: Database) throws {
        for view in all { try database.execute(sql: "DROP VIEW IF EXISTS v_\(view.name)") }
    }

    static func create(on database: Database) throws {
        for view in all { try database.execute(sql: "CREATE VIEW v_\(view.name) AS \(view.query)") }
    }

    /// `2026-11-24T14:23:07.123Z` of a column of milliseconds.
    private static func time(_ column: String) -> String { "strftime('%Y-%m-%dT%H:%M:%fZ', \(column) / 1000.0, 'unixepoch')" }

    /// The part of an address behind its last `@`.
    private static func domain(_ email: String) -> String {
        "substr(\(email), length(rtrim(\(email), replace(\(email), '@', ''))) + 1)"
    }

    private static let campaign = """
        SELECT campaign.id, name, kind, state, list, uncertain AS uncertain_policy, pauseCause AS pause_cause, columns,
            (SELECT coalesce(sum(count), 0) FROM tally WHERE tally.campaign = campaign.id) AS planned,
            \(["accepted", "refused", "deferred", "queued", "uncertain", "suppressed", "cancelled", "expired", "failed"].map {
                "coalesce((SELECT count FROM tally WHERE tally.campaign = campaign.id AND tally.state = '\($0)'), 0) AS \($0)"
            }.joined(separator: ",\n    ")),
            \(time("createdAt")) AS created_at, \(time("sealedAt")) AS sealed_at, \(time("startedAt")) AS started_at,
            \(time("finishedAt")) AS finished_at
        FROM campaign
        """

    private static let message = """
        SELECT message.id, campaign.name AS campaign, message.email, \(domain("message.email")) AS domain, message.state, message.line,
            \(time("message.date")) AS date, \(time("message.at")) AS changed_at,
            CASE WHEN message.state = 'accepted' THEN \(time("message.at")) END AS accepted_at,
            message.attempts, message.doubts, \(time("message.notBefore")) AS next_try_at, relay.name AS relay, peer.address AS peer,
            message.code, message.enhanced, message.reply, message.reason
        FROM message JOIN campaign ON campaign.id = message.campaign
        LEFT JOIN relay ON relay.id = message.relay LEFT JOIN peer ON peer.id = message.peer
        """

    /// Merge fields are an array in the row, in the order of the campaign's columns; what equals the address is null there.
    private static let field = """
        SELECT message.id AS message, campaign.name AS campaign, message.email, named.value AS name,
            coalesce(given.value, message.email) AS value
        FROM message JOIN campaign ON campaign.id = message.campaign, json_each(campaign.columns) AS named
        JOIN json_each(message.fields) AS given ON given.key = named.key
        """

    private static let attempt = """
        SELECT attempt.message, campaign.name AS campaign, message.email, attempt.number, attempt.disposition AS outcome,
            \(time("attempt.at")) AS at, relay.name AS relay, attempt.code, attempt.enhanced, attempt.reply, attempt.reason
        FROM attempt JOIN message ON message.id = attempt.message JOIN campaign ON campaign.id = message.campaign
        LEFT JOIN relay ON relay.id = attempt.relay
        """

    private static let event = """
        SELECT event.id, campaign.name AS campaign, event.message, message.email, event.kind, event.detail, event.machine, link.url,
            \(time("event.at")) AS at, event.facts
        FROM event JOIN campaign ON campaign.id = event.campaign JOIN message ON message.id = event.message
        LEFT JOIN link ON link.campaign = event.campaign AND link.position = event.link
        """

    private static let link = """
        SELECT campaign.name AS campaign, position, url FROM link JOIN campaign ON campaign.id = link.campaign
        """

    private static let suppression = """
        SELECT target, kind, scope, reason, source, \(time("at")) AS at, \(time("expiresAt")) AS expires_at FROM suppression
        """

    private static let suppressionChange = """
        SELECT id, action, target, scope, reason, source, \(time("at")) AS at FROM suppressionLog
        """
}
