import ArgumentParser
import Ledger
import MailFormat

extension Mailshot {
    /// Who is not to be mailed.
    struct Suppressions: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Keep the list of addresses and domains that are never mailed",
            discussion: """
                A suppression holds at once, for every campaign, also for a message that is about to be sent.

                  mailshot suppressions add anna@example.org @example.net
                  mailshot suppressions import unsubscribed.csv --reason unsubscribed
                  mailshot suppressions remove anna@example.org --reason "asked by phone to be mailed again"
                """,
            subcommands: [
                SuppressionsList.self, SuppressionsAdd.self, SuppressionsRemove.self, SuppressionsImport.self, SuppressionsExport.self,
            ])
    }
}

/// An address or `@domain` as the user writes it.
enum SuppressionTarget {
    /// The suppression of a target.
    static func suppression(_ text: String, reason: Suppression.Reason, source: String) throws -> Suppression {
        let moment = WallClock.now()
        if text.hasPrefix("@") { return Suppression(domain: try domain(text), reason: reason, source: source, at: moment) }
        do {
            return Suppression(address: try EmailAddress(text), reason: reason, source: source, at: moment)
        } catch {
            throw Failure(.badData, "\(text): \(error); write an address, or @domain")
        }
    }

    /// The target as the ledger knows it.
    static func text(_ text: String) throws -> String {
        try suppression(text, reason: .manual, source: "").target
    }

    private static func domain(_ text: String) throws -> String {
        do {
            return try EmailAddress("x" + text).domain
        } catch {
            throw Failure(.badData, "\(text): \(error)")
        }
    }
}

/// The list.
struct SuppressionsList: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "Print who is never mailed, why and since when")

    @OptionGroup var options: GlobalOptions

    func run() throws {
        let project = try Project(options)
        var rows: [[String?]] = []
        try project.existingLedger()?.forEachSuppression { page in
            rows += page.map(SuppressionTable.row)
            return true
        }
        try options.show(SuppressionTable(rows: rows))
    }
}

/// New entries.
struct SuppressionsAdd: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "add", abstract: "Suppress addresses, or whole domains as @domain")

    @OptionGroup var options: GlobalOptions
    @Argument(help: "Addresses, or @domain.") var targets: [String]
    @Option(help: "unsubscribed, complained, bounced or manual.") var reason = Suppression.Reason.manual

    func run() throws {
        let project = try Project(options)
        let batch = try targets.map { try SuppressionTarget.suppression($0, reason: reason, source: "command line") }
        let result = try project.openLedger(create: true).suppress(batch)
        try options.show(SuppressionChangeResult(added: result.added, known: result.known))
    }
}

/// Entries that go.
struct SuppressionsRemove: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove", abstract: "Take an address or @domain off the list; logged for good")

    @OptionGroup var options: GlobalOptions
    @Argument(help: "The address, or @domain.") var target: String
    @Option(help: ArgumentHelp("Why this is right.", valueName: "text")) var reason: String

    func run() throws {
        let project = try Project(options)
        try project.openLedger().unsuppress(target: try SuppressionTarget.text(target), reason: reason, source: "command line")
        try options.show(SuppressionChangeResult(removed: 1))
    }
}

/// What a change came to.
struct SuppressionChangeResult: CommandResult {
    var schema = 1
    var added = 0
    var known = 0
    var removed = 0
    var rejected = 0

    func text(_ style: TextStyle) -> String {
        let parts = [(added, "added"), (known, "known already"), (removed, "removed"), (rejected, "not understood")]
        return parts.filter { $0.0 > 0 }.map { "\(NumberText.grouped($0.0)) \($0.1)" }.joined(separator: " · ")
    }
}

/// Suppressions as a table.
struct SuppressionTable: CommandResult {
    var schema = 1
    var suppressions: [[String: String]]
    var table: ResultTable?

    private static let columns = ["target", "scope", "reason", "source", "at", "expires_at"]

    init(rows: [[String?]]) {
        table = ResultTable(columns: Self.columns, rows: rows)
        suppressions = rows.map { row in
            Dictionary(uniqueKeysWithValues: zip(Self.columns, row).compactMap { key, value in value.map { (key, $0) } })
        }
    }

    enum CodingKeys: CodingKey {
        case schema, suppressions
    }

    static func row(_ suppression: Suppression) -> [String?] {
        [
            suppression.target, suppression.scope.isEmpty ? nil : suppression.scope, suppression.reason.rawValue, suppression.source,
            DateFormat.iso8601(suppression.at), suppression.expiresAt.map { DateFormat.iso8601($0) },
        ]
    }

    func text(_ style: TextStyle) -> String {
        guard let rows = table?.rows, !rows.isEmpty else { return "nobody is suppressed" }
        let width = min(50, rows.map { $0[0]?.count ?? 0 }.max() ?? 0)
        return rows.map { row in
            "\((row[0] ?? "").padding(toLength: width))  \((row[2] ?? "").padding(toLength: 12))  \(row[4] ?? "")  \(row[3] ?? "")"
        }.joined(separator: "\n")
    }
}
