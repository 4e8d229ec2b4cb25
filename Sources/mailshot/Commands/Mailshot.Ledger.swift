import ArgumentParser
import Campaigns
import Ledger
import MailFormat

extension Mailshot {
    /// The one memory.
    struct LedgerCommand: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "ledger", abstract: "Look after the ledger, the one memory of a project",
            subcommands: [
                LedgerInfo.self, LedgerCheckCommand.self, LedgerBackup.self, LedgerRestore.self, LedgerExport.self,
                LedgerExportPerson.self, LedgerErase.self, LedgerPrune.self,
            ])
    }
}

/// What the file is and holds.
struct LedgerInfo: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "info", abstract: "Say what the ledger is and holds")

    @OptionGroup var options: GlobalOptions

    func run() throws {
        try options.show(LedgerInfoResult(try Project(options).openLedger().summary()))
    }
}

/// `ledger info`
struct LedgerInfoResult: CommandResult {
    struct CampaignLine: Encodable, Sendable {
        var name: String
        var kind: String
        var state: String
        var created: String
    }

    var schema = 1
    var path: String
    var format: Int
    var sqlite: String
    var bytes: Int64
    var messages: Int
    var events: Int
    var suppressions: Int
    var campaigns: [CampaignLine]

    init(_ summary: LedgerSummary) {
        path = summary.path
        format = summary.format
        sqlite = summary.sqlite
        bytes = summary.bytes
        messages = summary.messages
        events = summary.events
        suppressions = summary.suppressions
        campaigns = summary.campaigns.map {
            CampaignLine(name: $0.name, kind: $0.kind.rawValue, state: $0.state.rawValue, created: DateFormat.iso8601($0.createdAt))
        }
    }

    func text(_ style: TextStyle) -> String {
        var lines = [
            "\(style.bold(path)) · format \(format) · SQLite \(sqlite) · \(NumberText.grouped(Int(bytes))) octets",
            "\(NumberText.grouped(messages)) messages · \(NumberText.grouped(events)) events · \(NumberText.grouped(suppressions)) suppressions",
        ]
        lines += campaigns.map {
            "  \($0.name.padding(toLength: 24)) \($0.state.padding(toLength: 10)) \($0.kind.padding(toLength: 14)) \($0.created)"
        }
        return lines.joined(separator: "\n")
    }
}

/// Whether it can be trusted.
struct LedgerCheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Check the file, and recount every campaign",
        discussion: """
            Runs SQLite's integrity check and the audit of every campaign: planned = accepted + refused + deferred + queued + leased +
            transmitting + uncertain + suppressed + cancelled + expired + failed. Exit status 65 where anything is found.
            """)

    @OptionGroup var options: GlobalOptions

    func run() throws {
        let check = try Project(options).openLedger().check()
        try options.show(LedgerCheckResult(check))
        if !check.isOK { throw ExitCode(ExitStatus.badData.rawValue) }
    }
}

/// `ledger check`
struct LedgerCheckResult: CommandResult {
    struct AuditLine: Encodable, Sendable {
        var ok: Bool
        var planned: Int
        var states: [String: Int]
        var findings: [String]
    }

    var schema = 1
    var ok: Bool
    var integrity: String
    var brokenReferences: Int
    var audit: [String: AuditLine]

    init(_ check: LedgerCheck) {
        ok = check.isOK
        integrity = check.integrity
        brokenReferences = check.brokenReferences
        audit = Dictionary(
            check.audits.map { audit in
                let states = MessageState.allCases.map { ($0.rawValue, audit.counted[$0]) }
                var findings = audit.findings
                if audit.kept != audit.counted { findings.append("the kept counts say \(audit.kept), the messages say \(audit.counted)") }
                return (
                    audit.name,
                    AuditLine(
                        ok: audit.holds, planned: audit.counted.planned, states: Dictionary(uniqueKeysWithValues: states),
                        findings: findings)
                )
            }, uniquingKeysWith: { first, _ in first })
    }

    func text(_ style: TextStyle) -> String {
        var lines = [
            ok ? style.green("ok") : style.red("damaged"),
            "integrity: \(integrity)" + (brokenReferences > 0 ? ", \(brokenReferences) broken references" : ""),
        ]
        for (name, line) in audit.sorted(by: { $0.key < $1.key }) {
            lines.append("  \(name): \(NumberText.grouped(line.planned)) planned, audit \(line.ok ? "ok" : style.red("fails"))")
            lines += line.findings.map { "    " + $0 }
        }
        return lines.joined(separator: "\n")
    }
}

/// A copy.
struct LedgerBackup: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup", abstract: "Write a checked copy of the ledger, also while something is being sent",
        discussion: "Copying the file itself would miss what is still in its log; this does not.")

    @OptionGroup var options: GlobalOptions
    @Argument(help: "The copy; it must not exist.") var file: String

    func run() throws {
        try Project(options).openLedger().backup(to: file)
        if !options.quiet { StandardError.line("\(file): a checked copy of the ledger") }
    }
}
