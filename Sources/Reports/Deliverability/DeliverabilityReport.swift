public import Ledger
public import MailFormat

/// `report deliverability`: how well and how fast mailbox providers take mail, by relay; what they say, and what waits. "Why is it slow today?"
public struct DeliverabilityReport: Report {
    /// The format of the keys.
    public var schema = 1
    /// What was counted.
    public var period: PeriodFigures
    /// Only this campaign; nil for all.
    public var campaign: String?
    /// The providers, the largest first, each by relay.
    public var lines: [ProviderFigures]

    /// The name of the line of domains that are not told apart by time.
    public static let others = "(others)"

    /// Counts answers by provider and relay. Domains beyond the hundred largest of a campaign are one line.
    ///
    /// - Parameters:
    ///   - record: of one campaign; nil for all.
    ///   - now: from when the age of what waits is taken.
    ///   - provider: whose a domain is: a provider's name, or the domain itself.
    public init(
        _ record: CampaignRecord?, in ledger: LedgerFile, period: Period = Period(), now: Timestamp, provider: (String) -> String
    ) throws {
        self.period = PeriodFigures(period)
        campaign = record?.name
        var groups: [[String]: Group] = [:]
        var names: [String: String] = ["": Self.others]
        func name(of domain: String) -> String {
            if let known = names[domain] { return known }
            let name = provider(domain)
            names[domain] = name
            return name
        }
        let counts = try ledger.outcomeCounts(
            campaign: record?.id, since: period.since, until: period.until, by: [.domain, .relay, .outcome, .reply, .wait])
        for count in counts {
            groups[[name(of: count.domain ?? ""), count.relay ?? ""], default: Group()].add(count)
        }
        let large = Set(counts.compactMap(\.domain))
        for count in try ledger.waitingCounts(campaign: record?.id) {
            let owner = large.contains(count.domain) ? name(of: count.domain) : Self.others
            groups[[owner, count.relay], default: Group()].add(count)
        }
        let words = try ledger.replies(to: groups.values.compactMap { $0.commonest?.example })
        lines = groups.map { key, group in ProviderFigures(provider: key[0], relay: key[1], group, now: now, words: words) }
            .sorted { ($1.answers, $0.provider, $0.relay) < ($0.answers, $1.provider, $1.relay) }
    }

    /// What a person reads.
    public func text(on page: Page) -> String {
        let whole = campaign.map { "\($0) · " } ?? ""
        guard !lines.isEmpty else { return "\(whole)no relay said anything\(period.note)" }
        let time = { (milliseconds: Int?) in milliseconds.map { Figures.length(milliseconds: $0) } ?? "–" }
        let table = TextTable(columns: [
            .words("provider", lines.map(\.provider)), .words("relay", lines.map { $0.relay.isEmpty ? "–" : $0.relay }),
            .counts("accepted", lines.map(\.accepted)), .numbers("rate", lines.map { Figures.percent($0.acceptRate) }),
            .counts("refused", lines.map(\.refused)), .counts("deferrals", lines.map(\.deferrals)),
            .numbers("p50", lines.map { time($0.acceptP50) }), .numbers("p95", lines.map { time($0.acceptP95) }),
            .counts("waiting", lines.map(\.waiting), optional: true), .numbers("oldest", lines.map { time($0.oldestWait) }),
        ])
        var text = [page.bold("\(whole)who takes mail, and how fast") + period.note, ""] + table.lines(on: page)
        let told = lines.filter { $0.commonestReply != nil }
        if !told.isEmpty {
            let said = TextTable(columns: [
                .words("provider", told.map(\.provider)), .words("relay", told.map(\.relay)),
                .words(
                    "classes",
                    told.map { line in
                        line.replyClasses.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(3)
                            .map { "\(Figures.grouped($0.value)) \($0.key)" }.joined(separator: ", ")
                    }),
                .words("most often", told.map { TerminalText.safe($0.commonestReply ?? "") }),
            ])
            text += ["", "  what was said to refusals and deferrals"] + said.lines(on: page)
        }
        return text.joined(separator: "\n")
    }

    /// The rows of csv and ndjson.
    public var rows: ReportRows {
        ReportRows(
            lines,
            [
                .text("provider") { $0.provider }, .text("relay") { $0.relay }, .count("accepted") { $0.accepted },
                .count("refused") { $0.refused }, .count("deferrals") { $0.deferrals }, .share("accept_rate") { $0.acceptRate },
                .count("accept_p50") { $0.acceptP50 }, .count("accept_p95") { $0.acceptP95 }, .count("waiting") { $0.waiting },
                .count("oldest_wait") { $0.oldestWait }, .text("commonest_reply") { $0.commonestReply },
            ])
    }
}

/// What a provider answered through one relay.
public struct ProviderFigures: Codable, Hashable, Sendable {
    /// The provider's name, or the domain.
    public var provider: String
    /// The relay; empty where none was spoken to.
    public var relay: String
    /// Messages taken.
    public var accepted: Int
    /// Messages refused for good.
    public var refused: Int
    /// Times it said "later".
    public var deferrals: Int
    /// Accepted of accepted and refused, 0…1.
    public var acceptRate: Double?
    /// Half of what was taken was taken within so many milliseconds of the first lease; read from classes up to 25 % wide, their end.
    public var acceptP50: Int?
    /// 95 of 100.
    public var acceptP95: Int?
    /// Messages that wait for another try now.
    public var waiting: Int
    /// How long the oldest of them has been tried, in milliseconds.
    public var oldestWait: Int?
    /// Refusals and deferrals by ``ReplyClass``.
    public var replyClasses: [String: Int]
    /// The commonest reply to them.
    public var commonestReply: String?

    /// Answers that count as the size of the line.
    var answers: Int { accepted + refused + deferrals + waiting }

    fileprivate init(provider: String, relay: String, _ group: Group, now: Timestamp, words: [Int64: String]) {
        self.provider = provider
        self.relay = relay
        accepted = group.totals.accepted
        refused = group.totals.refused
        deferrals = group.totals.deferrals
        acceptRate = group.totals.acceptRate
        acceptP50 = group.totals.percentile(0.5)
        acceptP95 = group.totals.percentile(0.95)
        waiting = group.waiting
        oldestWait = group.oldest.map { Int(now.milliseconds - $0.milliseconds) }
        replyClasses = group.classes
        commonestReply = group.commonest.map { reply in
            words[reply.example] ?? [reply.code.map(String.init), reply.enhanced].compactMap(\.self).joined(separator: " ")
        }
    }
}

/// What is added up for one provider and relay.
private struct Group {
    var totals = OutcomeTotals([])
    var waiting = 0
    var oldest: Timestamp?
    var classes: [String: Int] = [:]
    private var replies: [String: OutcomeCount] = [:]

    /// The commonest reply to refusals and deferrals.
    var commonest: OutcomeCount? {
        replies.max { ($0.value.count, $1.key) < ($1.value.count, $0.key) }?.value
    }

    mutating func add(_ count: OutcomeCount) {
        totals.add(count)
        guard count.outcome != .accepted else { return }
        classes[ReplyClass(code: count.code, enhanced: count.enhanced).rawValue, default: 0] += count.count
        let key = "\(count.code ?? 0) \(count.enhanced ?? "")"
        replies[key, default: count].count += replies[key] == nil ? 0 : count.count
    }

    mutating func add(_ count: WaitingCount) {
        waiting += count.messages
        oldest = min(oldest ?? count.oldest, count.oldest)
    }
}
