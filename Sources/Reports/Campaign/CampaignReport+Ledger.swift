public import Ledger
import MailFormat

extension CampaignReport {
    /// Counts a campaign.
    ///
    /// - Parameters:
    ///   - period: what happened in it counts; states and what waits are as they are now.
    ///   - span: the steps of the timeline; nil for whatever fits.
    ///   - policy: from when on the guard is raised.
    ///   - variants: how its variants did.
    public init(
        _ record: CampaignRecord, in ledger: LedgerFile, period: Period = Period(), span: Span? = nil,
        policy: BouncePolicy = BouncePolicy(),
        variants: [VariantFigures] = []
    ) throws {
        let counts = try ledger.counts(campaign: record.id)
        let events = try EventTotals(ledger, campaign: record.id, period: period)
        campaign = record.name
        state = record.state.rawValue
        startedAt = record.startedAt.map { DateFormat.iso8601($0) }
        finishedAt = record.finishedAt.map { DateFormat.iso8601($0) }
        self.period = PeriodFigures(period)
        planned = counts.planned
        messages = Dictionary(uniqueKeysWithValues: MessageState.allCases.map { ($0.rawValue, counts[$0]) })
        opens = events.engagement(.open)
        clicks = events.engagement(.click)
        unsubscribes = events.people(.unsubscribe)
        complaints = events.people(.complaint)
        bounces = events.bounces
        `guard` = GuardFigures(try ledger.campaignGuard(record.id, policy: policy))
        links = try LinkFigures.of(record.id, in: ledger, period: period, clickers: events.people(.click))
        relays = try RelayFigures.of(record.id, in: ledger, period: period)
        domains = try DomainFigures.of(record.id, in: ledger, period: period, limit: Self.mostDomains)
        replies = Array(
            try ReplyFigures.of(record.id, in: ledger, period: period).filter { $0.state != "accepted" }.prefix(Self.mostReplies))
        bounceReasons = try BounceReasonFigures.of(record.id, in: ledger, period: period)
        suppressed = try ledger.reasonCounts(campaign: record.id, state: .suppressed)
        timeline = try Timeline(campaign: record.id, in: ledger, period: period, span: span)
        self.variants = variants
        let accepted = period.isAll ? counts[.accepted] : relays.reduce(0) { $0 + $1.accepted }
        funnel = Self.funnel(counts, accepted: accepted, events)
    }

    private static func funnel(_ counts: StateCounts, accepted: Int, _ events: EventTotals) -> [FunnelStage] {
        let toSend = counts.planned - counts[.suppressed] - counts[.cancelled]
        func stage(_ name: FunnelStage.Name, _ count: Int, raw: Int? = nil, of: FunnelStage.Name?, _ whole: Int) -> FunnelStage {
            FunnelStage(
                name: name, count: count, raw: raw, of: of, rate: of == nil ? nil : Figures.share(count, of: whole),
                rawRate: raw.flatMap { Figures.share($0, of: whole) })
        }
        let inHand = counts[.queued] + counts[.leased] + counts[.transmitting]
        let rest: [(FunnelStage.Name, Int)] = [
            (.refused, counts[.refused]), (.deferred, counts[.deferred]), (.uncertain, counts[.uncertain]), (.queued, inHand),
            (.expired, counts[.expired]), (.cancelled, counts[.cancelled]), (.failed, counts[.failed]),
        ]
        return [
            stage(.planned, counts.planned, of: nil, 0),
            stage(.toSend, toSend, of: .planned, counts.planned),
            stage(.accepted, accepted, of: .toSend, toSend),
            stage(.delivered, events.raw(.delivered), of: .accepted, accepted),
            stage(.bounced, events.people(.bounce), of: .accepted, accepted),
            stage(.opened, events.people(.open), raw: events.raw(.open), of: .accepted, accepted),
            stage(.clicked, events.people(.click), raw: events.raw(.click), of: .accepted, accepted),
            stage(.unsubscribed, events.people(.unsubscribe), of: .accepted, accepted),
            stage(.complained, events.people(.complaint), of: .accepted, accepted),
        ] + rest.map { stage($0.0, $0.1, of: .planned, counts.planned) }
    }

    /// A stage of the funnel.
    public func stage(_ name: FunnelStage.Name) -> FunnelStage? { funnel.first { $0.name == name } }
}

extension GuardFigures {
    init(_ standing: CampaignGuard) {
        self.init(
            raised: standing.isRaised, blocked: standing.counts[.blocked], refused: standing.counts[.refused],
            complaints: standing.counts[.complaints], answered: standing.counts.answered, share: standing.share(.blocked),
            cause: standing.breach?.description)
    }
}
