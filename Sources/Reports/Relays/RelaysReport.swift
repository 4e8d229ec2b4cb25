public import Ledger

/// `report relays CAMPAIGN`: what each relay took, and how fast.
public struct RelaysReport: Report {
    /// The format of the keys.
    public var schema = 1
    /// The campaign's name.
    public var campaign: String
    /// What was counted.
    public var period: PeriodFigures
    /// The relays by name.
    public var relays: [RelayFigures]

    /// Counts a campaign by relay.
    public init(_ record: CampaignRecord, in ledger: LedgerFile, period: Period = Period()) throws {
        campaign = record.name
        self.period = PeriodFigures(period)
        relays = try RelayFigures.of(record.id, in: ledger, period: period)
    }

    /// What a person reads.
    public func text(on page: Page) -> String {
        guard !relays.isEmpty else { return "no relay had a message of \(campaign)\(period.note)" }
        let time = { (milliseconds: Int?) in milliseconds.map { Figures.length(milliseconds: $0) } ?? "–" }
        let table = TextTable(columns: [
            .words("relay", relays.map(\.name)), .counts("accepted", relays.map(\.accepted)),
            .numbers("rate", relays.map { Figures.percent($0.acceptRate) }), .counts("refused", relays.map(\.refused)),
            .counts("deferrals", relays.map(\.deferrals)), .counts("waiting", relays.map(\.deferred)),
            .numbers("p50", relays.map { time($0.acceptP50) }), .numbers("p95", relays.map { time($0.acceptP95) }),
            .counts("bounced", relays.map(\.bounced)), .counts("complained", relays.map(\.complained)),
        ])
        return ([page.bold(campaign) + " · by relay" + period.note, ""] + table.lines(on: page)).joined(separator: "\n")
    }

    /// The rows of csv and ndjson.
    public var rows: ReportRows {
        ReportRows(
            relays,
            [
                .text("campaign") { _ in campaign }, .text("relay") { $0.name }, .count("accepted") { $0.accepted },
                .count("refused") { $0.refused }, .count("deferrals") { $0.deferrals }, .count("deferred") { $0.deferred },
                .share("accept_rate") { $0.acceptRate }, .count("accept_p50") { $0.acceptP50 }, .count("accept_p95") { $0.acceptP95 },
                .count("bounced") { $0.bounced }, .count("complained") { $0.complained },
            ])
    }
}

/// A relay and what it said.
public struct RelayFigures: Codable, Hashable, Sendable {
    /// Its name in `mailshot.toml`.
    public var name: String
    /// Messages it took.
    public var accepted: Int
    /// Messages that wait for another try now, because of what it said last.
    public var deferred: Int
    /// Times it said "later".
    public var deferrals: Int
    /// Messages it refused for good.
    public var refused: Int
    /// Accepted of accepted and refused, 0…1.
    public var acceptRate: Double?
    /// Half of what it took, it took within so many milliseconds of the first lease; read from classes up to 25 % wide, their end.
    public var acceptP50: Int?
    /// 95 of 100 it took within so many milliseconds.
    public var acceptP95: Int?
    /// Messages it took that bounced later.
    public var bounced: Int
    /// Messages it took about which somebody complained.
    public var complained: Int
}
