import Ledger

extension DomainFigures {
    /// The name of the line in which all domains are that have none of their own.
    public static let others = "(others)"

    /// A campaign's domains, the largest first, then all others together.
    ///
    /// - Parameter limit: at most so many domains with a line of their own; nil for all. In a period only the campaign's hundred largest have one.
    static func of(_ campaign: Int64, in ledger: LedgerFile, period: Period, limit: Int?) throws -> [DomainFigures] {
        var waiting: [String: Int] = [:]
        for count in try ledger.waitingCounts(campaign: campaign) { waiting[count.domain, default: 0] += count.messages }
        guard period.isAll else { return try within(period, campaign, in: ledger, waiting: waiting, limit: limit) }
        let (domains, all) = try ledger.domainTotals(campaign: campaign, limit: limit)
        var lines = domains.map { DomainFigures($0, waiting: waiting[$0.domain] ?? 0) }
        var rest = DomainFigures(all, waiting: waiting.values.reduce(0, +))
        rest.name = others
        for line in lines { rest.subtract(line) }
        rest.acceptRate = Figures.share(rest.accepted, of: rest.accepted + rest.refused)
        if rest.planned ?? 0 > 0 { lines.append(rest) }
        return lines
    }

    private static func within(
        _ period: Period, _ campaign: Int64, in ledger: LedgerFile, waiting: [String: Int], limit: Int?
    ) throws -> [DomainFigures] {
        let counts = try ledger.outcomeCounts(campaign: campaign, since: period.since, until: period.until, by: [.domain, .outcome])
        var totals: [String: OutcomeTotals] = [:]
        for count in counts { totals[count.domain ?? "", default: OutcomeTotals([])].add(count) }
        let large = totals.filter { !$0.key.isEmpty }.sorted {
            ($1.value.accepted + $1.value.refused, $0.key) < ($0.value.accepted + $0.value.refused, $1.key)
        }
        let shown = large.prefix(limit ?? .max).map { DomainFigures($0.key, $0.value, waiting: waiting[$0.key] ?? 0) }
        let own = Set(shown.map(\.name))
        let rest = OutcomeTotals(counts.filter { !own.contains($0.domain ?? "") })
        let restWaiting = waiting.reduce(0) { own.contains($1.key) ? $0 : $0 + $1.value }
        guard rest.accepted + rest.refused + rest.deferrals + restWaiting > 0 else { return shown }
        return shown + [DomainFigures(others, rest, waiting: restWaiting)]
    }

    private init(_ name: String, _ totals: OutcomeTotals, waiting: Int) {
        self.init(
            name: name, accepted: totals.accepted, deferred: waiting, deferrals: totals.deferrals, refused: totals.refused,
            acceptRate: totals.acceptRate)
    }

    private init(_ totals: DomainTotals, waiting: Int) {
        let (accepted, refused) = (totals.outcomes[.accepted] ?? 0, totals.outcomes[.refused] ?? 0)
        self.init(
            name: totals.domain, planned: totals.planned, accepted: accepted, deferred: waiting,
            deferrals: totals.outcomes[.deferred] ?? 0, refused: refused, acceptRate: Figures.share(accepted, of: accepted + refused),
            bounced: totals.people[.bounce] ?? 0, opened: totals.people[.open] ?? 0, openedRaw: totals.raw[.open] ?? 0,
            clicked: totals.people[.click] ?? 0, clickedRaw: totals.raw[.click] ?? 0, unsubscribed: totals.people[.unsubscribe] ?? 0,
            complained: totals.people[.complaint] ?? 0)
    }

    private mutating func subtract(_ other: DomainFigures) {
        planned = (planned ?? 0) - (other.planned ?? 0)
        accepted -= other.accepted
        deferred -= other.deferred
        deferrals -= other.deferrals
        refused -= other.refused
        for number in [\DomainFigures.bounced, \.opened, \.openedRaw, \.clicked, \.clickedRaw, \.unsubscribed, \.complained] {
            self[keyPath: number] = (self[keyPath: number] ?? 0) - (other[keyPath: number] ?? 0)
        }
    }
}
