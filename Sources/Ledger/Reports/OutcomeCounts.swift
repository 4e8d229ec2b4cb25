import GRDB
public import MailFormat

/// What came of messages at relays, counted.
public struct OutcomeCount: Hashable, Sendable {
    /// What a relay's answer came to.
    public enum Outcome: String, Hashable, Sendable, Codable, CaseIterable {
        /// It took the message.
        case accepted
        /// It refused it for good, or trying was given up.
        case refused
        /// It said "later", or could not be reached: counted each time.
        case deferred
    }

    /// By what outcomes can be told apart. What is not asked for is empty in the counts.
    public enum Dimension: String, Hashable, Sendable, CaseIterable {
        /// The campaign.
        case campaign
        /// The quarter of an hour.
        case quarter
        /// The recipient domain; empty for all but the campaign's largest.
        case domain
        /// The relay.
        case relay
        /// What it came to.
        case outcome
        /// The codes of the reply.
        case reply
        /// How long acceptance took.
        case wait

        /// Its columns, and what stands for them where they are not asked for.
        var columns: [(name: String, none: String)] {
            switch self {
            case .campaign, .quarter, .relay: [(rawValue, "0")]
            case .domain, .outcome: [(rawValue, "''")]
            case .reply: [("code", "0"), ("enhanced", "''")]
            case .wait: [("wait", "-1")]
            }
        }
    }

    /// The campaign's number.
    public var campaign: Int64?
    /// The start of the quarter of an hour.
    public var quarter: Timestamp?
    /// The recipient domain; empty for those that are counted together.
    public var domain: String?
    /// The relay's name; empty where none was spoken to.
    public var relay: String?
    /// What it came to.
    public var outcome: Outcome?
    /// Code of the reply; nil where there was none.
    public var code: Int?
    /// Enhanced code of the reply.
    public var enhanced: String?
    /// The ``WaitClass`` of the time from the first lease to the acceptance.
    public var wait: Int?
    /// How many.
    public var count: Int
    /// The number of one of the messages.
    public var example: Int64
}

extension LedgerFile {
    /// Counts what relays took, refused and put off.
    ///
    /// - Parameters:
    ///   - campaign: of one campaign; nil for all.
    ///   - since: from this quarter of an hour on; nil from the start.
    ///   - until: up to this quarter, which does not count; nil without end.
    ///   - dimensions: what is told apart.
    /// - Returns: the counts, ordered by what is told apart.
    public func outcomeCounts(
        campaign: Int64? = nil, since: Timestamp? = nil, until: Timestamp? = nil, by dimensions: Set<OutcomeCount.Dimension>
    ) throws(LedgerError) -> [OutcomeCount] {
        try read { database in
            let tails = try String.fetchAll(
                database, sql: "SELECT ranges FROM outcomeTail WHERE ?1 IS NULL OR campaign = ?1", arguments: [campaign])
            let tail = tails.compactMap(MessageRanges.init(json:)).reduce(into: MessageRanges()) { $0.insert($1) }
            let columns = OutcomeCount.Dimension.allCases.flatMap { dimension in
                dimension.columns.map { dimensions.contains(dimension) ? $0.name : "\($0.none) AS \($0.name)" }
            }
            let rows = try Row.fetchCursor(
                database,
                sql: """
                    SELECT \(columns.joined(separator: ", ")), sum(count) AS count, min(example) AS example,
                        (SELECT name FROM relay WHERE relay.id = counted.relay) AS relayName
                    FROM (
                        SELECT campaign, quarter, domain, relay, outcome, code, enhanced, wait, count, example FROM outcomeCount
                        WHERE \(campaign == nil ? "?2 IS NULL" : "campaign = ?2") AND quarter >= ?3 AND quarter < ?4 AND count > 0
                        UNION ALL
                        SELECT * FROM (\(OutcomeRollup.answered)) WHERE quarter >= ?3 AND quarter < ?4
                    ) AS counted GROUP BY 1, 2, 3, 4, 5, 6, 7, 8 ORDER BY 1, 2, 3, 4, 5, 6, 7, 8
                    """, arguments: [tail.json, campaign, since?.milliseconds ?? 0, until?.milliseconds ?? .max])
            var counts: [OutcomeCount] = []
            while let row = try rows.next() { counts.append(OutcomeCount(row, dimensions)) }
            return counts
        }
    }
}

extension OutcomeCount {
    init(_ row: Row, _ dimensions: Set<Dimension>) {
        self.init(count: row["count"], example: row["example"])
        if dimensions.contains(.campaign) { campaign = row["campaign"] }
        if dimensions.contains(.quarter) { quarter = Timestamp(milliseconds: row["quarter"]) }
        if dimensions.contains(.domain) { domain = row["domain"] }
        if dimensions.contains(.relay) { relay = row["relayName"] ?? "" }
        if dimensions.contains(.outcome) { outcome = Outcome(rawValue: row["outcome"]) }
        if dimensions.contains(.reply) {
            code = (row["code"] as Int) == 0 ? nil : row["code"]
            enhanced = (row["enhanced"] as String).isEmpty ? nil : row["enhanced"]
        }
        if dimensions.contains(.wait) { wait = row["wait"] }
    }
}
