import GRDB

/// What came of the messages to one recipient domain, whenever.
public struct DomainTotals: Hashable, Sendable {
    /// The domain, lower case.
    public var domain: String
    /// Messages of the audience.
    public var planned = 0
    /// Messages by outcome; times of `deferred`.
    public var outcomes: [OutcomeCount.Outcome: Int] = [:]
    /// Messages of which people did it, by the kind of event; machines left out.
    public var people: [Event.Kind: Int] = [:]
    /// Messages of which it was done, machines included.
    public var raw: [Event.Kind: Int] = [:]

    fileprivate mutating func add(_ row: Row) {
        if let outcome = OutcomeCount.Outcome(rawValue: row["what"]) {
            outcomes[outcome, default: 0] += row["count"]
        } else if let kind = Event.Kind(rawValue: row["what"]) {
            people[kind, default: 0] += row["count"]
            raw[kind, default: 0] += row["raw"]
        }
    }
}

extension LedgerFile {
    /// Counts a campaign by recipient domain, the largest audience first.
    ///
    /// - Parameter limit: at most so many domains; nil for all.
    /// - Returns: the domains, and all domains together.
    public func domainTotals(campaign id: Int64, limit: Int? = nil) throws(LedgerError) -> (domains: [DomainTotals], all: DomainTotals) {
        try read { database in
            var all = DomainTotals(domain: "")
            all.planned =
                try Int.fetchOne(
                    database, sql: "SELECT coalesce(sum(planned), 0) FROM audienceDomain WHERE campaign = ?", arguments: [id]) ?? 0
            let tail = try OutcomeRollup.tail(of: id, on: database).json
            let counted = """
                (SELECT domain, what, count, raw FROM domainCount WHERE campaign = ?2
                    UNION ALL SELECT domain, what, count, raw FROM (\(OutcomeRollup.answeredDomains)))
                """
            for row in try Row.fetchAll(
                database, sql: "SELECT what, sum(count) AS count, sum(raw) AS raw FROM \(counted) GROUP BY what", arguments: [tail, id])
            { all.add(row) }
            let audience = try Row.fetchAll(
                database,
                sql: "SELECT domain, planned FROM audienceDomain WHERE campaign = ? ORDER BY planned DESC, domain LIMIT ?",
                arguments: [id, limit ?? -1])
            var domains = audience.map { DomainTotals(domain: $0[0], planned: $0[1]) }
            let places = Dictionary(uniqueKeysWithValues: domains.indices.map { (domains[$0].domain, $0) })
            let rows = try Row.fetchCursor(
                database,
                sql: """
                    SELECT domain, what, sum(count) AS count, sum(raw) AS raw FROM \(counted)
                    WHERE ?3 < 0 OR domain IN (
                        SELECT domain FROM audienceDomain WHERE campaign = ?2 ORDER BY planned DESC, audienceDomain.domain LIMIT ?3)
                    GROUP BY domain, what
                    """, arguments: [tail, id, limit ?? -1])
            while let row = try rows.next() {
                if let place = places[row["domain"]] { domains[place].add(row) }
            }
            return (domains, all)
        }
    }
}
