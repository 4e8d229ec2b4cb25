import ArgumentParser
import Campaigns
import MailFormat

/// The good rows of a list.
struct RecipientsShow: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Print the rows that would be mailed",
        discussion:
            "With --format ndjson one object a row: {\"line\":…,\"email\":…,\"fields\":{column: value}}. Problems go to standard error.")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var list: ListOptions
    @Argument(help: "The list.") var file: String

    func run() throws {
        var reader = try list.reader(of: file)
        var seen = Deduplicator()
        if options.format == .csv { StandardOutput.write(CSVText.line(["line"] + reader.columns)) }
        if options.format == .json { StandardOutput.write("[") }
        var first = true
        while let row = try reader.next() {
            switch row {
            case .good(let line, let address, let fields):
                if let earlier = seen.firstLine(of: address, on: line) {
                    if !options.quiet {
                        StandardError.line("\(file):\(line): \(address) stood on line \(earlier) already; it is mailed once")
                    }
                    continue
                }
                write(line: line, email: address.description, fields: fields, columns: reader.columns, first: first)
                first = false
            case .bad(let diagnostic, _):
                if !options.quiet { StandardError.line(diagnostic.description) }
            case .note(let diagnostic):
                if !options.quiet { StandardError.line(diagnostic.description) }
            }
        }
        if options.format == .json { StandardOutput.write(first ? "]\n" : "\n]\n") }
    }

    private func write(line: Int, email: String, fields: [String], columns: [String], first: Bool) {
        switch options.format {
        case .csv:
            StandardOutput.write(CSVText.line([String(line)] + fields))
        case .ndjson, .json:
            let object =
                "{\"line\":\(line),\"email\":\(JSONText.string(email)),\"fields\":\(JSONText.object(columns, fields))}"
            StandardOutput.write(options.format == .ndjson ? object + "\n" : (first ? "\n" : ",\n") + object)
        case .text:
            let values = zip(columns, fields).filter { $1 != email && !$1.isEmpty }.map { "\($0)=\(TerminalText.safe($1))" }
            StandardOutput.write("\(line): \(email)  \(values.joined(separator: "  "))\n")
        }
    }
}
