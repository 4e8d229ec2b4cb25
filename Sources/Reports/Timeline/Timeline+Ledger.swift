import Ledger
import MailFormat

extension Timeline {
    /// Counts a campaign by steps.
    ///
    /// - Parameter span: the steps; nil for whatever gives some dozens of them.
    init(campaign: Int64, in ledger: LedgerFile, period: Period, span: Span?) throws {
        let outcomes = try ledger.outcomeCounts(
            campaign: campaign, since: period.since, until: period.until, by: [.quarter, .outcome])
        let events = try ledger.eventCounts(
            campaign: campaign, kinds: [.open, .click, .bounce, .complaint, .unsubscribe], since: period.since, until: period.until,
            by: [.kind, .quarter, .machine])
        self.init(outcomes, events, zone: period.zone, span: span)
    }

    init(_ outcomes: [OutcomeCount], _ events: [EventCount], zone: Period.Zone, span: Span?) {
        let quarters = outcomes.compactMap(\.quarter) + events.compactMap(\.quarter)
        let (first, last) = (quarters.min() ?? Timestamp(milliseconds: 0), quarters.max() ?? Timestamp(milliseconds: 0))
        let span = span ?? Span.fitting(last - first)
        var steps = quarters.isEmpty ? [] : Self.starts(from: first, through: last, span, zone)
        let places = Dictionary(uniqueKeysWithValues: steps.indices.map { (steps[$0].0, $0) })
        func at(_ quarter: Timestamp?, _ change: (inout TimelineStep) -> Void) {
            guard let quarter, let place = places[span.start(at: quarter, in: zone)] else { return }
            change(&steps[place].1)
        }
        for count in outcomes {
            at(count.quarter) { step in
                switch count.outcome {
                case .accepted: step.accepted += count.count
                case .refused: step.refused += count.count
                case .deferred: step.deferred += count.count
                case nil: break
                }
            }
        }
        for count in events { at(count.quarter) { $0.add(count) } }
        self.init(span: span, timeZone: zone.name, steps: steps.map(\.1))
    }

    private static func starts(from first: Timestamp, through last: Timestamp, _ span: Span, _ zone: Period.Zone) -> [(
        Timestamp, TimelineStep
    )] {
        var steps: [(Timestamp, TimelineStep)] = []
        var start = span.start(at: first, in: zone)
        while start <= last {
            steps.append((start, TimelineStep(start: zone.text(of: start))))
            start = span.next(after: start, in: zone)
        }
        return steps
    }
}

extension TimelineStep {
    fileprivate mutating func add(_ count: EventCount) {
        let people = count.machine == false ? count.firstOfVerdict : 0
        switch count.kind {
        case .open:
            opened += people
            openedRaw += count.firstOfKind
            if count.machine == false { opens += count.events }
        case .click:
            clicked += people
            clickedRaw += count.firstOfKind
            if count.machine == false { clicks += count.events }
        case .bounce: bounced += people
        case .complaint: complained += people
        case .unsubscribe: unsubscribed += people
        default: break
        }
    }
}
