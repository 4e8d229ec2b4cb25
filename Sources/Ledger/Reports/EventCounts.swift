import GRDB
public import MailFormat

/// What happened after messages left, counted.
public struct EventCount: Hashable, Sendable {
    /// By what events can be told apart. What is not asked for is nil in the counts.
    public enum Dimension: String, Hashable, Sendable, CaseIterable {
        /// The campaign.
        case campaign
        /// What happened.
        case kind
        /// The quarter of an hour.
        case quarter
        /// The class inside the kind.
        case detail
        /// The rule that told it, of bounces and refusals.
        case cause
        /// Whether a machine did it.
        case machine
        /// The link.
        case link
        /// The relay that had the message.
        case relay

        var none: String {
            switch self {
            case .campaign, .quarter, .relay: "0"
            case .machine, .link: "-1"
            case .kind, .detail, .cause: "''"
            }
        }
    }

    /// The campaign's number.
    public var campaign: Int64?
    /// What happened.
    public var kind: Event.Kind?
    /// The start of the quarter of an hour.
    public var quarter: Timestamp?
    /// The class inside the kind.
    public var detail: String?
    /// The rule that told it; empty where it is not known.
    public var cause: String?
    /// Whether a machine did it.
    public var machine: Bool?
    /// The link's number.
    public var link: Int?
    /// The relay's name.
    public var relay: String?
    /// How many events.
    public var events: Int
    /// Messages of which these are the first events of their kind, machine, detail and link.
    public var firstOfClass: Int
    /// Messages of which these are the first events of their kind and machine.
    public var firstOfVerdict: Int
    /// Messages of which these are the first events of their kind.
    public var firstOfKind: Int
}

extension LedgerFile {
    /// Counts what happened after messages left. A message counts when its first event was recorded, at that event's time.
    ///
    /// - Parameters:
    ///   - campaign: of one campaign; nil for all.
    ///   - kinds: only events of these.
    ///   - since: from this quarter of an hour on; nil from the start.
    ///   - until: up to this quarter, which does not count; nil without end.
    ///   - dimensions: what is told apart.
    /// - Returns: the counts, ordered by what is told apart.
    public func eventCounts(
        campaign: Int64? = nil, kinds: Set<Event.Kind> = Set(Event.Kind.allCases), since: Timestamp? = nil, until: Timestamp? = nil,
        by dimensions: Set<EventCount.Dimension>
    ) throws(LedgerError) -> [EventCount] {
        try read { database in
            let columns = EventCount.Dimension.allCases.map { dimensions.contains($0) ? $0.rawValue : "\($0.none) AS \($0.rawValue)" }
            let list = kinds.map { "'\($0.rawValue)'" }.sorted().joined(separator: ", ")
            let rows = try Row.fetchCursor(
                database,
                sql: """
                    SELECT \(columns.joined(separator: ", ")), sum(events) AS events, sum(firstOfClass) AS firstOfClass,
                        sum(firstOfVerdict) AS firstOfVerdict, sum(firstOfKind) AS firstOfKind,
                        (SELECT name FROM relay WHERE relay.id = eventCount.relay) AS relayName
                    FROM eventCount
                    WHERE \(campaign == nil ? "?1 IS NULL" : "campaign = ?1") AND kind IN (\(list)) AND quarter >= ?2 AND quarter < ?3
                        AND events > 0
                    GROUP BY 1, 2, 3, 4, 5, 6, 7, 8 ORDER BY 1, 2, 3, 4, 5, 6, 7, 8
                    """, arguments: [campaign, since?.milliseconds ?? 0, until?.milliseconds ?? .max])
            var counts: [EventCount] = []
            while let row = try rows.next() { counts.append(EventCount(row, dimensions)) }
            return counts
        }
    }

    /// How long after the acceptance people first opened, or clicked: how many in each ``WaitClass``, the shortest first.
    public func delayCounts(of kind: Event.Kind, campaign id: Int64) throws(LedgerError) -> [(wait: Int, count: Int)] {
        try read { database in
            try Row.fetchAll(
                database, sql: "SELECT wait, count FROM eventDelay WHERE campaign = ? AND kind = ? AND count > 0 ORDER BY wait",
                arguments: [id, kind.rawValue]
            ).map { ($0[0], $0[1]) }
        }
    }
}

extension EventCount {
    init(_ row: Row, _ dimensions: Set<Dimension>) {
        self.init(
            events: row["events"], firstOfClass: row["firstOfClass"], firstOfVerdict: row["firstOfVerdict"],
            firstOfKind: row["firstOfKind"])
        if dimensions.contains(.campaign) { campaign = row["campaign"] }
        if dimensions.contains(.kind) { kind = Event.Kind(rawValue: row["kind"]) }
        if dimensions.contains(.quarter) { quarter = Timestamp(milliseconds: row["quarter"]) }
        if dimensions.contains(.detail) { detail = row["detail"] }
        if dimensions.contains(.cause) { cause = row["cause"] }
        if dimensions.contains(.machine) { machine = row["machine"] }
        if dimensions.contains(.link), let number = row["link"] as Int?, number >= 0 { link = number }
        if dimensions.contains(.relay) { relay = row["relayName"] ?? "" }
    }
}
