public import Ledger
import MailFormat

/// `report bounces CAMPAIGN`: what came back or was refused, why, and what relays said.
public struct BouncesReport: Report {
    /// The format of the keys.
    public var schema = 1
    /// The campaign's name.
    public var campaign: String
    /// What was counted.
    public var period: PeriodFigures
    /// Messages that were accepted and came back: at least one report of a failure.
    public var bounced: Int
    /// The same by class: `hard`, `soft`, `blocked`, `other`.
    public var bounces: [String: Int]
    /// Messages that were refused in the session.
    public var refused: Int
    /// Why, the most frequent first.
    public var reasons: [BounceReasonFigures]
    /// What relays said to refusals and deferrals, the most frequent first.
    public var replies: [ReplyFigures]

    /// Counts what came back of a campaign.
    public init(_ record: CampaignRecord, in ledger: LedgerFile, period: Period = Period()) throws {
        let events = try EventTotals(ledger, campaign: record.id, period: period)
        campaign = record.name
        self.period = PeriodFigures(period)
        bounced = events.people(.bounce)
        bounces = events.bounces
        refused =
            OutcomeTotals(
                try ledger.outcomeCounts(campaign: record.id, since: period.since, until: period.until, by: [.outcome])
            ).refused
        reasons = try BounceReasonFigures.of(record.id, in: ledger, period: period)
        replies = try ReplyFigures.of(record.id, in: ledger, period: period).filter { $0.state != "accepted" }
    }

    /// What a person reads.
    public func text(on page: Page) -> String {
        let classes = ["hard", "soft", "blocked", "other"].filter { bounces[$0, default: 0] > 0 }
            .map { "\(Figures.grouped(bounces[$0, default: 0])) \($0)" }
        var lines = [
            page.bold(campaign) + " · \(Figures.grouped(bounced)) bounced"
                + (classes.isEmpty ? "" : " (\(classes.joined(separator: ", ")))") + " · \(Figures.grouped(refused)) refused" + period.note
        ]
        if !reasons.isEmpty {
            let most = reasons.map(\.messages).max() ?? 0
            let bars = reasons.map { page.isTerminal ? BarText.bar($0.messages, of: most, width: 16) : "" }
            let table = TextTable(columns: [
                .counts("messages", reasons.map(\.messages)), .words("", bars, optional: true), .words("what", reasons.map(\.kind)),
                .words("class", reasons.map(\.type)), .words("rule", reasons.map { $0.rule.isEmpty ? "–" : TerminalText.safe($0.rule) }),
            ])
            lines += ["", "  why"] + table.lines(on: page)
        }
        if !replies.isEmpty { lines += ["", "  what relays said"] + ReplyFigures.table(replies).lines(on: page) }
        return lines.joined(separator: "\n")
    }

    /// The reasons: a row each.
    public var rows: ReportRows {
        ReportRows(
            reasons,
            [
                .text("campaign") { _ in campaign }, .text("kind") { $0.kind }, .text("type") { $0.type }, .text("rule") { $0.rule },
                .count("messages") { $0.messages },
            ])
    }
}

/// Why messages came back or were refused.
public struct BounceReasonFigures: Codable, Hashable, Sendable {
    /// `bounce` (a report that came later) or `refusal` (in the session).
    public var kind: String
    /// `hard`, `soft`, `blocked`, `other`.
    public var type: String
    /// The rule that told it: `recipient.no_mailbox`; empty where it is not known.
    public var rule: String
    /// Messages.
    public var messages: Int
}

/// One reply and how often it was given.
public struct ReplyFigures: Codable, Hashable, Sendable {
    /// What it came to: `accepted`, `refused`, `deferred` (each time counts), or `failed`, `expired` with the reason.
    public var state: String
    /// How many.
    public var messages: Int
    /// Code of the reply.
    public var code: Int?
    /// Enhanced code of the reply.
    public var enhanced: String?
    /// The class of the reply: `policy`, `mailbox` …
    public var replyClass: String
    /// One of the replies, or the reason where there was none.
    public var example: String
}

extension ReplyFigures {
    static func table(_ replies: [ReplyFigures]) -> TextTable {
        TextTable(columns: [
            .counts("messages", replies.map(\.messages)), .words("state", replies.map(\.state)),
            .words(
                "reply", replies.map { reply in [reply.code.map(String.init), reply.enhanced].compactMap(\.self).joined(separator: " ") }),
            .words("class", replies.map(\.replyClass)), .words("for example", replies.map { TerminalText.safe($0.example) }),
        ])
    }
}
