public import Ledger

/// `report domains CAMPAIGN`: what came of the messages to each recipient domain.
public struct DomainsReport: Report {
    /// The format of the keys.
    public var schema = 1
    /// The campaign's name.
    public var campaign: String
    /// What was counted.
    public var period: PeriodFigures
    /// The domains, the largest first; the last line is all others together.
    public var domains: [DomainFigures]

    /// Counts a campaign by domain.
    ///
    /// - Parameter limit: at most so many domains; nil for all. In a period only the hundred largest of a campaign are told apart.
    public init(_ record: CampaignRecord, in ledger: LedgerFile, period: Period = Period(), limit: Int?) throws {
        campaign = record.name
        self.period = PeriodFigures(period)
        domains = try DomainFigures.of(record.id, in: ledger, period: period, limit: limit)
    }

    /// What a person reads.
    public func text(on page: Page) -> String {
        guard !domains.isEmpty else { return "\(campaign) has no messages\(period.note)" }
        let pairs = { (people: KeyPath<DomainFigures, Int?>, raw: KeyPath<DomainFigures, Int?>) in
            domains.map { line in
                guard let number = line[keyPath: people] else { return "" }
                return Figures.grouped(number) + (line[keyPath: raw].map { $0 > number ? " (\(Figures.grouped($0)))" : "" } ?? "")
            }
        }
        var columns: [TextTable.Column] = [.words("domain", domains.map(\.name))]
        if period.isAll { columns.append(.counts("planned", domains.map { $0.planned ?? 0 })) }
        columns += [
            .counts("accepted", domains.map(\.accepted)), .numbers("rate", domains.map { Figures.percent($0.acceptRate) }),
            .counts("refused", domains.map(\.refused)), .counts("deferrals", domains.map(\.deferrals)),
            .counts("waiting", domains.map(\.deferred), optional: true),
        ]
        if period.isAll {
            columns += [
                .counts("bounced", domains.map { $0.bounced ?? 0 }), .numbers("opened", pairs(\.opened, \.openedRaw)),
                .numbers("clicked", pairs(\.clicked, \.clickedRaw)), .counts("left", domains.map { $0.unsubscribed ?? 0 }),
                .counts("complained", domains.map { $0.complained ?? 0 }),
            ]
        }
        let note = period.isAll ? " · opened and clicked: people, estimated (with machines)" : period.note
        return ([page.bold(campaign) + " · by domain" + note, ""] + TextTable(columns: columns).lines(on: page)).joined(separator: "\n")
    }

    /// The rows of csv and ndjson.
    public var rows: ReportRows {
        ReportRows(
            domains,
            [
                .text("campaign") { _ in campaign }, .text("domain") { $0.name }, .count("planned") { $0.planned },
                .count("accepted") { $0.accepted }, .count("refused") { $0.refused }, .count("deferrals") { $0.deferrals },
                .count("deferred") { $0.deferred }, .share("accept_rate") { $0.acceptRate }, .count("bounced") { $0.bounced },
                .count("opened") { $0.opened }, .count("opened_raw") { $0.openedRaw }, .count("clicked") { $0.clicked },
                .count("clicked_raw") { $0.clickedRaw }, .count("unsubscribed") { $0.unsubscribed },
                .count("complained") { $0.complained },
            ])
    }
}

/// A recipient domain and what came of its messages.
public struct DomainFigures: Codable, Hashable, Sendable {
    /// The domain, lower case; `(others)` where only the largest are told apart.
    public var name: String
    /// Messages of the audience; nil where a period is counted.
    public var planned: Int?
    /// Messages a relay took.
    public var accepted: Int
    /// Messages that wait for another try now.
    public var deferred: Int
    /// Times a relay said "later".
    public var deferrals: Int
    /// Messages refused for good.
    public var refused: Int
    /// Accepted of accepted and refused, 0…1.
    public var acceptRate: Double?
    /// Messages that bounced later; nil where a period is counted, as are the others below.
    public var bounced: Int?
    /// People who opened, estimated.
    public var opened: Int?
    /// Recipients whose picture was fetched, by machines too.
    public var openedRaw: Int?
    /// People who clicked, estimated.
    public var clicked: Int?
    /// Recipients of whom a link was followed, by machines too.
    public var clickedRaw: Int?
    /// Recipients who asked to be left alone.
    public var unsubscribed: Int?
    /// Recipients who complained.
    public var complained: Int?
}
