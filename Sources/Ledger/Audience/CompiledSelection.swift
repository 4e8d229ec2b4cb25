import GRDBSQLite

/// The expression of a ``Selection``, compiled in an empty SQLite of its own.
struct CompiledSelection: ~Copyable {
    private let connection: OpaquePointer
    private let statement: OpaquePointer
    private let columns: Int

    /// Functions that depend on their arguments alone, and cost no more than reading them.
    private static let functions: Set<String> = [
        "abs", "coalesce", "glob", "hex", "ifnull", "iif", "instr", "length", "like", "lower", "ltrim", "max", "min", "nullif",
        "replace", "round", "rtrim", "sign", "substr", "substring", "trim", "unicode", "upper",
    ]

    init(_ expression: String, columns: [String]) throws(SelectionProblem) {
        let tokens = SelectionToken.scan(expression)
        if let problem = SelectionToken.parameter(in: tokens) ?? SelectionToken.numberTrap(in: tokens, columns: columns) { throw problem }
        var opened: OpaquePointer?
        guard sqlite3_open_v2(":memory:", &opened, SQLITE_OPEN_READONLY | SQLITE_OPEN_MEMORY | SQLITE_OPEN_NOMUTEX, nil) == SQLITE_OK,
            let connection = opened
        else {
            sqlite3_close_v2(opened)
            throw SelectionProblem(offset: nil, message: "SQLite cannot start")
        }
        _disableDoubleQuotedStringLiterals(connection)
        sqlite3_limit(connection, SQLITE_LIMIT_LENGTH, 16 << 20)
        sqlite3_limit(connection, SQLITE_LIMIT_EXPR_DEPTH, 200)
        sqlite3_limit(connection, SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 200)
        sqlite3_set_authorizer(connection, { _, action, _, name, _, _ in Self.permits(action, name) ? SQLITE_OK : SQLITE_DENY }, nil)
        let prefix = "SELECT ("
        let names = columns.enumerated().map {
            "?\($0.offset + 1) AS \"\($0.element.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\""))\""
        }
        let source = names.isEmpty ? "" : " FROM (SELECT \(names.joined(separator: ", ")))"
        var prepared: OpaquePointer?
        var isWhole = false
        let code = (prefix + expression + "\n)" + source).withCString { sql in
            var tail: UnsafePointer<CChar>?
            defer { isWhole = tail?.pointee == 0 }
            return sqlite3_prepare_v3(connection, sql, -1, 0, &prepared, &tail)
        }
        guard code == SQLITE_OK, isWhole, let statement = prepared, sqlite3_column_count(statement) == 1 else {
            let problem = Self.problem(connection, code, expression: expression, prefix: prefix.utf8.count)
            sqlite3_finalize(prepared)
            sqlite3_close_v2(connection)
            throw problem
        }
        self.connection = connection
        self.statement = statement
        self.columns = columns.count
    }

    deinit {
        sqlite3_finalize(statement)
        sqlite3_close_v2(connection)
    }

    /// Whether a row is taken: the expression is neither false, zero, empty text that is no number, nor NULL.
    borrowing func selects(_ fields: [String]) throws(SelectionProblem) -> Bool {
        for index in 0..<columns {
            var field = index < fields.count ? fields[index] : ""
            field.withUTF8 { bytes in
                _ = bytes.withMemoryRebound(to: CChar.self) {
                    sqlite3_bind_text(
                        statement, Int32(index + 1), $0.baseAddress, Int32($0.count), unsafeBitCast(-1, to: sqlite3_destructor_type.self))
                }
            }
        }
        defer { sqlite3_reset(statement) }
        guard sqlite3_step(statement) == SQLITE_ROW else {
            throw SelectionProblem(offset: nil, message: String(cString: sqlite3_errmsg(connection)))
        }
        return sqlite3_column_type(statement, 0) != SQLITE_NULL && sqlite3_column_double(statement, 0) != 0
    }

    /// The same for a row of the file, whose line the error then names.
    borrowing func selects(_ row: NewMessage) throws(LedgerError) -> Bool {
        do {
            return try selects(row.fields)
        } catch {
            throw .invalid("line \(row.line): \(error)")
        }
    }

    private static func permits(_ action: Int32, _ name: UnsafePointer<CChar>?) -> Bool {
        switch action {
        case SQLITE_SELECT: true
        case SQLITE_READ: false
        case SQLITE_FUNCTION: name.map { functions.contains(String(cString: $0).lowercased()) } ?? false
        default: false
        }
    }

    private static func problem(_ connection: OpaquePointer, _ code: Int32, expression: String, prefix: Int) -> SelectionProblem {
        if code == SQLITE_OK { return SelectionProblem(offset: 0, message: "one expression is needed, not a list or nothing") }
        var message = String(cString: sqlite3_errmsg(connection))
        if code == SQLITE_AUTH { message += "; only columns and simple functions can be used" }
        let offset = Int(sqlite3_error_offset(connection)) - prefix
        if offset > expression.utf8.count {
            return SelectionProblem(offset: expression.utf8.count, message: "the expression is not complete")
        }
        return SelectionProblem(offset: offset >= 0 ? offset : nil, message: message)
    }
}
