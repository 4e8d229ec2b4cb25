public import Ledger
import MailFormat

/// `report links CAMPAIGN`: which links were followed, by how many.
public struct LinksReport: Report {
    /// The format of the keys.
    public var schema = 1
    /// The campaign's name.
    public var campaign: String
    /// What was counted.
    public var period: PeriodFigures
    /// People, estimated, who followed any link.
    public var clickers: Int
    /// The links in the order of the mail.
    public var links: [LinkFigures]

    /// Counts a campaign's links.
    public init(_ record: CampaignRecord, in ledger: LedgerFile, period: Period = Period()) throws {
        campaign = record.name
        self.period = PeriodFigures(period)
        clickers = try EventTotals(ledger, campaign: record.id, period: period).people(.click)
        links = try LinkFigures.of(record.id, in: ledger, period: period, clickers: clickers)
    }

    /// What a person reads.
    public func text(on page: Page) -> String {
        guard !links.isEmpty else { return "\(campaign) has no links that are counted" }
        let bars = page.isTerminal ? links.map { BarText.bar($0.unique, of: clickers, width: 12) } : links.map { _ in "" }
        let table = TextTable(columns: [
            .counts("people", links.map(\.unique)), .numbers("share", links.map { Figures.percent($0.share) }),
            .counts("clicks", links.map(\.total)), .counts("by machines", links.map(\.machine)),
            .words("", bars, optional: true), .words("link", links.map { TerminalText.safe($0.url) }),
        ])
        return
            ([page.bold(campaign) + " · \(Figures.grouped(clickers)) people clicked, estimated" + period.note, ""] + table.lines(on: page))
            .joined(separator: "\n")
    }

    /// The rows of csv and ndjson.
    public var rows: ReportRows {
        ReportRows(
            links,
            [
                .text("campaign") { _ in campaign }, .count("position") { $0.position }, .text("url") { $0.url },
                .count("unique") { $0.unique }, .count("total") { $0.total }, .count("machine") { $0.machine },
                .count("machine_unique") { $0.machineUnique }, .share("share") { $0.share },
            ])
    }
}

/// A link and how often it was followed.
public struct LinkFigures: Codable, Hashable, Sendable {
    /// Its number in tracking URLs.
    public var position: Int
    /// The URL as it stands in the template.
    public var url: String
    /// Recipients, machines left out.
    public var unique: Int
    /// Times, machines left out.
    public var total: Int
    /// Times by machines.
    public var machine: Int
    /// Recipients of whom a machine followed it; some of them may have done so too.
    public var machineUnique: Int
    /// `unique` of all who clicked anything, 0…1; nil where nobody did.
    public var share: Double?
}
