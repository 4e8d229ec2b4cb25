import GRDB

extension LedgerFile {
    /// What can be exported: the documented views first, then the tables behind them, by name.
    public func tables() throws(LedgerError) -> [LedgerTable] {
        try read { database in
            let views = try Views.all.map { view in
                LedgerTable(
                    name: view.name, isDocumented: true, columns: try Self.columns(of: "v_\(view.name)", in: database),
                    source: "v_\(view.name)")
            }
            let names = try String.fetchAll(
                database,
                sql:
                    "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT LIKE 'grdb%' ORDER BY name"
            )
            let tables = try names.filter { name in !Views.all.contains { $0.name == name } }.map { name in
                LedgerTable(name: name, isDocumented: false, columns: try Self.columns(of: name, in: database), source: name)
            }
            return views + tables
        }
    }

    private static func columns(of name: String, in database: Database) throws -> [String] {
        try String.fetchAll(database, sql: "SELECT name FROM pragma_table_info(?) ORDER BY cid", arguments: [name])
    }

    /// Gives every row of a table, from one consistent state, one at a time: memory does not grow with the table.
    ///
    /// While it lasts the log of the ledger cannot be emptied; sending goes on.
    ///
    /// - Parameter body: takes a row in the order of the columns; false stops.
    public func forEachRow(of table: LedgerTable, _ body: ([LedgerValue]) throws -> Bool) throws {
        // The name is one of the schema's own, not the user's.
        try stream { database in
            let rows = try Row.fetchCursor(database, sql: "SELECT * FROM \"\(table.source)\"")
            while let row = try rows.next() {
                guard try body((0..<row.count).map { LedgerValue(row[$0] as DatabaseValue) }) else { return }
            }
        }
    }
}

extension LedgerValue {
    fileprivate init(_ value: DatabaseValue) {
        switch value.storage {
        case .null, .blob: self = .null
        case .int64(let number): self = .integer(number)
        case .double(let number): self = .real(number)
        case .string(let text): self = .text(text)
        }
    }
}
