import ArgumentParser
import Campaigns
import Foundation
import Ledger
import MailFormat

extension Mailshot {
    /// Everything that can be known before sending.
    struct Check: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Find what is wrong with a campaign before anything is sent, in every row",
            discussion: """
                Reads the campaign file, the template with all its branches, and every row of the list, and composes every message.
                Exit status 65 where there is an error: send refuses to start on those of campaign and template, and leaves out bad rows.
                """)

        @OptionGroup var options: GlobalOptions
        @Argument(help: "The campaign.") var campaign: String
        @Option(help: ArgumentHelp("Findings about rows shown at the most, of each rule.", valueName: "n")) var limit = 5

        func run() throws {
            let project = try Project(options)
            let desk = try CampaignDesk(campaign, in: project)
            let report = try CampaignCheck(desk: desk, limit: limit, quiet: options.quiet).run()
            try options.show(report)
            if report.counts[.error, default: 0] > 0 { throw ExitCode(ExitStatus.badData.rawValue) }
        }
    }
}

/// One look at everything a campaign is made of.
struct CampaignCheck {
    let desk: CampaignDesk
    let limit: Int
    let quiet: Bool

    func run() throws -> CheckReport {
        var reader = try desk.openList()
        var report = CheckReport(campaign: desk.campaign.name, list: desk.campaign.recipients, limit: limit)
        for problem in desk.problems(columns: reader.columns) { report.note(problem) }
        if let selection = desk.campaign.selection {
            do {
                _ = try Selection(selection, columns: reader.columns)
            } catch {
                report.note(Diagnostic(.error, rule: "where.invalid", file: desk.file, message: error.description))
            }
        }
        do {
            _ = try desk.signer()
        } catch {
            report.note(Diagnostic(.error, rule: "dkim.key", file: "mailshot.toml", message: "\(error)"))
        }
        if let problem = try handleKeyProblem() { report.note(problem) }
        // A template with errors cannot be composed; its rows are still looked at for themselves.
        let composer = report.counts[.error] == nil ? try desk.composer(campaignID: 0, columns: reader.columns, keyring: .preview) : nil
        try rows(of: &reader, composer: composer, into: &report)
        return report
    }

    /// A key that was made after the first campaign knows none of the handles that are out there.
    private func handleKeyProblem() throws -> Diagnostic? {
        let folder = desk.project.folder
        guard let first = try desk.project.existingLedger()?.campaigns().first,
            let made = try? FileManager.default.attributesOfItem(atPath: folder.handleKey)[.modificationDate] as? Date,
            Int64(made.timeIntervalSince1970 * 1000) > first.createdAt.milliseconds
        else { return nil }
        return Diagnostic(
            .warning, rule: "key.newer", file: "keys/handle.key",
            message: "the key is newer than the ledger: links, unsubscribes and bounces of what was sent before it verify nowhere",
            hint: "put the old key back from a copy")
    }

    private func rows(of reader: inout RecipientReader, composer: Composer?, into report: inout CheckReport) throws {
        var audit = RecipientsAudit(of: reader, file: desk.campaign.recipients)
        var progress = ProgressLine(quiet: quiet)
        while let row = try reader.next() {
            if let diagnostic = audit.record(row) { report.note(diagnostic) }
            guard case .good(let line, let address, let fields) = row else { continue }
            report.rows += 1
            if report.rows % 4096 == 0 { progress.draw(["  checking: \(NumberText.grouped(report.rows)) rows"]) }
            do {
                _ = try composer?.compose(
                    Recipient(key: 0, email: address, fields: fields, queuedAt: Timestamp(milliseconds: 0), line: line))
            } catch {
                report.note(error.diagnostic(file: desk.campaign.recipients))
            }
        }
        report.good = audit.summary.good
        report.rows = audit.summary.rows
        progress.clear()
    }
}

extension HandleKeyring {
    /// A ring for messages that are only looked at: its handles verify nowhere.
    static let preview = HandleKeyring(secret: [UInt8](repeating: 0, count: HandleKeyring.secretLength))
}

/// What `check` found.
struct CheckReport: CommandResult {
    var schema = 1
    var campaign: String
    var list: String
    var rows = 0
    var good = 0
    /// Findings, of each rule the first few.
    private(set) var diagnostics: [Diagnostic] = []
    private(set) var counts: [Diagnostic.Severity: Int] = [:]
    private var byRule: [String: Int] = [:]
    private let limit: Int

    init(campaign: String, list: String, limit: Int) {
        self.campaign = campaign
        self.list = list
        self.limit = limit
    }

    mutating func note(_ diagnostic: Diagnostic) {
        counts[diagnostic.severity, default: 0] += 1
        byRule[diagnostic.rule, default: 0] += 1
        if byRule[diagnostic.rule, default: 0] <= max(limit, diagnostic.file == list ? 0 : .max) { diagnostics.append(diagnostic) }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: TextKey.self)
        try container.encode(schema, forKey: TextKey("schema"))
        try container.encode(campaign, forKey: TextKey("campaign"))
        try container.encode(rows, forKey: TextKey("rows"))
        try container.encode(good, forKey: TextKey("good"))
        for severity in Diagnostic.Severity.allCases {
            try container.encode(counts[severity, default: 0], forKey: TextKey(severity.rawValue + "s"))
        }
        try container.encode(diagnostics, forKey: TextKey("diagnostics"))
    }

    func text(_ style: TextStyle) -> String {
        var lines = diagnostics.sorted { $0.severity.order < $1.severity.order }.map { DiagnosticText.line($0, style) }
        for (rule, count) in byRule.sorted(by: { $0.key < $1.key }) {
            let shown = diagnostics.count { $0.rule == rule }
            if count > shown { lines.append(style.dim("         … and \(NumberText.grouped(count - shown)) more of \(rule)")) }
        }
        if !lines.isEmpty { lines.append("") }
        lines.append(
            "\(DiagnosticText.summary(counts)) · \(NumberText.grouped(good)) of \(NumberText.grouped(rows)) rows good · nothing was sent")
        if counts[.error] == nil { lines.append("See it: mailshot preview \(campaign) · send it: mailshot send \(campaign)") }
        return lines.joined(separator: "\n")
    }
}

extension Diagnostic.Severity {
    /// Errors first.
    var order: Int {
        switch self {
        case .error: 0
        case .warning: 1
        case .hint: 2
        }
    }
}
