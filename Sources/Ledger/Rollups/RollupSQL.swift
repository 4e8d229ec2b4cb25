import GRDB

/// How rows of counts are added and taken away. What a fact counts for is one SELECT, the same when the fact is new, when it changes, and
/// when everything is counted anew.
enum RollupSQL {
    /// A table of counts: its key and its numbers.
    struct Table {
        var name: String
        var key: [String]
        var numbers: [String]
        var others: [String] = []

        static let outcome = Table(
            name: "outcomeCount", key: ["campaign", "quarter", "domain", "relay", "outcome", "code", "enhanced", "wait"],
            numbers: ["count"], others: ["example"])
        static let domain = Table(name: "domainCount", key: ["campaign", "domain", "what"], numbers: ["count", "raw"])
        static let event = Table(
            name: "eventCount", key: ["campaign", "kind", "quarter", "detail", "cause", "machine", "link", "relay"],
            numbers: ["events", "firstOfClass", "firstOfVerdict", "firstOfKind"])
        static let delay = Table(name: "eventDelay", key: ["campaign", "kind", "wait"], numbers: ["count"])
    }

    /// The domain of `message.email`, lower case as addresses are kept.
    static let domain = "substr(message.email, length(rtrim(message.email, replace(message.email, '@', ''))) + 1)"

    /// The same where the domain is one of the campaign's largest, else the empty text.
    static let largeDomain = """
        CASE WHEN EXISTS (SELECT 1 FROM largeDomain WHERE largeDomain.campaign = message.campaign AND largeDomain.domain = \(domain))
            THEN \(domain) ELSE '' END
        """

    /// Adds the rows of a SELECT.
    static func add(_ rows: String, to table: Table) -> String {
        let columns = (table.key + table.numbers + table.others).joined(separator: ", ")
        let sums = table.numbers.map { "\($0) = \(table.name).\($0) + excluded.\($0)" }.joined(separator: ", ")
        return "INSERT INTO \(table.name) (\(columns)) \(rows) ON CONFLICT DO UPDATE SET \(sums)"
    }

    /// Takes the rows of a SELECT away again.
    static func subtract(_ rows: String, from table: Table) -> String {
        let sums = table.numbers.map { "\($0) = \(table.name).\($0) - gone.\($0)" }.joined(separator: ", ")
        let same = table.key.map { "\(table.name).\($0) = gone.\($0)" }.joined(separator: " AND ")
        return "UPDATE \(table.name) SET \(sums) FROM (\(rows)) AS gone WHERE \(same)"
    }

    /// Runs a statement with two parameters.
    static func run(
        _ sql: String, _ first: (any DatabaseValueConvertible)?, _ second: (any DatabaseValueConvertible)?, on database: Database
    )
        throws
    {
        try database.cachedStatement(sql: sql).execute(arguments: [first, second])
    }
}
