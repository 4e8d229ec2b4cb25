import GRDB
import MailFormat

/// One line of a table: a relay, a domain, a bounce class, with its messages by state.
public struct GroupCounts: Hashable, Sendable {
    /// What the line is about.
    public var name: String
    /// Its messages.
    public var counts: StateCounts
}

extension LedgerFile {
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
