/// `report --explain`: what each word of the funnel counts.
public struct Definitions: Report {
    /// The format of the keys.
    public var schema = 1
    /// The words in the order of the funnel.
    public var definitions: [Definition]

    /// One word.
    public struct Definition: Codable, Hashable, Sendable {
        /// The stage.
        public var stage: FunnelStage.Name
        /// What its number counts.
        public var definition: String
    }

    /// All words.
    public init() {
        definitions = FunnelStage.Name.allCases.map { Definition(stage: $0, definition: FunnelStage.definition(of: $0)) }
    }

    /// What a person reads.
    public func text(on page: Page) -> String {
        let words = definitions.flatMap { [page.bold($0.stage.title)] + page.wrap($0.definition, indent: 2) }
        return (words + [""] + page.wrap(Self.rules)).joined(separator: "\n")
    }

    private static let rules = """
        Accepted and refused count at the moment of the answer; who opened, clicked, bounced, complained or left counts once, at the time of \
        the event that was recorded first. Rates of to send are of planned, accepted of to send, all that comes later of accepted.
        """

    /// The rows of csv and ndjson.
    public var rows: ReportRows {
        ReportRows(definitions, [.text("stage") { $0.stage.rawValue }, .text("definition") { $0.definition }])
    }
}
