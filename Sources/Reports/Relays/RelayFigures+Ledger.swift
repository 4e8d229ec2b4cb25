import Ledger

extension RelayFigures {
    /// A campaign's relays by name.
    static func of(_ campaign: Int64, in ledger: LedgerFile, period: Period) throws -> [RelayFigures] {
        let outcomes = try ledger.outcomeCounts(
            campaign: campaign, since: period.since, until: period.until, by: [.relay, .outcome, .wait])
        let events = try ledger.eventCounts(
            campaign: campaign, kinds: [.bounce, .complaint], since: period.since, until: period.until, by: [.kind, .machine, .relay])
        let waiting = try ledger.waitingCounts(campaign: campaign)
        let names = Set(outcomes.compactMap(\.relay) + waiting.map(\.relay)).subtracting([""])
        return names.sorted().map { name in
            let own = outcomes.filter { $0.relay == name }
            let totals = OutcomeTotals(own)
            func people(_ kind: Event.Kind) -> Int {
                events.reduce(0) { $1.relay == name && $1.kind == kind && $1.machine == false ? $0 + $1.firstOfVerdict : $0 }
            }
            return RelayFigures(
                name: name, accepted: totals.accepted, deferred: waiting.reduce(0) { $1.relay == name ? $0 + $1.messages : $0 },
                deferrals: totals.deferrals, refused: totals.refused, acceptRate: totals.acceptRate,
                acceptP50: totals.percentile(0.5), acceptP95: totals.percentile(0.95), bounced: people(.bounce),
                complained: people(.complaint))
        }
    }
}

/// Outcomes added up.
struct OutcomeTotals {
    private(set) var accepted = 0
    private(set) var refused = 0
    private(set) var deferrals = 0
    private var waits: [Int: Int] = [:]

    init(_ counts: some Sequence<OutcomeCount>) {
        for count in counts { add(count) }
    }

    mutating func add(_ count: OutcomeCount) {
        switch count.outcome {
        case .accepted:
            accepted += count.count
            if let wait = count.wait { waits[wait, default: 0] += count.count }
        case .refused: refused += count.count
        case .deferred: deferrals += count.count
        case nil: break
        }
    }

    /// Accepted of accepted and refused.
    var acceptRate: Double? { Figures.share(accepted, of: accepted + refused) }

    /// Milliseconds within which a share of what was accepted was accepted: the end of the class in which the share is reached.
    func percentile(_ share: Double) -> Int? { Percentile.of(waits, share) }
}

/// Percentiles of lengths of time that are counted in classes.
enum Percentile {
    /// The end of the class in which a share (0…1) of all is reached, in milliseconds; nil of nothing.
    static func of(_ waits: [Int: Int], _ share: Double) -> Int? {
        let total = waits.values.reduce(0, +)
        guard total > 0 else { return nil }
        let rank = max(1, Int((Double(total) * share).rounded(.up)))
        var seen = 0
        for (wait, count) in waits.sorted(by: { $0.key < $1.key }) {
            seen += count
            if seen >= rank { return Int(WaitClass.end(of: wait)) }
        }
        return nil
    }
}
