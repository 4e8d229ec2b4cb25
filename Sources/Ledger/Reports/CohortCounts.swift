import GRDB

/// What came of the recipients who have one value of a merge field.
public struct CohortCount: Hashable, Sendable {
    /// The value; nil for all values together that have no line of their own.
    public var value: String?
    /// Messages of the audience.
    public var planned = 0
    /// Messages a relay took.
    public var accepted = 0
    /// Messages of which people did it, by the kind of event; machines left out.
    public var people: [Event.Kind: Int] = [:]
    /// Messages of which it was done, machines included.
    public var raw: [Event.Kind: Int] = [:]
}

extension LedgerFile {
    /// Counts a campaign by the value of a merge field, the largest first, then all others together.
    ///
    /// Reads every message and event of the campaign: about a second a million.
    ///
    /// - Parameters:
    ///   - column: the field's place in the campaign's columns.
    ///   - limit: at most so many values with a line of their own.
    public func cohortCounts(campaign id: Int64, column: Int, limit: Int) throws(LedgerError) -> [CohortCount] {
        // A field that equals the address is null in the row.
        let value = """
            CASE json_type(message.fields, '$[\(column)]') WHEN 'null' THEN message.email
                ELSE coalesce(json_extract(message.fields, '$[\(column)]'), '') END
            """
        return try read { database in
            var found: [String: CohortCount] = [:]
            let messages = try Row.fetchCursor(
                database, sql: "SELECT \(value), count(*), sum(state = 'accepted') FROM message WHERE \(Schema.walk) GROUP BY 1",
                arguments: [id])
            while let row = try messages.next() {
                found[row[0]] = CohortCount(value: row[0], planned: row[1], accepted: row[2])
            }
            let events = try Row.fetchCursor(
                database,
                sql: """
                    SELECT \(value), kind, count(DISTINCT CASE WHEN machine = 0 THEN message.id END), count(DISTINCT message.id)
                    FROM event JOIN message ON message.id = event.message WHERE event.campaign = ? GROUP BY 1, 2
                    """, arguments: [id])
            while let row = try events.next() {
                guard let kind = Event.Kind(rawValue: row[1]) else { continue }
                found[row[0]]?.people[kind] = row[2]
                found[row[0]]?.raw[kind] = row[3]
            }
            let sorted = found.values.sorted { ($1.planned, $0.value ?? "") < ($0.planned, $1.value ?? "") }
            let rest = sorted.dropFirst(limit)
            guard !rest.isEmpty else { return sorted }
            return sorted.prefix(limit) + [rest.reduce(into: CohortCount()) { $0.add($1) }]
        }
    }
}

extension CohortCount {
    fileprivate mutating func add(_ other: CohortCount) {
        planned += other.planned
        accepted += other.accepted
        people.merge(other.people, uniquingKeysWith: +)
        raw.merge(other.raw, uniquingKeysWith: +)
    }
}
