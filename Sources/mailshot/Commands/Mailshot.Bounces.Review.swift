import ArgumentParser
import Feedback
import Ledger
import MailFormat

/// Newer rules over what was kept.
struct BouncesReclassify: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reclassify", abstract: "Run the rules of this version over the bounces the ledger has",
        discussion: """
            Says which bounces would be read otherwise, and whom that would suppress or let be mailed again. --apply does it. A suppression
            is lifted only where bounces made it and the rules of today find no fault with the address; that is logged.

              mailshot bounces reclassify
              mailshot bounces reclassify --apply
            """)

    @OptionGroup var options: GlobalOptions
    @Flag(help: "Do it; without it nothing is written.") var apply = false

    func run() throws {
        let project = try Project(options)
        var result = ReclassifyResult(applied: apply)
        let summary = try Reclassifying(ledger: try project.openLedger(), policy: project.bounces).run(apply: apply) { change in
            result.changes.append(.init(change))
        } effect: { email, effect in
            if effect == .suppress { result.suppress.append(email) } else { result.lift.append(email) }
        }
        result.bounces = summary.bounces
        result.skipped = summary.skipped
        try options.show(result)
    }
}

/// `bounces reclassify`.
struct ReclassifyResult: CommandResult {
    struct Change: Encodable, Sendable {
        var email: String
        var campaign: String
        var at: String
        var oldClass: String
        var oldRule: String?
        var newClass: String
        var newRule: String?

        init(_ change: Reclassifying.Change) {
            email = change.bounce.email
            campaign = change.bounce.campaign
            at = DateFormat.iso8601(change.bounce.event.at)
            (oldClass, oldRule) = (change.bounce.event.detail, change.oldRule)
            (newClass, newRule) = (change.newClass.rawValue, change.newRule)
        }

        var cells: [String?] { [email, campaign, at, oldClass, oldRule, newClass, newRule] }
    }

    var schema = 1
    var applied: Bool
    var bounces = 0
    var skipped = 0
    var changes: [Change] = []
    var suppress: [String] = []
    var lift: [String] = []

    init(applied: Bool) { self.applied = applied }

    var table: ResultTable? {
        ResultTable(columns: ["email", "campaign", "at", "old_class", "old_rule", "new_class", "new_rule"], rows: changes.map(\.cells))
    }

    func text(_ style: TextStyle) -> String {
        var lines = changes.map { change in
            "\(TerminalText.safe(change.email))  \(change.oldClass) \(change.oldRule ?? "–") → \(change.newClass) \(change.newRule ?? "–")"
        }
        lines += suppress.map { "\(TerminalText.safe($0))  \(style.red(applied ? "suppressed" : "would be suppressed"))" }
        lines += lift.map { "\(TerminalText.safe($0))  \(applied ? "may be mailed again" : "would be mailed again")" }
        lines.append(
            "\(NumberText.grouped(bounces)) bounces and refusals, \(NumberText.grouped(changes.count)) read otherwise"
                + (skipped > 0 ? ", \(NumberText.grouped(skipped)) of which not enough was kept" : ""))
        if !applied, !changes.isEmpty { lines.append("Nothing was written; do it with: mailshot bounces reclassify --apply") }
        return lines.joined(separator: "\n")
    }
}

/// What another policy would have done.
struct BouncesSimulate: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate", abstract: "Show whom another policy would have suppressed, by the ledger's past",
        discussion: """
            Judges every address that ever bounced by [bounces] and by the same with other settings. Nothing is written. Reports only what
            bounces and refusals do: complaints and requests to leave hold under every policy.

              mailshot bounces simulate --policy threshold=3
              mailshot bounces simulate --policy hard=score --policy soft_score=1
            """)

    @OptionGroup var options: GlobalOptions
    @Option(
        name: .customLong("policy"),
        help: ArgumentHelp("A key of [bounces] and its value; may be given more than once.", valueName: "key=value"))
    var settings: [String] = []

    func run() throws {
        let project = try Project(options)
        let other = try BouncesTable.parse(settings).policy(over: project.bounces) { Failure(.usage, "--policy \($0): \($1)") }
        var result = SimulationResult()
        result.take(
            try PolicySimulation(ledger: try project.openLedger(), current: project.bounces, other: other).run { difference in
                result.differences.append(.init(difference))
            })
        try options.show(result)
    }
}

/// `bounces simulate`.
struct SimulationResult: CommandResult {
    struct Difference: Encodable, Sendable {
        var email: String
        var now: String?
        var then: String?
        var scoreNow: Double
        var scoreThen: Double
        var saved: Int

        init(_ difference: PolicySimulation.Difference) {
            email = difference.email
            (now, then) = (difference.now?.rawValue, difference.then?.rawValue)
            (scoreNow, scoreThen, saved) = (difference.scoreNow, difference.scoreThen, difference.saved)
        }

        var cells: [String?] { [email, now, then, NumberText.short(scoreNow), NumberText.short(scoreThen), String(saved)] }
    }

    var schema = 1
    var addresses = 0
    var suppressedNow = 0
    var suppressedThen = 0
    var added = 0
    var lifted = 0
    var saved = 0
    var differences: [Difference] = []

    mutating func take(_ summary: PolicySimulation.Summary) {
        (addresses, suppressedNow, suppressedThen) = (summary.addresses, summary.now, summary.then)
        (added, lifted, saved) = (summary.added, summary.lifted, summary.saved)
    }

    var table: ResultTable? {
        ResultTable(
            columns: ["email", "now", "then", "score_now", "score_then", "saved"], numbers: ["score_now", "score_then", "saved"],
            rows: differences.map(\.cells))
    }

    func text(_ style: TextStyle) -> String {
        var lines = differences.map { difference in
            let what = difference.now == nil ? style.red("suppressed (\(difference.then ?? ""))") : "mailed (now: \(difference.now ?? ""))"
            return
                "\(TerminalText.safe(difference.email))  \(what)  score \(NumberText.short(difference.scoreNow)) → \(NumberText.short(difference.scoreThen))"
        }
        lines.append(
            "\(NumberText.grouped(addresses)) addresses bounced: \(NumberText.grouped(suppressedNow)) suppressed by [bounces], "
                + "\(NumberText.grouped(suppressedThen)) by the other policy (\(NumberText.grouped(added)) more, \(NumberText.grouped(lifted)) fewer); "
                + "\(NumberText.grouped(saved)) messages would not have been sent")
        return lines.joined(separator: "\n")
    }
}
