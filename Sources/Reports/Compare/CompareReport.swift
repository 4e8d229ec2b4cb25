/// `report compare A B`: two campaigns beside each other.
public struct CompareReport: Report {
    /// The format of the keys.
    public var schema = 1
    /// The first campaign's name.
    public var first: String
    /// The second campaign's name.
    public var second: String
    /// The lines of the funnel.
    public var measures: [Measure]

    /// One number of both campaigns.
    public struct Measure: Codable, Hashable, Sendable {
        /// What it is.
        public var name: FunnelStage.Name
        /// Of the first.
        public var first: Int
        /// Of the second.
        public var second: Int
        /// The first's rate, 0…1.
        public var firstRate: Double?
        /// The second's rate.
        public var secondRate: Double?
        /// How much higher the second's rate is, in parts of 1.
        public var difference: Double?
        /// The lower end of the difference's 95 % interval (Newcombe).
        public var low: Double?
        /// The upper end. Where the interval has zero in it, chance alone may have made the difference.
        public var high: Double?
    }

    /// Compares two campaigns.
    public init(_ first: CampaignReport, _ second: CampaignReport) {
        self.first = first.campaign
        self.second = second.campaign
        let names: [FunnelStage.Name] = [
            .planned, .toSend, .accepted, .refused, .delivered, .bounced, .opened, .clicked, .unsubscribed, .complained,
        ]
        measures = names.compactMap { name in
            guard let one = first.stage(name), let other = second.stage(name) else { return nil }
            var measure = Measure(name: name, first: one.count, second: other.count, firstRate: one.rate, secondRate: other.rate)
            if let of = one.of, let whole = first.stage(of)?.count, let otherWhole = second.stage(of)?.count {
                let interval = Interval.ofDifference((one.count, whole), (other.count, otherWhole))
                if let a = one.rate, let b = other.rate { measure.difference = b - a }
                (measure.low, measure.high) = (interval?.low, interval?.high)
            }
            return measure
        }
    }

    /// What a person reads.
    public func text(on page: Page) -> String {
        let sign = { (value: Double?) in value.map { ($0 > 0 ? "+" : "") + Figures.decimal($0 * 100, digits: 2) } ?? "–" }
        let table = TextTable(columns: [
            .words("", measures.map(\.name.title)), .counts(first, measures.map(\.first)),
            .numbers("", measures.map { Figures.percent($0.firstRate) }), .counts(second, measures.map(\.second)),
            .numbers("", measures.map { Figures.percent($0.secondRate) }), .numbers("points", measures.map { sign($0.difference) }),
            .words("95 % interval", measures.map { $0.low == nil ? "" : "\(sign($0.low)) … \(sign($0.high))" }),
            .words(
                "",
                measures.map { measure in
                    guard let low = measure.low, let high = measure.high else { return "" }
                    return low > 0 || high < 0 ? "differs" : "may be chance"
                }),
        ])
        return ([page.bold("\(first) and \(second)") + " · people are estimated", ""] + table.lines(on: page)).joined(separator: "\n")
    }

    /// The rows of csv and ndjson.
    public var rows: ReportRows {
        ReportRows(
            measures,
            [
                .text("measure") { $0.name.rawValue }, .count("first") { $0.first }, .share("first_rate") { $0.firstRate },
                .count("second") { $0.second }, .share("second_rate") { $0.secondRate }, .share("difference") { $0.difference },
                .share("low") { $0.low }, .share("high") { $0.high },
            ])
    }
}

/// Intervals of shares at 95 %.
public enum Interval {
    private static let z = 1.959_963_984_540_054

    /// The score interval of a share.
    ///
    /// SeeAlso: E. B. Wilson, "Probable inference, the law of succession, and statistical inference", 1927
    public static func wilson(_ part: Int, of whole: Int) -> (low: Double, high: Double)? {
        guard whole > 0 else { return nil }
        let (n, p) = (Double(whole), Double(min(part, whole)) / Double(whole))
        let centre = p + z * z / (2 * n)
        let spread = z * (p * (1 - p) / n + z * z / (4 * n * n)).squareRoot()
        return (max(0, (centre - spread) / (1 + z * z / n)), min(1, (centre + spread) / (1 + z * z / n)))
    }

    /// The interval of how much higher the second share is than the first.
    ///
    /// SeeAlso: R. G. Newcombe, "Interval estimation for the difference between independent proportions", 1998, method 10
    public static func ofDifference(_ first: (part: Int, whole: Int), _ second: (part: Int, whole: Int)) -> (low: Double, high: Double)? {
        guard let one = wilson(first.part, of: first.whole), let other = wilson(second.part, of: second.whole) else { return nil }
        let (p, q) = (Double(first.part) / Double(first.whole), Double(second.part) / Double(second.whole))
        let square = { (value: Double) in value * value }
        return (
            q - p - (square(q - other.low) + square(one.high - p)).squareRoot(),
            q - p + (square(other.high - q) + square(p - one.low)).squareRoot()
        )
    }
}
