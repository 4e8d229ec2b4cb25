import ArgumentParser
import Campaigns
import Foundation
import Ledger

/// Tables for other tools.
struct LedgerExport: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Write a table of the ledger as CSV or NDJSON, or all of them",
        discussion: """
            The documented ones are campaign, message, field, attempt, event, link, suppression and suppression_change: the views v_campaign,
            v_message and so on, which sqlite3 and BI tools can read in the ledger itself. Their columns stay; docs/ledger.md describes them.
            Times are ISO 8601 in UTC. A file is made for its owner only. In CSV no field can be taken for a formula.

              mailshot ledger export event -o events.csv
              mailshot ledger export message --format ndjson | jq .
              mailshot ledger export --all -o exported/
            """)

    @OptionGroup var options: GlobalOptions
    @Argument(help: "The table; without one their names are printed.") var table: String?
    @Flag(help: "Every documented table, each in a file of its own.") var all = false
    @Option(name: .shortAndLong, help: ArgumentHelp("The file, or with --all the folder; - is standard output.", valueName: "file"))
    var output: String?
    @Flag(help: "Replace files that exist.") var force = false

    func validate() throws {
        guard !all || table == nil else { throw ValidationError("name a table or say --all, not both") }
        guard !all || output != nil && output != "-" else { throw ValidationError("--all needs a folder: --output DIR") }
    }

    func run() throws {
        let ledger = try Project(options).openLedger()
        let tables = try ledger.tables()
        if all { return try writeAll(tables.filter(\.isDocumented), of: ledger) }
        guard let table else { return try options.show(LedgerTables(tables)) }
        guard let found = tables.first(where: { $0.name == table || "v_" + $0.name == table }) else {
            let hint = Spelling.nearest(to: table, in: tables.map(\.name)).map { "did you mean \($0)?" } ?? "see: mailshot ledger export"
            throw Failure(.usage, "the ledger has no table \"\(table)\"; \(hint)")
        }
        try write(found, of: ledger, to: output ?? "-")
    }

    private func writeAll(_ tables: [LedgerTable], of ledger: LedgerFile) throws {
        let folder = output ?? "."
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        for table in tables { try write(table, of: ledger, to: "\(folder)/\(table.name).\(options.format == .ndjson ? "ndjson" : "csv")") }
    }

    private func write(_ table: LedgerTable, of ledger: LedgerFile, to path: String) throws {
        try NewFile.refuse(existing: path, unless: force)
        let file = try TableFile(path: path, columns: table.columns, format: options.format)
        var rows = 0
        try ledger.forEachRow(of: table) { row in
            rows += 1
            try file.write(row)
            return true
        }
        try file.close()
        if path != "-", !options.quiet { StandardError.line("\(path): \(NumberText.grouped(rows)) rows of \(table.name)") }
    }
}

/// `ledger export` without a table: what there is.
struct LedgerTables: CommandResult {
    struct Line: Encodable, Sendable {
        var name: String
        var documented: Bool
        var columns: [String]
    }

    var schema = 1
    var tables: [Line]

    init(_ tables: [LedgerTable]) {
        self.tables = tables.map { Line(name: $0.name, documented: $0.isDocumented, columns: $0.columns) }
    }

    func text(_ style: TextStyle) -> String {
        let width = tables.map(\.name.count).max() ?? 0
        func lines(_ documented: Bool) -> [String] {
            tables.filter { $0.documented == documented }.map {
                "  \($0.name.padding(toLength: width))  \(style.dim($0.columns.joined(separator: " ")))"
            }
        }
        return (["documented, stable"] + lines(true) + ["", "the tables behind them, which may change"] + lines(false)).joined(
            separator: "\n")
    }
}

/// Rows of the ledger on their way into a file.
final class TableFile {
    private let file: OutputFile
    private let columns: [String]
    private let format: OutputFormat
    private let writer = CSVWriter(guardsFormulas: true)
    private var isFirst = true

    /// - Parameter format: `text` is CSV.
    init(path: String, columns: [String], format: OutputFormat) throws {
        file = try OutputFile(path: path, isPrivate: true)
        self.columns = columns
        self.format = format
        switch format {
        case .csv, .text: try file.write { writer.append(columns, to: &$0) }
        case .json: try file.write("[")
        case .ndjson: break
        }
    }

    func write(_ row: [LedgerValue]) throws {
        switch format {
        case .csv, .text:
            try file.write { writer.append(row.map(\.text), to: &$0) }
        case .json, .ndjson:
            let object = "{" + zip(columns, row).map { "\(JSONText.string($0)):\($1.json)" }.joined(separator: ",") + "}"
            try file.write(format == .ndjson ? object + "\n" : (isFirst ? "\n" : ",\n") + object)
            isFirst = false
        }
    }

    func close() throws {
        if format == .json { try file.write(isFirst ? "]\n" : "\n]\n") }
        try file.close()
    }
}

extension LedgerValue {
    fileprivate var text: String {
        switch self {
        case .null: ""
        case .integer(let number): String(number)
        case .real(let number): String(number)
        case .text(let text): text
        }
    }

    fileprivate var json: String {
        switch self {
        case .null: "null"
        case .integer(let number): String(number)
        case .real(let number): number.isFinite ? String(number) : "null"
        case .text(let text): JSONText.string(text)
        }
    }
}
