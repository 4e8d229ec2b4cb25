public import Ledger

/// `report timeline CAMPAIGN`: what happened when.
public struct TimelineReport: Report {
    /// The format of the keys.
    public var schema = 1
    /// The campaign's name.
    public var campaign: String
    /// What was counted.
    public var period: PeriodFigures
    /// The steps.
    public var timeline: Timeline

    /// Counts a campaign by steps; nil for whatever span fits.
    public init(_ record: CampaignRecord, in ledger: LedgerFile, period: Period = Period(), span: Span? = nil) throws {
        campaign = record.name
        self.period = PeriodFigures(period)
        timeline = try Timeline(campaign: record.id, in: ledger, period: period, span: span)
    }

    /// What a person reads.
    public func text(on page: Page) -> String {
        let steps = timeline.steps
        guard !steps.isEmpty else { return "nothing happened in \(campaign)\(period.note)" }
        let pairs = { (people: KeyPath<TimelineStep, Int>, raw: KeyPath<TimelineStep, Int>) in
            steps.map { step in
                Figures.grouped(step[keyPath: people])
                    + (step[keyPath: raw] > step[keyPath: people] ? " (\(Figures.grouped(step[keyPath: raw])))" : "")
            }
        }
        let most = steps.map(\.opened).max() ?? 0
        let bars = steps.map { page.isTerminal ? BarText.bar($0.opened, of: most, width: 10) : "" }
        let table = TextTable(columns: [
            .words("from", steps.map { $0.start.replacing("T", with: " ") }), .counts("accepted", steps.map(\.accepted)),
            .counts("refused", steps.map(\.refused), optional: true), .counts("deferrals", steps.map(\.deferred), optional: true),
            .numbers("opened", pairs(\.opened, \.openedRaw)), .words("", bars, optional: true),
            .numbers("clicked", pairs(\.clicked, \.clickedRaw)), .counts("bounced", steps.map(\.bounced), optional: true),
            .counts("left", steps.map(\.unsubscribed), optional: true), .counts("complained", steps.map(\.complained), optional: true),
        ])
        let head = page.bold(campaign) + " · by \(timeline.span.rawValue), \(timeline.timeZone)"
        return ([head + " · first openings and clicks of people, estimated (with machines)" + period.note, ""] + table.lines(on: page))
            .joined(separator: "\n")
    }

    /// The rows of csv and ndjson.
    public var rows: ReportRows {
        ReportRows(
            timeline.steps,
            [
                .text("campaign") { _ in campaign }, .text("start") { $0.start }, .count("accepted") { $0.accepted },
                .count("refused") { $0.refused }, .count("deferred") { $0.deferred }, .count("opened") { $0.opened },
                .count("opened_raw") { $0.openedRaw }, .count("clicked") { $0.clicked }, .count("clicked_raw") { $0.clickedRaw },
                .count("opens") { $0.opens }, .count("clicks") { $0.clicks }, .count("bounced") { $0.bounced },
                .count("complained") { $0.complained }, .count("unsubscribed") { $0.unsubscribed },
            ])
    }
}
