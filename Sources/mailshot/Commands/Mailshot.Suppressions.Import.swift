import ArgumentParser
import Campaigns
import Ledger

/// Entries from a file.
struct SuppressionsImport: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Suppress every address of a list",
        discussion: """
            Any CSV with an address column does: the export of another service, or of this one. A column named 'reason' with one of
            unsubscribed, complained, bounced or manual says why; --reason says it for the rest. Nothing is ever taken off the list by an import.
            """)

    @OptionGroup var options: GlobalOptions
    @OptionGroup var list: ListOptions
    @Argument(help: "The list; - is standard input.") var file: String
    @Option(help: "unsubscribed, complained, bounced or manual.") var reason = Suppression.Reason.manual

    /// Rows written in one transaction.
    private static let batch = 4096

    func run() throws {
        let ledger = try Project(options).openLedger(create: true)
        var reader = try list.reader(of: file)
        let reasonColumn = reader.columns.firstIndex(of: "reason")
        var result = SuppressionChangeResult()
        var batch: [Suppression] = []
        func flush() throws {
            let written = try ledger.suppress(batch)
            result.added += written.added
            result.known += written.known
            batch.removeAll(keepingCapacity: true)
        }
        while let row = try reader.next() {
            switch row {
            case .good(_, let address, let fields):
                let given = reasonColumn.flatMap { Suppression.Reason(rawValue: fields[$0].lowercased()) }
                batch.append(Suppression(address: address, reason: given ?? reason, source: "import of \(file)", at: WallClock.now()))
                if batch.count == Self.batch { try flush() }
            case .bad(let diagnostic, let original):
                if let domain = original.first(where: { $0.hasPrefix("@") }),
                    let suppression = try? SuppressionTarget.suppression(domain, reason: reason, source: "import of \(file)")
                {
                    batch.append(suppression)
                } else {
                    result.rejected += 1
                    if !options.quiet { StandardError.line(TerminalText.safe(diagnostic.description)) }
                }
            case .note: break
            }
        }
        try flush()
        try options.show(result)
        if result.rejected > 0 { throw ExitCode(ExitStatus.badData.rawValue) }
    }
}

/// Entries to a file.
struct SuppressionsExport: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Write the list as CSV that import reads again")

    @OptionGroup var options: GlobalOptions
    @Option(name: .shortAndLong, help: ArgumentHelp("The file; standard output by default.", valueName: "file")) var output = "-"

    func run() throws {
        let ledger = try Project(options).openLedger()
        let file = try CSVFile(path: output)
        try file.write(["email", "scope", "reason", "source", "at", "expires_at"])
        try ledger.forEachSuppression { page in
            for suppression in page { try file.write(SuppressionTable.row(suppression).map { $0 ?? "" }) }
            return true
        }
        try file.close()
    }
}
