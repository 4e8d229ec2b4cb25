import GRDB

extension ReportTransaction {
    /// Runs a part of the transaction by itself: what it throws undoes it alone, and the others in the group stand.
    ///
    /// - Throws: what the part threw; a `LedgerError` for what SQLite said.
    public func attempt<Value>(_ body: (ReportTransaction) throws -> Value) throws -> Value {
        try database.cachedStatement(sql: "SAVEPOINT part").execute()
        do {
            let value = try body(self)
            try database.cachedStatement(sql: "RELEASE part").execute()
            return value
        } catch {
            try database.cachedStatement(sql: "ROLLBACK TO part").execute()
            try database.cachedStatement(sql: "RELEASE part").execute()
            throw error
        }
    }
}
