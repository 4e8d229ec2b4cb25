import ArgumentParser
import Campaigns
import Deliverability
import MailFormat

/// What is wrong with a list.
struct RecipientsCheck: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Say what is wrong with a list, row by row",
        discussion: """
            With --format ndjson one object a row that has a problem, {"line":…,"email":…,"severity":…,"problem":…}, and a last object with
            the counts. Exit status 65 where a row cannot be mailed.

            With --mx the DNS is asked whether the domains take mail: each once, fifty at a time, those of a project remembered in its
            ledger. A domain that does not exist, has neither MX nor address, or refuses all mail (RFC 7505) is an error.
            """)

    @OptionGroup var options: GlobalOptions
    @OptionGroup var list: ListOptions
    @Argument(help: "The list.") var file: String
    @Option(help: ArgumentHelp("Rows shown one by one at the most.", valueName: "n")) var limit = 20
    @Flag(help: "Ask the DNS whether each domain takes mail.") var mx = false
    @Option(help: ArgumentHelp("The name server to ask instead of the system's.", valueName: "host:port")) var dns: String?

    func run() async throws {
        var reader = try list.reader(of: file)
        var audit = RecipientsAudit(of: reader, file: file)
        let style = TextStyle.detected()
        var shown = 0
        var findings: [ListFinding] = []
        if options.format == .csv { StandardOutput.write(CSVText.line(["line", "email", "severity", "problem"])) }
        func tell(_ diagnostic: Diagnostic, _ finding: ListFinding) throws {
            switch options.format {
            case .ndjson: StandardOutput.write(try JSONText.encode(finding, pretty: false) + "\n")
            case .csv:
                StandardOutput.write(
                    CSVText.line([finding.line.map(String.init) ?? "", finding.email ?? "", finding.severity, finding.problem]))
            case .json: findings.append(finding)
            case .text where shown < limit: StandardOutput.write(DiagnosticText.line(diagnostic, style) + "\n")
            case .text: break
            }
            shown += 1
        }
        var domains = ListDomains()
        while let row = try reader.next() {
            if mx { domains.record(row) }
            guard let diagnostic = audit.record(row) else { continue }
            try tell(diagnostic, ListFinding(diagnostic, row: row, addressColumn: reader.addressColumn))
        }
        var unmailable = 0
        if mx {
            for (diagnostic, email) in try await domains.findings(in: file, asking: try memory()) {
                try tell(diagnostic, ListFinding(diagnostic, email: email))
                if diagnostic.severity == .error { unmailable += 1 }
            }
        }
        let summary = audit.summary
        switch options.format {
        case .text: StandardOutput.write(text(of: summary, shown: shown, style))
        case .ndjson: StandardOutput.write(try JSONText.encode(summary, pretty: false) + "\n")
        case .json: StandardOutput.write(try JSONText.encode(ListReport(summary: summary, problems: findings), pretty: true) + "\n")
        case .csv: break
        }
        if summary.bad > 0 || unmailable > 0 { throw ExitCode(ExitStatus.badData.rawValue) }
    }

    /// Who is asked, and where it is remembered: a list can also be checked outside of a project.
    private func memory() throws -> MailHostsMemory {
        let project = options.project == nil ? try? Project(options) : try Project(options)
        let named = try dns.map { text in
            guard let server = ResolverConfiguration.Server(text) else {
                throw Failure(.usage, "--dns \(text): write an IP address and a port, such as 127.0.0.1:53")
            }
            return server
        }
        return MailHostsMemory(ledger: try project?.existingLedger(), server: named ?? project?.pool.nameServer)
    }

    private func text(of summary: RecipientsAudit.Summary, shown: Int, _ style: TextStyle) -> String {
        var lines: [String] = []
        if shown > limit { lines.append("… and \(NumberText.grouped(shown - limit)) more (--limit N shows more, --format ndjson all)") }
        if shown > 0 { lines.append("") }
        lines.append(
            "\(NumberText.grouped(summary.rows)) rows · \(NumberText.grouped(summary.good)) good · \(NumberText.grouped(summary.duplicates)) duplicates · "
                + "\(NumberText.grouped(summary.bad)) not usable")
        for problem in summary.problems {
            lines.append(
                "  \(NumberText.grouped(problem.count, width: 9))  \(problem.rule)"
                    + (problem.firstLine.map { style.dim("  first on line \($0)") } ?? ""))
        }
        lines.append(
            "columns: "
                + summary.columns.map { "\($0.name) \(NumberText.percent($0.filled, of: summary.good + summary.duplicates))" }.joined(
                    separator: " · "))
        if summary.bad + summary.duplicates > 0 { lines.append("A clean copy: mailshot recipients clean \(file) -o clean.csv") }
        return lines.joined(separator: "\n") + "\n"
    }
}

/// One row of a list that has a problem.
struct ListFinding: Encodable {
    var line: Int?
    var email: String?
    var severity: String
    var problem: String
    var rule: String

    /// What is wrong with all rows of a domain, at the first of them.
    init(_ diagnostic: Diagnostic, email: String?) {
        (line, severity, problem, rule) = (diagnostic.line, diagnostic.severity.rawValue, diagnostic.message, diagnostic.rule)
        self.email = email
    }

    init(_ diagnostic: Diagnostic, row: RecipientRow, addressColumn: Int) {
        line = diagnostic.line
        severity = diagnostic.severity.rawValue
        problem = diagnostic.message
        rule = diagnostic.rule
        switch row {
        case .good(_, let address, _): email = address.description
        case .bad(_, let original): email = original.indices.contains(addressColumn) ? original[addressColumn] : nil
        case .note: email = nil
        }
    }
}

/// `recipients check --format json`
struct ListReport: Encodable {
    var schema = 1
    var summary: RecipientsAudit.Summary
    var problems: [ListFinding]
}
