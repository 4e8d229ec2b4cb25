import GRDB
import GRDBSQLite

/// A prepared statement of the writer, bound and stepped through SQLite's own functions: the way for what runs once a message.
///
/// Prepared once a transaction from GRDB's cache, used only inside it, on the writer queue.
struct HotStatement {
    private let statement: OpaquePointer
    private let connection: OpaquePointer?
    private let owner: Statement

    /// Prepares, or takes from the connection's cache.
    init(_ sql: String, on database: Database) throws {
        owner = try database.cachedStatement(sql: sql)
        statement = owner.sqliteStatement
        connection = database.sqliteConnection
        sqlite3_reset(statement)
    }

    /// Binds a number to parameter 1…n.
    func bind(_ index: Int32, _ value: Int64) { sqlite3_bind_int64(statement, index, value) }

    /// Binds a number or NULL.
    func bind(_ index: Int32, _ value: Int64?) {
        if let value { bind(index, value) } else { sqlite3_bind_null(statement, index) }
    }

    /// Binds text, which SQLite copies.
    func bind(_ index: Int32, _ value: String) {
        var value = value
        value.withUTF8 { bytes in
            _ = sqlite3_bind_text(
                statement, index, UnsafeRawPointer(bytes.baseAddress)?.assumingMemoryBound(to: CChar.self) ?? Self.empty,
                Int32(bytes.count), Self.copy)
        }
    }

    /// Binds text or NULL.
    func bind(_ index: Int32, _ value: String?) {
        if let value { bind(index, value) } else { sqlite3_bind_null(statement, index) }
    }

    /// Binds UTF-8 that the caller keeps in place until the statement was run.
    func bind(_ index: Int32, inPlace bytes: UnsafeBufferPointer<UInt8>) {
        _ = sqlite3_bind_text(
            statement, index, UnsafeRawPointer(bytes.baseAddress)?.assumingMemoryBound(to: CChar.self) ?? Self.empty,
            Int32(bytes.count), nil)
    }

    /// Runs a statement that gives no row; the number of rows it changed.
    @discardableResult
    func run() throws -> Int {
        let code = sqlite3_step(statement)
        sqlite3_reset(statement)
        guard code == SQLITE_DONE else { throw failure(code) }
        return Int(sqlite3_changes(connection))
    }

    /// Runs a query that gives at most one row.
    func first<Value>(_ read: (HotRow) throws -> Value) throws -> Value? {
        defer { sqlite3_reset(statement) }
        switch sqlite3_step(statement) {
        case SQLITE_ROW: return try read(HotRow(statement: statement))
        case SQLITE_DONE: return nil
        case let code: throw failure(code)
        }
    }

    /// Runs a query to its end.
    func forEach(_ read: (HotRow) throws -> Void) throws {
        defer { sqlite3_reset(statement) }
        while true {
            switch sqlite3_step(statement) {
            case SQLITE_ROW: try read(HotRow(statement: statement))
            case SQLITE_DONE: return
            case let code: throw failure(code)
            }
        }
    }

    private func failure(_ code: Int32) -> DatabaseError {
        DatabaseError(resultCode: ResultCode(rawValue: code), message: connection.map { String(cString: sqlite3_errmsg($0)) })
    }

    /// `SQLITE_TRANSIENT`, which C gives as a cast that Swift does not import.
    private static let copy = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
    /// A null pointer would bind NULL instead of the empty text.
    private static var empty: UnsafePointer<CChar>? {
        emptyText.withUTF8Buffer { UnsafeRawPointer($0.baseAddress)?.assumingMemoryBound(to: CChar.self) }
    }
    private static let emptyText: StaticString = ""
}

/// The columns of the row a statement stands on, 0…n−1.
struct HotRow {
    fileprivate let statement: OpaquePointer

    func int(_ column: Int32) -> Int64 { sqlite3_column_int64(statement, column) }

    func optionalInt(_ column: Int32) -> Int64? {
        sqlite3_column_type(statement, column) == SQLITE_NULL ? nil : int(column)
    }

    func text(_ column: Int32) -> String { withText(column) { String(decoding: $0, as: UTF8.self) } }

    func optionalText(_ column: Int32) -> String? {
        sqlite3_column_type(statement, column) == SQLITE_NULL ? nil : text(column)
    }

    /// The UTF-8 of a text column, valid inside the closure only.
    func withText<Value>(_ column: Int32, _ body: (UnsafeBufferPointer<UInt8>) throws -> Value) rethrows -> Value {
        let start = sqlite3_column_text(statement, column)
        return try body(UnsafeBufferPointer(start: start, count: Int(sqlite3_column_bytes(statement, column))))
    }
}
