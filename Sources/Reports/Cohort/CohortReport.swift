public import Ledger
import MailFormat

/// `report cohort CAMPAIGN --by COLUMN`: what came of recipients by the value of a merge field.
public struct CohortReport: Report {
    /// The format of the keys.
    public var schema = 1
    /// The campaign's name.
    public var campaign: String
    /// The column.
    public var column: String
    /// The values, the largest first; all beyond the limit are one line, `(others)`.
    public var cohorts: [CohortFigures]

    /// The name of the line in which all values are that have none of their own.
    public static let others = "(others)"

    /// Counts a campaign by the value of a column.
    ///
    /// - Parameters:
    ///   - column: its place in the campaign's columns.
    ///   - limit: at most so many values with a line of their own.
    public init(_ record: CampaignRecord, in ledger: LedgerFile, column: Int, limit: Int) throws {
        campaign = record.name
        self.column = record.columns[column]
        cohorts = try ledger.cohortCounts(campaign: record.id, column: column, limit: limit).map(CohortFigures.init)
    }

    /// What a person reads.
    public func text(on page: Page) -> String {
        guard !cohorts.isEmpty else { return "\(campaign) has no messages" }
        let pairs = { (people: KeyPath<CohortFigures, Int>, raw: KeyPath<CohortFigures, Int>) in
            cohorts.map { line in
                Figures.grouped(line[keyPath: people])
                    + (line[keyPath: raw] > line[keyPath: people] ? " (\(Figures.grouped(line[keyPath: raw])))" : "")
            }
        }
        let table = TextTable(columns: [
            .words(column, cohorts.map { $0.value.isEmpty ? "(empty)" : TerminalText.safe($0.value) }),
            .counts("planned", cohorts.map(\.planned)), .counts("accepted", cohorts.map(\.accepted)),
            .counts("bounced", cohorts.map(\.bounced)), .numbers("opened", pairs(\.opened, \.openedRaw)),
            .numbers("", cohorts.map { Figures.percent($0.openRate) }), .numbers("clicked", pairs(\.clicked, \.clickedRaw)),
            .numbers("", cohorts.map { Figures.percent($0.clickRate) }), .counts("left", cohorts.map(\.unsubscribed)),
            .counts("complained", cohorts.map(\.complained)),
        ])
        return
            ([page.bold(campaign) + " · by \(column); opened and clicked: people, estimated (with machines)", ""] + table.lines(on: page))
            .joined(separator: "\n")
    }

    /// The rows of csv and ndjson.
    public var rows: ReportRows {
        ReportRows(
            cohorts,
            [
                .text("campaign") { _ in campaign }, .text("column") { _ in column }, .text("value") { $0.value },
                .count("planned") { $0.planned }, .count("accepted") { $0.accepted }, .count("bounced") { $0.bounced },
                .count("opened") { $0.opened }, .count("opened_raw") { $0.openedRaw }, .share("open_rate") { $0.openRate },
                .count("clicked") { $0.clicked }, .count("clicked_raw") { $0.clickedRaw }, .share("click_rate") { $0.clickRate },
                .count("unsubscribed") { $0.unsubscribed }, .count("complained") { $0.complained },
            ])
    }
}

/// Recipients with one value.
public struct CohortFigures: Codable, Hashable, Sendable {
    /// The value.
    public var value: String
    /// Messages of the audience.
    public var planned: Int
    /// Messages a relay took.
    public var accepted: Int
    /// Messages that came back.
    public var bounced: Int
    /// People who opened, estimated.
    public var opened: Int
    /// Recipients whose picture was fetched, by machines too.
    public var openedRaw: Int
    /// `opened` of accepted, 0…1.
    public var openRate: Double?
    /// People who clicked, estimated.
    public var clicked: Int
    /// Recipients of whom a link was followed, by machines too.
    public var clickedRaw: Int
    /// `clicked` of accepted, 0…1.
    public var clickRate: Double?
    /// Recipients who asked to be left alone.
    public var unsubscribed: Int
    /// Recipients who complained.
    public var complained: Int

    init(_ count: CohortCount) {
        let people = { (kind: Event.Kind) in count.people[kind] ?? 0 }
        value = count.value ?? CohortReport.others
        planned = count.planned
        accepted = count.accepted
        bounced = people(.bounce)
        (opened, openedRaw) = (people(.open), count.raw[.open] ?? 0)
        (clicked, clickedRaw) = (people(.click), count.raw[.click] ?? 0)
        openRate = Figures.share(people(.open), of: count.accepted)
        clickRate = Figures.share(people(.click), of: count.accepted)
        unsubscribed = people(.unsubscribe)
        complained = people(.complaint)
    }
}
