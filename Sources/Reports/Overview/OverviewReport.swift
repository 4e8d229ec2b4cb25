public import Ledger
import MailFormat

/// `report`: every campaign on one line.
public struct OverviewReport: Report {
    /// The format of the keys.
    public var schema = 1
    /// What was counted.
    public var period: PeriodFigures
    /// The campaigns, oldest first.
    public var campaigns: [CampaignLine]

    /// One campaign.
    public struct CampaignLine: Codable, Hashable, Sendable {
        /// Its name.
        public var campaign: String
        /// Where it is in its life.
        public var state: String
        /// When its first run began, ISO 8601 in UTC.
        public var startedAt: String?
        /// Messages of the audience.
        public var planned: Int
        /// Messages a relay took.
        public var accepted: Int
        /// Messages refused for good.
        public var refused: Int
        /// Messages still to be worked on.
        public var remaining: Int
        /// Messages nobody knows the fate of.
        public var uncertain: Int
        /// Accepted messages that came back.
        public var bounced: Int
        /// People who opened, estimated.
        public var opened: Int
        /// Recipients whose picture was fetched, by machines too.
        public var openedRaw: Int
        /// People who clicked, estimated.
        public var clicked: Int
        /// Recipients of whom a link was followed, by machines too.
        public var clickedRaw: Int
        /// Recipients who asked to be left alone.
        public var unsubscribed: Int
        /// Recipients who complained.
        public var complained: Int
    }

    /// Counts all campaigns; in a period, what was accepted, refused and happened in it.
    public init(_ ledger: LedgerFile?, period: Period = Period()) throws {
        self.period = PeriodFigures(period)
        guard let ledger else {
            campaigns = []
            return
        }
        let events = Dictionary(
            grouping: try ledger.eventCounts(since: period.since, until: period.until, by: [.campaign, .kind, .machine, .detail]),
            by: \.campaign)
        let outcomes =
            period.isAll
            ? [:]
            : Dictionary(
                grouping: try ledger.outcomeCounts(since: period.since, until: period.until, by: [.campaign, .outcome]), by: \.campaign)
        campaigns = try ledger.campaigns().map { record in
            let counts = try ledger.counts(campaign: record.id)
            let totals = EventTotals(events[record.id] ?? [])
            let answers = OutcomeTotals(outcomes[record.id] ?? [])
            return CampaignLine(
                campaign: record.name, state: record.state.rawValue, startedAt: record.startedAt.map { DateFormat.iso8601($0) },
                planned: counts.planned, accepted: period.isAll ? counts[.accepted] : answers.accepted,
                refused: period.isAll ? counts[.refused] : answers.refused, remaining: counts.remaining, uncertain: counts[.uncertain],
                bounced: totals.people(.bounce), opened: totals.people(.open), openedRaw: totals.raw(.open),
                clicked: totals.people(.click), clickedRaw: totals.raw(.click), unsubscribed: totals.people(.unsubscribe),
                complained: totals.people(.complaint))
        }
    }

    /// What a person reads.
    public func text(on page: Page) -> String {
        guard !campaigns.isEmpty else { return "nothing was sent yet; begin with: mailshot check CAMPAIGN" }
        let share = { (part: KeyPath<CampaignLine, Int>) in
            campaigns.map { line in line[keyPath: part] == 0 ? "–" : Figures.percent(line[keyPath: part], of: line.accepted) }
        }
        let table = TextTable(
            columns: [
                .words("campaign", campaigns.map(\.campaign)), .words("state", campaigns.map(\.state)),
                .words("sent", campaigns.map { $0.startedAt.map { String($0.prefix(10)) } ?? "" }, optional: true),
                .counts("planned", campaigns.map(\.planned)), .counts("accepted", campaigns.map(\.accepted)),
                .counts("refused", campaigns.map(\.refused)), .counts("remaining", campaigns.map(\.remaining), optional: true),
                .counts("uncertain", campaigns.map(\.uncertain), optional: true), .numbers("bounced", share(\.bounced)),
                .numbers("opened", share(\.opened)), .numbers("clicked", share(\.clicked)), .numbers("left", share(\.unsubscribed)),
                .numbers("complained", share(\.complained)),
            ], indent: 0)
        return table.lines(on: page).joined(separator: "\n")
    }

    /// The rows of csv and ndjson.
    public var rows: ReportRows {
        ReportRows(
            campaigns,
            [
                .text("campaign") { $0.campaign }, .text("state") { $0.state }, .count("planned") { $0.planned },
                .count("accepted") { $0.accepted }, .count("refused") { $0.refused }, .count("remaining") { $0.remaining },
                .count("uncertain") { $0.uncertain }, .text("started_at") { $0.startedAt }, .count("bounced") { $0.bounced },
                .count("opened") { $0.opened }, .count("opened_raw") { $0.openedRaw }, .count("clicked") { $0.clicked },
                .count("clicked_raw") { $0.clickedRaw }, .count("unsubscribed") { $0.unsubscribed },
                .count("complained") { $0.complained },
            ])
    }
}
