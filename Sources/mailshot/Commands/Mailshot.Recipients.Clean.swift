import ArgumentParser
import Campaigns
import Ledger
import MailFormat

/// A clean copy of a list.
struct RecipientsClean: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "clean", abstract: "Write the good rows of a list, once each, as clean UTF-8 CSV",
        discussion: """
            The columns keep their order; addresses are written as they will be mailed. What is left out goes to --rejects, each row behind
            its line, rule and reason. In a project, people who are suppressed are left out as well.

              mailshot recipients clean customers.csv -o lists/customers.csv --rejects lists/rejects.csv
            """)

    @OptionGroup var options: GlobalOptions
    @OptionGroup var list: ListOptions
    @Argument(help: "The list.") var file: String
    @Option(name: .shortAndLong, help: ArgumentHelp("The clean copy; - is standard output.", valueName: "file")) var output: String
    @Option(help: ArgumentHelp("File that gets the rows that were left out, as CSV.", valueName: "file")) var rejects: String?
    @Option(help: ArgumentHelp("The list it is for: suppressions limited to that list are applied as well.", valueName: "list"))
    var scope: String?
    @Flag(help: "Replace the output where it exists.") var force = false

    func run() throws {
        guard output == "-" || !NewFile.same(output, file) else {
            throw Failure(.cannotCreate, "\(output): this is the list itself; write the copy to another file")
        }
        try NewFile.refuse(existing: output, unless: force)
        let ledger = try suppressionLedger()
        var reader = try list.reader(of: file)
        var audit = RecipientsAudit(of: reader, file: file)
        let copy = try CSVFile(path: output)
        let log = try RejectLog(path: rejects, besides: [file, output], shown: 0)
        let scope = try ScopeText.check(scope)
        try copy.write(reader.columns)
        var page: [(line: Int, address: EmailAddress, fields: [String])] = []
        var suppressed = 0
        func flush() throws {
            let reasons = try ledger?.suppressionReasons(against: page.map(\.address), scope: scope)
            for (index, row) in page.enumerated() {
                if let reason = reasons?[index] {
                    suppressed += 1
                    let message = "\(row.address) is suppressed: \(reason)"
                    try log.note(
                        Diagnostic(.warning, rule: "recipient.suppressed", file: file, line: row.line, message: message), row.fields)
                } else {
                    try copy.write(row.fields)
                }
            }
            page.removeAll(keepingCapacity: true)
        }
        while let row = try reader.next() {
            let diagnostic = audit.record(row)
            switch (row, diagnostic) {
            case (.good(let line, let address, var fields), nil):
                fields[reader.addressColumn] = address.description
                page.append((line, address, fields))
                if page.count == 1000 { try flush() }
            case (.good(_, _, let fields), let diagnostic?): try log.note(diagnostic, fields)
            case (.bad(_, let original), let diagnostic?): try log.note(diagnostic, original)
            default: break
            }
        }
        try flush()
        try copy.close()
        try log.close()
        say(audit.summary, suppressed: suppressed, known: ledger != nil)
    }

    /// The ledger whose suppressions are applied: the project's; none outside of a project.
    private func suppressionLedger() throws -> LedgerFile? {
        if options.project == nil, scope == nil, (try? ProjectFolder(at: nil)) == nil { return nil }
        return try Project(options).existingLedger()
    }

    private func say(_ summary: RecipientsAudit.Summary, suppressed: Int, known: Bool) {
        guard !options.quiet else { return }
        var line =
            "\(output): \(NumberText.grouped(summary.good - suppressed)) good rows; left out: \(NumberText.grouped(summary.duplicates)) duplicates, "
            + "\(NumberText.grouped(summary.bad)) not usable"
        if known { line += ", \(NumberText.grouped(suppressed)) suppressed" }
        StandardError.line(line)
    }
}
