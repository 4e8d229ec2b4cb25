import ArgumentParser
import Campaigns
import Foundation
import Ledger
import MailFormat

/// Old campaigns made small.
struct LedgerPrune: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prune", abstract: "Forget the bulk of old campaigns: merge fields, reply texts, deferrals, facts of events",
        discussion: """
            Who was mailed when, through which relay, with which code, and what came back stays, as do suppressions and totals. A pruned message
            cannot be shown again in a browser, and its campaign's rows cannot be exported as a list.

              mailshot ledger prune --before 2026-01-01
              mailshot ledger prune --before 365d --yes
            """)

    @OptionGroup var options: GlobalOptions
    @Option(help: ArgumentHelp("Campaigns that ended before this day, or so long ago: 2026-01-01, 365d.", valueName: "date")) var before:
        String
    @Flag(help: "Do not ask.") var yes = false

    func run() throws {
        guard let moment = Self.moment(before) else {
            throw Failure(.usage, "--before \(before): write a day such as 2026-01-01, or an age such as 365d")
        }
        let ledger = try Project(options).openLedger()
        let old = try ledger.campaigns().filter { $0.finishedAt.map { $0 < moment } ?? false }
        let names = old.map(\.name).joined(separator: ", ")
        if !old.isEmpty {
            try Consent.ask("Forget the merge fields and replies of \(names)?", yes: yes, hint: "nothing was pruned")
        }
        try options.show(LedgerPruneResult(try ledger.prune(finishedBefore: moment)))
    }

    private static func moment(_ text: String) -> Timestamp? {
        if let age = DurationText(text) { return WallClock.now() + (.zero - age.duration) }
        return DateFormat.parse(iso8601: text)
    }
}

/// `ledger prune`
struct LedgerPruneResult: CommandResult {
    var schema = 1
    var campaigns: Int
    var messages: Int
    var attempts: Int
    var bytes: Int64

    init(_ pruning: Pruning) {
        (campaigns, messages, attempts, bytes) = (pruning.campaigns, pruning.messages, pruning.attempts, pruning.bytes)
    }

    func text(_ style: TextStyle) -> String {
        "\(NumberText.grouped(campaigns)) campaigns · \(NumberText.grouped(messages)) messages lost their bulk · \(NumberText.grouped(attempts)) deferrals forgotten"
            + " · the file is \(NumberText.grouped(Int(bytes))) octets smaller"
    }
}

/// A backup in the ledger's place.
struct LedgerRestore: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore", abstract: "Put a backup in the ledger's place, once it passed its check; the old ledger is kept",
        discussion: """
            The backup is checked first: its format, SQLite's integrity check, every campaign's audit. What it cannot know must do no harm: campaigns
            that still had something to send are paused, since some of it may have been sent after the backup was made; suppressions that came later
            are carried over from the old ledger.

              mailshot ledger restore ledger-copy.sqlite
            """)

    @OptionGroup var options: GlobalOptions
    @Argument(help: "The backup.") var file: String
    @Flag(help: "Do not ask before the ledger that is there is moved aside.") var yes = false

    func run() throws {
        let project = try Project(options)
        let path = project.folder.ledger
        guard !NewFile.same(file, path) else { throw Failure(.usage, "\(file): this is the ledger itself; name a backup") }
        if FileManager.default.fileExists(atPath: path) {
            try Consent.ask("Move the ledger aside and put \(file) in its place?", yes: yes, hint: "\(path) is as it was")
        }
        try options.show(
            LedgerRestoreResult(
                try LedgerFile.restore(from: file, to: path, now: WallClock.now, digest: try project.addressDigest()), from: file))
    }
}

/// `ledger restore`
struct LedgerRestoreResult: CommandResult {
    var schema = 1
    var restored: String
    var kept: String?
    var paused: [String]
    var forgotten: [String: Int]
    var suppressions: Int

    init(_ restoration: Restoration, from file: String) {
        restored = file
        (kept, paused, forgotten) = (restoration.kept, restoration.paused, restoration.forgotten)
        suppressions = restoration.suppressions
    }

    func text(_ style: TextStyle) -> String {
        var lines = ["\(style.green("ok")) · \(restored) passed its check and is the ledger now"]
        if let kept { lines.append("  the old one is kept as \(kept)") }
        if suppressions > 0 { lines.append("  suppressions that came later and were carried over: \(NumberText.grouped(suppressions))") }
        for (name, count) in forgotten.sorted(by: { $0.key < $1.key }) {
            lines.append(
                style.yellow(
                    "  \(name): \(NumberText.grouped(count)) messages were accepted after the backup; sent again, they would arrive twice"))
        }
        for name in paused { lines.append("  \(name) is paused; look, then: mailshot resume \(name), or cancel \(name)") }
        return lines.joined(separator: "\n")
    }
}

/// A question before something that cannot be undone.
enum Consent {
    /// Goes on where the user says yes, here or by `--yes`.
    static func ask(_ question: String, yes: Bool, hint: String) throws {
        guard !yes, !Prompt.confirm(question) else { return }
        throw Failure(.usage, "not without a yes: \(hint); say --yes where nobody can be asked")
    }
}
