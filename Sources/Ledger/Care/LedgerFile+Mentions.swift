import GRDB
public import MailFormat

extension LedgerFile {
    /// In how many rows an address is mentioned, its own rows aside: fields of other recipients, replies, facts, sources. Reads everything.
    public func mentions(of email: EmailAddress) throws(LedgerError) -> Int {
        try read { database in
            try Mentions(of: email.description, on: database).columns(of: database).reduce(0) { sum, column in
                try sum
                    + (Int.fetchOne(
                        database, sql: "SELECT count(*) FROM \(column.table) WHERE without_mention(\(column.name)) IS NOT NULL") ?? 0)
            }
        }
    }
}

/// Finds, and takes out, an address wherever text is kept.
struct Mentions {
    /// A column of text.
    struct Column {
        var table: String
        var name: String
    }

    /// Columns whose text is an address of its own, which the erasure changes itself, or a name that no person gave.
    private static let leftOut: Set<String> = [
        "message.email", "recipient.email", "suppression.target", "suppressionLog.target", "message.state", "event.kind", "tally.state",
    ]

    /// - Parameter email: the address as the ledger knows it.
    init(of email: String, on database: Database) throws {
        let mention = AddressMention(email)
        database.add(
            function: DatabaseFunction("without_mention", argumentCount: 1, pure: true) { values in
                String.fromDatabaseValue(values[0]).flatMap(mention.erased(from:))
            })
    }

    /// Every column of text in the ledger.
    func columns(of database: Database) throws -> [Column] {
        try Row.fetchAll(
            database,
            sql: """
                SELECT kept.name, kept_column.name FROM sqlite_schema AS kept, pragma_table_info(kept.name) AS kept_column
                WHERE kept.type = 'table' AND kept.name NOT LIKE 'sqlite%' AND kept.name NOT LIKE 'grdb%' AND kept_column.type = 'TEXT'
                """
        ).map { Column(table: $0[0], name: $0[1]) }
            .filter { !Self.leftOut.contains("\($0.table).\($0.name)") }
    }

    /// Takes the address out of every row that mentions it.
    ///
    /// - Returns: how many values were changed.
    func erase(on database: Database) throws -> Int {
        try columns(of: database).reduce(0) { sum, column in
            try database.execute(
                sql: """
                    UPDATE \(column.table) SET \(column.name) = without_mention(\(column.name))
                    WHERE without_mention(\(column.name)) IS NOT NULL
                    """)
            return sum + database.changesCount
        }
    }
}
