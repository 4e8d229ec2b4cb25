import GRDB
public import MailFormat

/// What else happened to a message around the moment of a visit.
public struct VisitSurroundings: Hashable, Sendable {
    /// Counted links of the campaign.
    public var links = 0
    /// Links that were followed in the second before.
    public var followed: Set<Int> = []
    /// Whether the hidden link was followed in the minute before.
    public var honeypot = false
}

extension ReportTransaction {
    /// What else happened to a message around a moment.
    public func surroundings(of message: Int64, campaign: Int64, at moment: Timestamp) throws -> VisitSurroundings {
        var found = VisitSurroundings()
        let links = try HotStatement("SELECT count(*) FROM link WHERE campaign = ?1", on: database)
        links.bind(1, campaign)
        found.links = try links.first { Int($0.int(0)) } ?? 0
        let clicks = try HotStatement(
            "SELECT link, at, detail FROM event WHERE message = ?1 AND kind = 'click' AND at >= ?2 ORDER BY at DESC LIMIT 100", on: database
        )
        clicks.bind(1, message)
        clicks.bind(2, moment.milliseconds - 60_000)
        try clicks.forEach { row in
            if let link = row.optionalInt(0), row.int(1) >= moment.milliseconds - 1000 { found.followed.insert(Int(link)) }
            if row.text(2) == "honeypot" { found.honeypot = true }
        }
        return found
    }

    /// Calls the visits of a message since a moment a machine's: what they were became clear by those that followed.
    ///
    /// - Parameter reason: in a word, kept in the facts.
    public func turnToMachine(_ message: Int64, since moment: Timestamp, reason: String) throws {
        try EventRollup.recount(message, on: database) {
            try database.cachedStatement(
                sql: """
                    UPDATE event SET machine = 1, facts = json_set(coalesce(facts, '{}'), '$.verdict', 'machine', '$.turned', ?3)
                    WHERE message = ?1 AND (kind = 'click' OR kind = 'open') AND at >= ?2 AND machine = 0
                    """
            ).execute(arguments: [message, moment.milliseconds, reason])
        }
    }

    /// Counts a visit of nobody in particular.
    ///
    /// - Parameter link: the link's number; nil for an open or the hidden link.
    public func count(_ kind: Event.Kind, link: Int?, machine: Bool, campaign: Int64) throws {
        let addition = try HotStatement(
            """
            INSERT INTO visitCount (campaign, kind, link, machine, day, count) VALUES (?1, ?2, ?3, ?4, ?5, 1)
            ON CONFLICT DO UPDATE SET count = count + 1
            """, on: database)
        addition.bind(1, campaign)
        addition.bind(2, kind.rawValue)
        addition.bind(3, Int64(link ?? -1))
        addition.bind(4, machine ? 1 : 0)
        addition.bind(5, now.milliseconds / 86_400_000)
        try addition.run()
    }

    /// Whether a recipient says in a column of her row that she does not want to be followed: anything but nothing, `0`, `no` and `false`.
    public func isOptedOut(_ message: Int64, column: String?) throws -> Bool {
        guard let column else { return false }
        let look = try HotStatement(
            "SELECT message.fields, message.email, campaign.columns FROM message JOIN campaign ON campaign.id = message.campaign WHERE message.id = ?1",
            on: database)
        look.bind(1, message)
        let value = try look.first { row -> String? in
            guard let columns = StringArrayJSON.parse(row.text(2)), let index = columns.firstIndex(of: column),
                let fields = StringArrayJSON.parse(row.text(0), known: row.text(1)), index < fields.count
            else { return nil }
            return fields[index]
        }
        guard let text = (value ?? nil)?.lowercased() else { return false }
        return !["", "0", "no", "false"].contains(text)
    }
}
