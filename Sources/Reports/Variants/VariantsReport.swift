public import Ledger
import MailFormat

/// `report variants CAMPAIGN`: how the variants of a campaign did.
public struct VariantsReport: Report {
    /// The format of the keys.
    public var schema = 1
    /// The campaign's name.
    public var campaign: String
    /// The variants.
    public var variants: [VariantFigures]

    /// Variants that were counted.
    public init(_ record: CampaignRecord, variants: [VariantFigures]) {
        campaign = record.name
        self.variants = variants
    }

    /// What a person reads.
    public func text(on page: Page) -> String {
        guard !variants.isEmpty else { return "\(campaign) has no variants" }
        let table = TextTable(columns: [
            .words("variant", variants.map { TerminalText.safe($0.name) }), .counts("accepted", variants.map(\.accepted)),
            .words("metric", variants.map(\.metric)), .counts("people", variants.map(\.people)),
            .numbers("share", variants.map { Figures.percent($0.share) }),
            .words("95 % interval", variants.map { "\(Figures.percent($0.low)) … \(Figures.percent($0.high))" }),
            .words("", variants.map { $0.isWinner ? "winner" : "" }, optional: true),
        ])
        return ([page.bold(campaign) + " · variants; people are estimated", ""] + table.lines(on: page)).joined(separator: "\n")
    }

    /// The rows of csv and ndjson.
    public var rows: ReportRows {
        ReportRows(
            variants,
            [
                .text("campaign") { _ in campaign }, .text("variant") { $0.name }, .count("accepted") { $0.accepted },
                .text("metric") { $0.metric }, .count("people") { $0.people }, .share("share") { $0.share }, .share("low") { $0.low },
                .share("high") { $0.high }, .text("winner") { $0.isWinner ? "true" : "false" },
            ])
    }
}

/// A variant of a campaign and how it did.
public struct VariantFigures: Codable, Hashable, Sendable {
    /// Its name.
    public var name: String
    /// Messages accepted.
    public var accepted: Int
    /// What decides: `opened`, `clicked`.
    public var metric: String
    /// People, estimated, who did it.
    public var people: Int
    /// People of accepted, 0…1.
    public var share: Double?
    /// The lower end of the share's 95 % interval (Wilson).
    public var low: Double?
    /// The upper end.
    public var high: Double?
    /// Whether it won.
    public var isWinner: Bool

    /// A variant from its parts.
    public init(
        name: String, accepted: Int, metric: String, people: Int, share: Double?, low: Double?, high: Double?, isWinner: Bool = false
    ) {
        self.name = name
        self.accepted = accepted
        self.metric = metric
        self.people = people
        self.share = share
        self.low = low
        self.high = high
        self.isWinner = isWinner
    }
}
