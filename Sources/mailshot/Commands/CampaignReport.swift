import Ledger
import MailFormat

/// `report CAMPAIGN`: the funnel, with words that promise nothing that is not known.
struct CampaignReport: CommandResult {
    struct Engagement: Encodable, Sendable {
        var unique: Int
        var total: Int
        var machine: Int

        init(_ counts: EngagementCounts) {
            unique = counts.unique
            total = counts.total
            machine = counts.machine
        }
    }

    struct Link: Encodable, Sendable {
        var url: String
        var unique: Int
        var total: Int
    }

    struct Group: Encodable, Sendable {
        var name: String
        var accepted: Int
        var deferred: Int
        var refused: Int
    }

    struct Refusal: Encodable, Sendable {
        var state: String
        var messages: Int
        var code: Int?
        var enhanced: String?
        var example: String
    }

    var schema = 1
    var campaign: String
    var state: String
    var startedAt: String?
    var finishedAt: String?
    var messages: [String: Int]
    var planned: Int
    var opens: Engagement
    var clicks: Engagement
    var unsubscribes: Int
    var complaints: Int
    var bounces: [String: Int]
    var `guard`: GuardResult
    var links: [Link]
    var relays: [Group]
    var replies: [Refusal]
    var suppressed: [String: Int]

    init(_ record: CampaignRecord, in ledger: LedgerFile, policy: BouncePolicy) throws {
        campaign = record.name
        state = record.state.rawValue
        startedAt = record.startedAt.map { DateFormat.iso8601($0) }
        finishedAt = record.finishedAt.map { DateFormat.iso8601($0) }
        let counts = try ledger.counts(campaign: record.id)
        planned = counts.planned
        messages = Dictionary(uniqueKeysWithValues: MessageState.allCases.map { ($0.rawValue, counts[$0]) })
        opens = Engagement(try ledger.engagement(.open, campaign: record.id))
        clicks = Engagement(try ledger.engagement(.click, campaign: record.id))
        unsubscribes = try ledger.engagement(.unsubscribe, campaign: record.id).unique
        complaints = try ledger.engagement(.complaint, campaign: record.id).unique
        let found = try ledger.bounceCounts(campaign: record.id)
        bounces = ["hard": 0, "soft": 0, "blocked": 0, "other": 0].merging(found) { $1 }
        `guard` = GuardResult(try ledger.campaignGuard(record.id, policy: policy))
        links = try ledger.linkCounts(campaign: record.id).map { Link(url: $0.link.url, unique: $0.clicks.unique, total: $0.clicks.total) }
        relays = try ledger.relayCounts(campaign: record.id).filter { !$0.name.isEmpty }.map {
            Group(name: $0.name, accepted: $0.counts[.accepted], deferred: $0.counts[.deferred], refused: $0.counts[.refused])
        }
        replies = try ledger.replyCounts(campaign: record.id, limit: 10).map {
            Refusal(state: $0.state.rawValue, messages: $0.messages, code: $0.code, enhanced: $0.enhanced, example: $0.example)
        }
        suppressed = try ledger.reasonCounts(campaign: record.id, state: .suppressed)
    }

    func text(_ style: TextStyle) -> String {
        let toSend = planned - messages["suppressed", default: 0] - messages["cancelled", default: 0]
        let accepted = messages["accepted", default: 0]
        let bounced = bounces.values.reduce(0, +)
        var lines = [
            "\(style.bold(campaign)) · \(state)" + (startedAt.map { " · sent \($0)" + (finishedAt.map { "–\($0)" } ?? "") } ?? ""), "",
        ]
        func row(_ name: String, _ count: Int, of whole: Int, _ note: String = "") {
            let bar = Bar.text(count, of: toSend, width: 32).padding(toLength: 32)
            lines.append(
                "  \(name.padding(toLength: 13))\(NumberText.grouped(count, width: 11))  \(bar) \(NumberText.percent(count, of: whole).padding(toLength: 9))\(style.dim(note))"
            )
        }
        row("to send", toSend, of: toSend, suppressedNote)
        row("accepted", accepted, of: toSend, "the relay took it")
        for name in ["refused", "deferred", "uncertain", "queued", "expired", "cancelled", "failed"] {
            let count = messages[name, default: 0]
            if count > 0 { row(name, count, of: toSend) }
        }
        if bounced > 0 {
            row(
                "bounced", bounced, of: accepted,
                ["hard", "soft", "blocked", "other"].map { "\(bounces[$0, default: 0]) \($0)" }.joined(separator: " · "))
        }
        if opens.total + opens.machine > 0 {
            row(
                "opened", opens.unique, of: accepted, "people, estimated (\(NumberText.grouped(opens.total + opens.machine)) with machines)"
            )
        }
        if clicks.total + clicks.machine > 0 { row("clicked", clicks.unique, of: accepted) }
        if unsubscribes > 0 { row("unsubscribed", unsubscribes, of: accepted) }
        if complaints > 0 { row("complained", complaints, of: accepted) }
        if !replies.isEmpty {
            lines += ["", "  what relays said"]
            lines += replies.map { reply in
                let code = [reply.code.map(String.init), reply.enhanced].compactMap(\.self).joined(separator: " ")
                return
                    "  \(NumberText.grouped(reply.messages, width: 11))  \(reply.state.padding(toLength: 9)) \(code) \(TerminalText.safe(reply.example))"
            }
        }
        lines += `guard`.warning(campaign)
        lines += ["", "More: mailshot report \(campaign) --messages --state refused · mailshot trace ADDRESS"]
        return lines.joined(separator: "\n")
    }

    private var suppressedNote: String {
        guard !suppressed.isEmpty else { return "" }
        let reasons = suppressed.sorted { $0.key < $1.key }.map { "\(NumberText.grouped($0.value)) \($0.key)" }.joined(separator: ", ")
        return "besides \(NumberText.grouped(suppressed.values.reduce(0, +))) suppressed: \(reasons)"
    }
}
