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
    static func suppression(
        _ text: String, reason: Suppression.Reason, source: String, scope: String = "", until end: Timestamp? = nil
    ) throws -> Suppression {
        let moment = WallClock.now()
        if text.hasPrefix("@") {
            return Suppression(domain: try domain(text), scope: scope, reason: reason, source: source, at: moment, expiresAt: end)
        }
        do {
            return Suppression(
                address: try EmailAddress(text), scope: scope, reason: reason, source: source, at: moment, expiresAt: end)
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

/// The list of campaigns that a suppression is limited to.
enum ScopeText {
    /// The scope as the ledger knows it: empty for all campaigns.
    static func check(_ text: String?) throws -> String {
        guard let text else { return "" }
        guard (1...63).contains(text.utf8.count), text.utf8.allSatisfy(ListName.allows) else {
            throw Failure(.usage, "--scope \(text): a list has 1 to 63 of a-z, 0-9, '-' and '_', as campaigns name it with 'list'")
        }
        return text
    }
}

/// The list.
struct SuppressionsList: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "Print who is never mailed, why and since when")

    @OptionGroup var options: GlobalOptions
    @Option(help: "Only those for this reason; may be given more than once.") var reason: [Suppression.Reason] = []
    @Option(help: ArgumentHelp("Only those limited to this list.", valueName: "list")) var scope: String?

    func run() throws {
        let project = try Project(options)
        let (ledger, scope) = (try project.existingLedger(), try scope.map { try ScopeText.check($0) })
        var found = 0
        if options.format == .json { StandardOutput.write("{\"schema\":1,\"suppressions\":[") }
        if options.format == .csv { StandardOutput.write(CSVText.line(SuppressionTable.columns)) }
        // Page by page: a list of millions is printed in the memory of one page.
        try ledger?.forEachSuppression { page in
            for suppression in page where reason.isEmpty || reason.contains(suppression.reason) {
                if let scope, suppression.scope != scope { continue }
                write(SuppressionTable.row(suppression), first: found == 0)
                found += 1
            }
            return true
        }
        if options.format == .json { StandardOutput.write(found == 0 ? "]}\n" : "\n]}\n") }
        if options.format == .text, found == 0 { StandardOutput.write("nobody is suppressed\n") }
    }

    private func write(_ row: [String?], first: Bool) {
        switch options.format {
        case .text: StandardOutput.write(SuppressionTable.line(row) + "\n")
        case .csv: StandardOutput.write(CSVText.line(row.map { $0 ?? "" }))
        case .ndjson: StandardOutput.write(JSONText.object(SuppressionTable.columns, row) + "\n")
        case .json: StandardOutput.write((first ? "\n" : ",\n") + JSONText.object(SuppressionTable.columns, row))
        }
    }
}

/// New entries.
struct SuppressionsAdd: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "add", abstract: "Suppress addresses, or whole domains as @domain")

    @OptionGroup var options: GlobalOptions
    @Argument(help: "Addresses, or @domain.") var targets: [String]
    @Option(help: "unsubscribed, complained, bounced or manual.") var reason = Suppression.Reason.manual
    @Option(help: ArgumentHelp("The list it is limited to, as campaigns name it.", valueName: "list")) var scope: String?
    @Option(name: .customLong("for"), help: ArgumentHelp("How long: 90d, 2w; for good by default.", valueName: "duration")) var lasting:
        String?

    func run() throws {
        let scope = try ScopeText.check(scope)
        let end = try lasting.map { text in
            guard let length = DurationText(text), length.duration > .zero else {
                throw Failure(.usage, "--for \(text): write a number and s, m, h, d or w, such as 90d")
            }
            return WallClock.now() + length.duration
        }
        let project = try Project(options)
        let batch = try targets.map {
            try SuppressionTarget.suppression($0, reason: reason, source: "command line", scope: scope, until: end)
        }
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
    @Option(help: ArgumentHelp("Only the entry that is limited to this list.", valueName: "list")) var scope: String?

    func run() throws {
        let project = try Project(options)
        try project.openLedger().unsuppress(
            target: try SuppressionTarget.text(target), scope: try ScopeText.check(scope), reason: reason, source: "command line")
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
    /// Rows of an export that are no reason to suppress.
    var leftOut = 0
    /// What an import was taken for.
    var form: String?

    func text(_ style: TextStyle) -> String {
        let parts = [
            (added, "added"), (known, "known already"), (removed, "removed"), (leftOut, "left out: not suppressed, or not their fault"),
            (rejected, "not understood"),
        ]
        let counts = parts.filter { $0.0 > 0 }.map { "\(NumberText.grouped($0.0)) \($0.1)" }.joined(separator: " · ")
        return (form.map { "\($0): " } ?? "") + (counts.isEmpty ? "nothing to do" : counts)
    }
}

/// Suppressions as rows.
enum SuppressionTable {
    static let columns = ["target", "scope", "reason", "source", "at", "expires_at"]

    static func row(_ suppression: Suppression) -> [String?] {
        [
            suppression.target, suppression.scope.isEmpty ? nil : suppression.scope, suppression.reason.rawValue, suppression.source,
            DateFormat.iso8601(suppression.at), suppression.expiresAt.map { DateFormat.iso8601($0) },
        ]
    }

    /// The row as an object of a larger result.
    static func object(_ suppression: Suppression) -> [String: String] {
        Dictionary(uniqueKeysWithValues: zip(columns, row(suppression)).compactMap { key, value in value.map { (key, $0) } })
    }

    /// The row for a person.
    static func line(_ row: [String?]) -> String {
        let scope = (row[1].map { "  list \($0)" } ?? "") + (row[5].map { "  until \($0)" } ?? "")
        return TerminalText.safe(
            "\((row[0] ?? "").padding(toLength: 40))  \((row[2] ?? "").padding(toLength: 12))  \(row[4] ?? "")  \(row[3] ?? "")\(scope)")
    }
}
