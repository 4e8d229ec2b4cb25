import GRDBSQLite
import Synchronization

/// Which rows of the recipients' file a campaign takes: an SQL expression over the columns, `plan = 'pro' AND country <> 'US'`.
///
/// SQLite evaluates it in an empty database of its own, compiled once. Only columns and functions that answer the same every time
/// can be used; there is no table, no subquery, no clock and no file to reach.
///
/// Every value is text, as in the file: compare numbers with `CAST(age AS INTEGER) >= 18`. A column that is compared to a bare number is
/// refused, because SQLite calls every text greater than every number.
public final class Selection: Sendable {
    /// The expression as given.
    public let expression: String
    private let compiled: Mutex<CompiledSelection>

    /// Compiles an expression over columns.
    ///
    /// - Throws: what is wrong and where.
    public init(_ expression: String, columns: [String]) throws(SelectionProblem) {
        self.expression = expression
        compiled = Mutex(try CompiledSelection(expression, columns: columns))
    }

    /// Whether the row is taken.
    public func selects(_ fields: [String]) throws(SelectionProblem) -> Bool {
        let answer: Result<Bool, SelectionProblem> = compiled.withLock { compiled in
            do throws(SelectionProblem) { return .success(try compiled.selects(fields)) } catch { return .failure(error) }
        }
        return try answer.get()
    }

    /// Runs a loop under one lock.
    func withCompiled<Value>(_ body: (borrowing CompiledSelection) throws -> Value) throws -> Value where Value: Sendable {
        try compiled.withLock { try body($0) }
    }
}

/// Something wrong with a selection: a value to show beside the campaign file's `where`.
public struct SelectionProblem: Error, Hashable, Sendable, CustomStringConvertible {
    /// 0-based offset of the trouble in the expression's UTF-8; nil where SQLite did not say.
    public var offset: Int?
    /// One sentence without a full stop.
    public var message: String
    /// `where: no such column: plna (at character 1)`
    public var description: String { "where: \(message)" + (offset.map { " (at character \($0 + 1))" } ?? "") }
}
