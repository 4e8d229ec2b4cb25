import GRDB
public import MailFormat

/// How often something was done, and by how many.
public struct EngagementCounts: Hashable, Sendable {
    /// Recipients, machines left out.
    public var unique = 0
    /// Times, machines left out.
    public var total = 0
    /// Times by machines.
    public var machine = 0

    /// None.
    public init(unique: Int = 0, total: Int = 0, machine: Int = 0) {
        self.unique = unique
        self.total = total
        self.machine = machine
    }
}

/// A link and how often it was followed.
public struct LinkCounts: Hashable, Sendable {
    /// The link.
    public var link: CampaignLink
    /// How often.
    public var clicks: EngagementCounts
}

/// One line of a table: a relay, a domain, a bounce class, with its messages by state.
public struct GroupCounts: Hashable, Sendable {
    /// What the line is about.
    public var name: String
    /// Its messages.
    public var counts: StateCounts
}

/// One reply and how often it was given.
public struct ReplyCounts: Hashable, Sendable {
    /// The state it left the message in.
    public var state: MessageState
    /// Code of the reply.
    public var code: Int?
    /// Enhanced code of the reply.
    public var enhanced: String?
    /// One of the replies, as an example, or the reason where there was none.
    public var example: String
    /// How many messages.
    public var messages: Int
}

extension LedgerFile {
    /// Opens, clicks or unsubscribes of a campaign.
    public func engagement(_ kind: Event.Kind, campaign id: Int64) throws(LedgerError) -> EngagementCounts {
        try read { database in
            let row = try Row.fetchOne(
                database,
                sql: """
                    SELECT count(DISTINCT CASE WHEN machine = 0 THEN message END), total(machine = 0), total(machine = 1)
                    FROM event WHERE campaign = ? AND kind = ?
                    """, arguments: [id, kind.rawValue])
            return row.map { EngagementCounts(unique: $0[0], total: $0[1], machine: $0[2]) } ?? EngagementCounts()
        }
    }

    /// Clicks by link, in the order of the links; links nobody followed are there with zeros.
    public func linkCounts(campaign id: Int64) throws(LedgerError) -> [LinkCounts] {
        try read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT link.position, url, count(DISTINCT CASE WHEN machine = 0 THEN message END), total(machine = 0), total(machine = 1)
                    FROM link LEFT JOIN event ON event.campaign = link.campaign AND event.kind = 'click' AND event.link = link.position
                    WHERE link.campaign = ? GROUP BY link.position ORDER BY link.position
                    """, arguments: [id]
            ).map { row in
                LinkCounts(
                    link: CampaignLink(position: row[0], url: row[1]),
                    clicks: EngagementCounts(unique: row[2], total: row[3], machine: row[4]))
            }
        }
    }

    /// Recipients whose message bounced, by class: `hard`, `soft`, `blocked`, `other`. A recipient counts once a class.
    public func bounceCounts(campaign id: Int64) throws(LedgerError) -> [String: Int] {
        try read { database in
            let rows = try Row.fetchAll(
                database, sql: "SELECT detail, count(DISTINCT message) FROM event WHERE campaign = ? AND kind = 'bounce' GROUP BY detail",
                arguments: [id])
            return Dictionary(uniqueKeysWithValues: rows.map { ($0[0] as String, $0[1] as Int) })
        }
    }

    /// Messages by the relay that had them last; those no relay had are under the empty name.
    public func relayCounts(campaign id: Int64) throws(LedgerError) -> [GroupCounts] {
        try read { database in
            try Self.groups(
                sql: """
                    SELECT coalesce(relay.name, ''), state, count(*) FROM message LEFT JOIN relay ON relay.id = message.relay
                    WHERE \(Schema.walk) GROUP BY 1, 2 ORDER BY 1
                    """, [id], in: database)
        }
    }

    /// Messages by the recipient's domain, the largest first.
    public func domainCounts(campaign id: Int64, limit: Int = 50) throws(LedgerError) -> [GroupCounts] {
        try read { database in
            let groups = try Self.groups(
                sql: """
                    SELECT substr(email, length(rtrim(email, replace(email, '@', ''))) + 1), state, count(*) FROM message
                    WHERE \(Schema.walk) GROUP BY 1, 2 ORDER BY 1
                    """, [id], in: database)
            return Array(groups.sorted { ($1.counts.planned, $0.name) < ($0.counts.planned, $1.name) }.prefix(limit))
        }
    }

    /// Replies of messages that were refused or wait, the most frequent first, grouped by code.
    public func replyCounts(campaign id: Int64, limit: Int = 50) throws(LedgerError) -> [ReplyCounts] {
        try read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT state, code, enhanced, min(coalesce(reply, reason, '')), count(*) FROM message
                    WHERE \(Schema.walk) AND state IN ('refused', 'deferred', 'failed', 'expired', 'uncertain')
                    GROUP BY state, code, enhanced, CASE WHEN code IS NULL THEN reason END ORDER BY count(*) DESC, 1, 2, 3 LIMIT ?2
                    """, arguments: [id, limit]
            ).map { row in
                ReplyCounts(
                    state: MessageState(rawValue: row[0]) ?? .refused, code: row[1], enhanced: row[2], example: row[3], messages: row[4])
            }
        }
    }

    /// Reasons of messages that were never sent, and how many each: `unsubscribed` → 871.
    public func reasonCounts(campaign id: Int64, state: MessageState) throws(LedgerError) -> [String: Int] {
        try read { database in
            let rows = try Row.fetchAll(
                database, sql: "SELECT coalesce(reason, ''), count(*) FROM message WHERE \(Schema.walk) AND state = ?2 GROUP BY 1",
                arguments: [id, state.rawValue])
            return Dictionary(uniqueKeysWithValues: rows.map { ($0[0] as String, $0[1] as Int) })
        }
    }

    /// How many things happened in each span of time: acceptances where `kind` is nil, else events made by people.
    ///
    /// - Parameter span: the length of a span; spans with nothing in them are left out.
    /// - Returns: the start of each span and its number, oldest first.
    public func timeline(campaign id: Int64, of kind: Event.Kind?, span: Duration) throws(LedgerError) -> [(start: Timestamp, count: Int)] {
        let width = max(1, span.components.seconds * 1000)
        return try read { database in
            let rows =
                if let kind {
                    try Row.fetchAll(
                        database,
                        sql:
                            "SELECT at / ?2 * ?2, count(*) FROM event WHERE campaign = ?1 AND kind = ?3 AND machine = 0 GROUP BY 1 ORDER BY 1",
                        arguments: [id, width, kind.rawValue])
                } else {
                    try Row.fetchAll(
                        database,
                        sql: """
                            SELECT at / ?2 * ?2, count(*) FROM message WHERE \(Schema.walk) AND state = 'accepted'
                            GROUP BY 1 ORDER BY 1
                            """,
                        arguments: [id, width])
                }
            return rows.map { (Timestamp(milliseconds: $0[0]), $0[1] as Int) }
        }
    }

    /// Rows of (name, state, number), ordered by name.
    private static func groups(sql: String, _ arguments: StatementArguments, in database: Database) throws -> [GroupCounts] {
        var groups: [GroupCounts] = []
        for row in try Row.fetchAll(database, sql: sql, arguments: arguments) {
            let name: String = row[0]
            if groups.last?.name != name { groups.append(GroupCounts(name: name, counts: StateCounts())) }
            if let state = MessageState(rawValue: row[1]) { groups[groups.count - 1].counts[state] = row[2] }
        }
        return groups
    }
}
