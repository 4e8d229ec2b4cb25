/// An answer of the ledger as a value: what JSON has, what a person reads, and the rows of csv and ndjson come out of the same numbers.
///
/// JSON keys are the property names in snake_case; `docs/reports.md` lists them. A report says which format of its keys it has.
public protocol Report: Codable, Hashable, Sendable {
    /// The format of the keys: 1. Keys may be added to a format, never taken away or given another meaning.
    var schema: Int { get }
    /// What a person reads, without a trailing line break.
    func text(on page: Page) -> String
    /// The rows of csv and ndjson.
    var rows: ReportRows { get }
}

/// Rows for csv and ndjson: cells are already text, nil is an empty cell or `null`.
public struct ReportRows: Hashable, Sendable {
    /// Names of the columns, in snake_case.
    public var columns: [String]
    /// Columns of numbers, which JSON writes without quotes.
    public var numbers: Set<String>
    /// The rows, each as long as `columns`.
    public var rows: [[String?]]

    /// Rows from their parts.
    public init(columns: [String], numbers: Set<String> = [], rows: [[String?]]) {
        self.columns = columns
        self.numbers = numbers
        self.rows = rows
    }

    /// Rows of values, a column each.
    init<Line>(_ lines: [Line], _ columns: [Column<Line>]) {
        self.init(
            columns: columns.map(\.name), numbers: Set(columns.filter(\.isNumber).map(\.name)),
            rows: lines.map { line in columns.map { $0.cell(line) } })
    }

    /// One column: its name and how a cell is read from a line.
    struct Column<Line> {
        var name: String
        var isNumber: Bool
        var cell: (Line) -> String?

        static func text(_ name: String, _ cell: @escaping (Line) -> String?) -> Column { Column(name: name, isNumber: false, cell: cell) }
        static func count(_ name: String, _ cell: @escaping (Line) -> Int?) -> Column {
            Column(name: name, isNumber: true) { cell($0).map(String.init) }
        }
        static func share(_ name: String, _ cell: @escaping (Line) -> Double?) -> Column {
            Column(name: name, isNumber: true) { cell($0).map(Figures.json) }
        }
    }
}
