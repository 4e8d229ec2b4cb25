import ArgumentParser
import Feedback
import Ledger
import MailFormat

/// Why an address is mailed, or is not.
struct BouncesWhy: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "why", abstract: "Show what came back from an address, what it counted, and why it is or is not mailed",
        discussion: """
            Each report and refusal with its rule and the receiver's own words, the score behind it, and what people did to the list.

              mailshot bounces why anna@example.org
            """)

    @OptionGroup var options: GlobalOptions
    @Argument(help: "The address.") var address: String

    func run() throws {
        let project = try Project(options)
        let email = try AddressArgument.read(address)
        try options.show(
            WhyResult(try AddressTrail(of: email, in: try project.openLedger(), policy: project.bounces), policy: project.bounces))
    }
}

/// `bounces why`.
struct WhyResult: CommandResult {
    struct Step: Encodable, Sendable {
        var at: String
        var campaign: String?
        var what: String
        var detail: String?
        var reason: String?
        var fault: String?
        var rule: String?
        var status: String?
        var replycode: Int?
        var reply: String?
        var remoteMta: String?
        var place: String?
        var named: String?
        var source: String?
        var effect: String?
        var score: Double?
    }

    var schema = 1
    var email: String
    var decision: String
    var cause: String?
    var score: Double
    var threshold: Double
    var suppressions: [[String: String]]
    var trail: [Step]

    init(_ found: AddressTrail, policy: BouncePolicy) {
        email = found.email.description
        decision = found.suppressions.isEmpty ? "mailed" : "suppressed"
        cause = found.judgement.cause?.rawValue
        score = found.judgement.score
        threshold = policy.threshold
        suppressions = found.suppressions.map(SuppressionTable.object)
        trail = found.steps.map { step in
            Step(
                at: DateFormat.iso8601(step.at), campaign: step.campaign, what: step.what, detail: step.detail.isEmpty ? nil : step.detail,
                reason: step.reason ?? step.facts?.reason, fault: step.facts?.fault, rule: step.facts?.rule, status: step.facts?.status,
                replycode: step.facts?.replycode, reply: step.facts?.diagnostic, remoteMta: step.facts?.remoteMTA, place: step.facts?.place,
                named: step.facts?.named, source: step.facts?.source, effect: step.note.map(Self.words), score: step.score)
        }
    }

    private static func words(_ note: BounceJudgement.Note) -> String {
        switch note {
        case .counts(let added): "counts \(NumberText.short(added))"
        case .sameDay: "not counted: one a day"
        case .doesNotCount: "not counted: not the recipient's fault"
        case .startsAnew: "the count starts anew"
        case .suppresses: "suppresses"
        }
    }

    private static let columns = [
        "at", "campaign", "what", "detail", "reason", "fault", "rule", "status", "replycode", "reply", "remote_mta", "place", "named",
        "source", "effect", "score",
    ]

    var table: ResultTable? {
        ResultTable(
            columns: Self.columns, numbers: ["replycode", "score"],
            rows: trail.map { step in
                [
                    step.at, step.campaign, step.what, step.detail, step.reason, step.fault, step.rule, step.status,
                    step.replycode.map(String.init), step.reply, step.remoteMta, step.place, step.named, step.source, step.effect,
                    step.score.map { NumberText.short($0) },
                ]
            })
    }

    func text(_ style: TextStyle) -> String {
        let reasons = suppressions.map { entry in
            "\(entry["reason"] ?? "")\(entry["scope"].map { " (list \($0))" } ?? "") since \(entry["at"] ?? ""), \(entry["source"] ?? "")"
        }
        var lines = [
            "\(style.bold(email)) · "
                + (reasons.isEmpty ? "may be mailed" : style.red("suppressed") + ": " + reasons.joined(separator: "; "))
                + " · score \(NumberText.short(score)) of \(NumberText.short(threshold))"
        ]
        if trail.isEmpty { return lines[0] + "\nNothing ever came back." }
        lines.append("")
        let width = trail.compactMap { $0.campaign?.count }.max() ?? 0
        for step in trail {
            let head =
                "  \(step.at)  \((step.campaign ?? "").padding(toLength: width))  \(step.what)\(step.detail.map { " (\($0))" } ?? "")"
            let facts = [step.rule.map { "rule \($0)" } ?? step.reason, step.remoteMta, step.named.map { "names \($0)" }]
            let effect = [step.effect, step.effect == nil ? nil : step.score.map { "score \(NumberText.short($0))" }]
            lines.append(TerminalText.safe(([head] + facts.compactMap(\.self) + effect.compactMap(\.self)).joined(separator: " · ")))
            if let reply = step.reply { lines.append("      " + style.dim(TerminalText.safe(reply))) }
        }
        return lines.joined(separator: "\n")
    }
}
