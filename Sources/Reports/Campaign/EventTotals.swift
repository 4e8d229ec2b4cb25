import Ledger

/// The events of a campaign in a period, added up by kind.
struct EventTotals {
    private let counts: [EventCount]

    init(_ ledger: LedgerFile, campaign: Int64, period: Period) throws {
        counts = try ledger.eventCounts(campaign: campaign, since: period.since, until: period.until, by: [.kind, .machine, .detail])
    }

    /// Events of a campaign out of those of many.
    init(_ counts: [EventCount]) { self.counts = counts }

    private func sum(_ kind: Event.Kind, machine: Bool? = nil, _ number: KeyPath<EventCount, Int>) -> Int {
        counts.reduce(0) { $1.kind == kind && (machine == nil || $1.machine == machine) ? $0 + $1[keyPath: number] : $0 }
    }

    /// Messages of which people did it.
    func people(_ kind: Event.Kind) -> Int { sum(kind, machine: false, \.firstOfVerdict) }

    /// Messages of which it was done, by machines too.
    func raw(_ kind: Event.Kind) -> Int { sum(kind, \.firstOfKind) }

    /// Events by machines, or by people.
    func events(_ kind: Event.Kind, machine: Bool) -> Int { sum(kind, machine: machine, \.events) }

    func engagement(_ kind: Event.Kind) -> EngagementFigures {
        EngagementFigures(unique: people(kind), total: events(kind, machine: false), machine: events(kind, machine: true))
    }

    /// Messages that bounced, by class.
    var bounces: [String: Int] {
        var classes = Dictionary(uniqueKeysWithValues: BounceClass.allCases.map { ($0.rawValue, 0) })
        for count in counts where count.kind == .bounce && count.machine == false {
            classes[count.detail ?? "", default: 0] += count.firstOfClass
        }
        return classes
    }
}
