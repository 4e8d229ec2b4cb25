import ArgumentParser
import Campaigns
import Feedback
import Ledger
import MailFormat

/// Entries from a file.
struct SuppressionsImport: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Suppress every address of a list",
        discussion: """
            Any CSV with an address column does. The exports of this program, Amazon SES, SendGrid, Mailgun, Postmark, Mailchimp and listmonk
            are told by their columns, as CSV or (in a file) as JSON; their reasons and times are kept. Rows that are there for somebody
            else's fault, a block or a full mailbox, are left out, and so are subscribers who are not suppressed. For any other list, a
            column named 'reason' with one of unsubscribed, complained, bounced or manual says why; --reason says it for the rest.

            Nothing is ever taken off the list by an import, and nothing on it is made weaker.
            """)

    @OptionGroup var options: GlobalOptions
    @OptionGroup var list: ListOptions
    @Argument(help: "The list; - is standard input.") var file: String
    @Option(help: "unsubscribed, complained, bounced or manual.") var reason = Suppression.Reason.manual
    @Option(help: ArgumentHelp("The list it is limited to, as campaigns name it.", valueName: "list")) var scope: String?

    func run() throws {
        let scope = try ScopeText.check(scope)
        let json = try fileAsJSON()
        let writer = SuppressionWriter(ledger: try Project(options).openLedger(create: true), file: file, scope: scope)
        if let json { try take(json, into: writer) } else { try takeRows(into: writer) }
        try writer.flush()
        try options.show(writer.result)
        if writer.result.rejected > 0 { throw ExitCode(ExitStatus.badData.rawValue) }
    }

    private func takeRows(into writer: SuppressionWriter) throws {
        var reader = try list.reader(of: file)
        let form = ServiceExport(columns: reader.columns, reason: reason)
        writer.result.form = form.name
        while let row = try reader.next() {
            switch row {
            case .good(_, let address, let fields):
                try writer.take(address.description, form.meaning(of: fields))
            case .bad(let diagnostic, let original):
                if let domain = original.first(where: { $0.hasPrefix("@") }), (try? SuppressionTarget.text(domain)) != nil {
                    try writer.take(domain, form.meaning(of: original))
                } else {
                    reject(diagnostic.description, writer)
                }
            case .note: break
            }
        }
    }

    private func take(_ json: SuppressionJSON, into writer: SuppressionWriter) throws {
        let form = ServiceExport(columns: json.columns, reason: reason)
        writer.result.form = form.name
        let names = ["email", "emailaddress", "email_address", "address", "recipient"]
        guard let column = json.columns.firstIndex(where: { names.contains($0.lowercased()) }) else {
            throw Failure(.badData, "\(file): no field 'email', 'EmailAddress' or 'address'; write the list as CSV")
        }
        for (number, row) in json.rows.enumerated() {
            if (try? EmailAddress(row[column])) != nil {
                try writer.take(row[column], form.meaning(of: row))
            } else {
                reject("\(file): entry \(number + 1): '\(row[column])' is no address", writer)
            }
        }
    }

    private func reject(_ sentence: String, _ writer: SuppressionWriter) {
        writer.result.rejected += 1
        if !options.quiet { StandardError.line(TerminalText.safe(sentence)) }
    }

    /// The file as JSON where it begins like it; nil for CSV.
    private func fileAsJSON() throws -> SuppressionJSON? {
        guard file != "-" else { return nil }
        let source = try FileSource(path: file)
        var start = [UInt8](repeating: 0, count: 256)
        let count = try start.withUnsafeMutableBytes { try source.read(into: $0) }
        guard SuppressionJSON.seems(start[..<count]) else { return nil }
        guard let json = SuppressionJSON(try FileSourceReader.all(of: file)) else {
            throw Failure(.badData, "\(file): this is no JSON with a list of objects, or more than 64 MiB of it; write the list as CSV")
        }
        return json
    }
}

/// Writes suppressions in batches and counts what became of them.
private final class SuppressionWriter {
    var result = SuppressionChangeResult()
    private let ledger: LedgerFile
    private let file: String
    private let scope: String
    private var batch: [Suppression] = []

    /// Rows written in one transaction.
    private static let size = 4096

    init(ledger: LedgerFile, file: String, scope: String) {
        (self.ledger, self.file, self.scope) = (ledger, file, scope)
    }

    func take(_ target: String, _ meaning: ServiceExport.Meaning) throws {
        switch meaning {
        case .leftOut: result.leftOut += 1
        case .suppressed(let reason, let ownScope, let since, let until):
            let now = WallClock.now()
            var suppression = try SuppressionTarget.suppression(
                target, reason: reason, source: "import of \(file)", scope: ownScope.isEmpty ? scope : ownScope, until: until)
            // No list knows of a moment that has not come.
            suppression.at = min(since ?? now, now)
            batch.append(suppression)
            if batch.count == Self.size { try flush() }
        }
    }

    func flush() throws {
        let written = try ledger.suppress(batch)
        result.added += written.added
        result.known += written.known
        batch.removeAll(keepingCapacity: true)
    }
}

/// Entries to a file.
struct SuppressionsExport: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Write the list as CSV that import reads again")

    @OptionGroup var options: GlobalOptions
    @Option(name: .shortAndLong, help: ArgumentHelp("The file; standard output by default.", valueName: "file")) var output = "-"
    @Flag(help: "Replace the file where it exists.") var force = false

    func run() throws {
        try NewFile.refuse(existing: output, unless: force)
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
