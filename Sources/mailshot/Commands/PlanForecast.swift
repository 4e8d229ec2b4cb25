import Campaigns
import Deliverability
import Ledger
import MailFormat
import SMTP
import Sending

/// What of a campaign goes where, and when it would be done if it were sent now.
struct PlanForecast: Encodable, Sendable {
    struct Share: Encodable, Sendable {
        var relay: String
        var messages: Int
    }

    struct Bucket: Encodable, Sendable {
        var bucket: String
        var messages: Int
    }

    struct Day: Encodable, Sendable {
        var day: String
        var messages: Int
    }

    /// Messages by relay.
    var byRelay: [Share]
    /// Messages by provider, throttle or domain: the largest first, 15 at the most.
    var byBucket: [Bucket]
    /// Messages by day, in UTC.
    var days: [Day]
    /// When the last message goes; null where that is more than a year away.
    var doneAt: String?
    /// Seconds until then.
    var seconds: Int?
    /// What holds it back the longest: `relays`, `campaign`, `quotas`, or `bucket NAME`.
    var heldBackBy: String?
    /// Relays without a rate, for which one is assumed.
    var withoutRate: [String]
    private let buckets: Int
    private let done: Timestamp?
    private let now: Timestamp

    private enum CodingKeys: String, CodingKey {
        case byRelay, byBucket, days, doneAt, seconds, heldBackBy, withoutRate
    }

    /// Domains asked for at the most where mx_rollup is set: the largest.
    private static let asked = 1000

    /// Foresees what is left of a campaign; nil where only the sandbox is used.
    ///
    /// - Parameters:
    ///   - ledger: where the campaign's messages are.
    ///   - known: the project's ledger, with what its relays have used; nil where there is none yet.
    init?(of record: CampaignRecord, in ledger: LedgerFile, desk: CampaignDesk, known: LedgerFile?) async throws {
        let project = desk.project
        guard !project.usesSandbox else { return nil }
        let now = WallClock.now()
        let domains = try ledger.domainCounts(campaign: record.id, limit: .max).filter { $0.counts.remaining > 0 }
        let buckets = try await project.pool.knownBuckets(
            of: domains.prefix(Self.asked).map(\.name), remembering: MailHostsMemory(ledger: known, server: project.pool.nameServer))
        let standings = try project.standings(in: known, at: now)
        let eligible = Set(try desk.route.eligible(standings.map(\.relay), from: desk.campaign.from.address.domain).map(\.name))
        var loads: [String: Int] = [:]
        for domain in domains { loads[buckets.bucket(of: domain.name).name, default: 0] += domain.counts.remaining }
        let rates = Dictionary(buckets.limits.map { ($0.name, $0.rate) }, uniquingKeysWith: { first, _ in first })
        let sorted = loads.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        let forecast = SendForecast(
            sorted.map { SendForecast.Load($0.key, messages: $0.value, rate: rates[$0.key] ?? nil) },
            through: standings.filter { eligible.contains($0.relay.name) }.map(\.sender), campaign: desk.route.rate, from: now)
        byRelay = standings.compactMap { standing in
            forecast.byRelay[standing.relay.name].map { Share(relay: standing.relay.name, messages: $0) }
        }
        byBucket = sorted.prefix(15).map { Bucket(bucket: $0.key, messages: $0.value) }
        self.buckets = sorted.count
        days = forecast.byDay.map { Day(day: String(DateFormat.iso8601($0.day).prefix(10)), messages: $0.messages) }
        done = forecast.finish
        doneAt = done.map { DateFormat.iso8601($0) }
        seconds = done.map { Int((($0 - now) / .seconds(1)).rounded(.up)) }
        heldBackBy = forecast.bottleneck.map { bottleneck in
            switch bottleneck {
            case .relays: "relays"
            case .campaign: "campaign"
            case .quotas: "quotas"
            case .bucket(let name): "bucket \(name)"
            }
        }
        withoutRate = standings.map(\.relay).filter { eligible.contains($0.name) && $0.policy.rate == nil }.map(\.name)
        self.now = now
    }

    /// What a person reads.
    func lines(_ style: TextStyle) -> [String] {
        var lines = ["  by relay     " + byRelay.map { "\($0.relay) \(NumberText.grouped($0.messages))" }.joined(separator: " · ")]
        let shown = byBucket.prefix(5).map { "\($0.bucket) \(NumberText.grouped($0.messages))" }.joined(separator: " · ")
        lines.append("  by provider  " + shown + (buckets > 5 ? " · and \(NumberText.grouped(buckets - 5)) more" : ""))
        if days.count > 1 {
            let shown = days.prefix(7).map { "\($0.day) \(NumberText.grouped($0.messages))" }.joined(separator: " · ")
            lines.append("  by day       " + shown + (days.count > 7 ? " · and \(days.count - 7) days more" : ""))
        }
        lines.append("  " + summary)
        if !withoutRate.isEmpty {
            lines.append(
                style.dim("  \(withoutRate.joined(separator: ", ")): no rate is set; five messages a second and connection are assumed"))
        }
        return lines
    }

    /// `about 41 min, done by 15:32 UTC; the relays' rates hold it back`
    var summary: String {
        guard let done else { return "it would take more than a year; raise the quotas or add a relay" }
        let cause =
            switch heldBackBy {
            case "relays": "; as fast as the relays may be used"
            case "campaign": "; held back by the campaign's own rate"
            case "quotas": "; held back by quotas and warm-up"
            case let bucket?: "; held back by the \(bucket)"
            case nil: ""
            }
        return "about \(NumberText.length(done - now)), done by \(MomentText.short(done, at: now))\(cause)"
    }
}

extension PoolSettings {
    /// The buckets, with what is known of where domains are hosted: remembered, or asked now where that is of use.
    func knownBuckets(of domains: [String], remembering memory: MailHostsMemory) async throws -> DomainBuckets {
        guard buckets().asksForHosts else { return buckets() }
        return buckets(hosts: try await memory.hosts(of: Array(Set(domains + buckets().namedDomains)).sorted()))
    }
}
