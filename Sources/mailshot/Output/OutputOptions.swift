import ArgumentParser
import Foundation

/// How a result is printed.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
    case text, json, ndjson, csv
}

/// What every command takes.
struct GlobalOptions: ParsableArguments {
    @Option(name: [.customShort("C"), .customLong("project")], help: ArgumentHelp("The project folder.", valueName: "dir"))
    var project: String?

    @Option(help: "How the result is printed: text, json, ndjson or csv.")
    var format: OutputFormat = .text

    @Flag(name: .shortAndLong, help: "Print the result only.")
    var quiet = false

    @Flag(name: .shortAndLong, help: "Log what happens, with whole addresses.")
    var verbose = false
}

/// A command's result: one value with a text and a JSON rendering, and rows where it is a table.
protocol CommandResult: Encodable, Sendable {
    /// What a person reads, without a trailing line break.
    func text(_ style: TextStyle) -> String
    /// Header and rows for csv, and the objects of ndjson; nil where the result is one object.
    var table: ResultTable? { get }
}

extension CommandResult {
    var table: ResultTable? { nil }
}

/// Rows of a result for csv and ndjson: values are already text, nil is empty.
struct ResultTable: Sendable {
    var columns: [String]
    /// Columns of whole numbers, which JSON writes without quotes.
    var numbers: Set<String> = []
    var rows: [[String?]]
}

extension GlobalOptions {
    /// Prints the result on standard output in the format asked for.
    func show(_ result: some CommandResult) throws {
        try format.show(result)
    }
}

extension OutputFormat {
    /// Prints a result on standard output.
    func show(_ result: some CommandResult) throws {
        switch self {
        case .text:
            StandardOutput.write(result.text(TextStyle.detected()) + "\n")
        case .json:
            StandardOutput.write(try JSONText.encode(result, pretty: true) + "\n")
        case .ndjson:
            guard let table = result.table else {
                StandardOutput.write(try JSONText.encode(result, pretty: false) + "\n")
                return
            }
            for row in table.rows {
                StandardOutput.write(JSONText.object(table.columns, row, numbers: table.numbers) + "\n")
            }
        case .csv:
            guard let table = result.table else {
                throw Failure(.usage, "this result is no table; use --format json")
            }
            StandardOutput.write(CSVText.line(table.columns))
            for row in table.rows {
                StandardOutput.write(CSVText.line(row.map { $0 ?? "" }))
            }
        }
    }
}
