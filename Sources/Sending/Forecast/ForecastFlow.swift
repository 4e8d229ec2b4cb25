import MailFormat
import SMTP

/// The state of a forecast between two events.
struct ForecastFlow {
    /// Time in which everything flows evenly.
    struct Stretch {
        var seconds: Double
        var messages: Double
        /// Days since 1970.
        var day: Int64
        var bottleneck: SendForecast.Bottleneck
    }

    private var loads: [(bucket: String, left: Double, rate: Double)]
    private var lanes: [ForecastLane]
    private let campaign: Double
    private let start: Timestamp
    /// Seconds since the start.
    private var elapsed = 0.0
    /// Messages by relay.
    private(set) var sent: [String: Double] = [:]

    init(_ loads: [SendForecast.Load], _ senders: [SendForecast.Sender], campaign: SendRate?, start: Timestamp) {
        // A pace of a relay to each bucket adds up over the relays; one without such a pace lifts it.
        let paces = senders.map { $0.relay.policy.domainRate?.perSecond ?? .infinity }
        let perBucket = senders.isEmpty ? .infinity : paces.reduce(0, +)
        self.loads = loads.map { ($0.bucket, Double($0.messages), min($0.rate?.perSecond ?? .infinity, perBucket)) }
        lanes = senders.map { ForecastLane($0, start: start) }
        self.campaign = campaign?.perSecond ?? .infinity
        self.start = start
    }

    /// Messages left.
    var remaining: Double { loads.reduce(0) { $0 + $1.left } }

    /// The moment the flow has come to.
    var now: Timestamp { start + .milliseconds(Int64((elapsed * 1000).rounded(.up))) }

    /// Lets it flow until something changes.
    mutating func next(before end: Timestamp) -> Stretch {
        let moment = now
        for index in lanes.indices { lanes[index].turn(to: moment) }
        let usable = lanes.indices.filter { lanes[$0].isOpen(at: moment) }
        let tier = usable.map { lanes[$0].relay.policy.priority }.min()
        let active = usable.filter { lanes[$0].relay.policy.priority == tier }
        let capacity = active.reduce(0) { $0 + lanes[$1].perSecond }
        let demand = loads.reduce(0) { $0 + ($1.left > 0 ? $1.rate : 0) }
        let total = min(capacity, campaign, demand)
        // Events: an hour or a day begins, a relay opens.
        var seconds = (end - moment) / .seconds(1)
        for lane in lanes { if let change = lane.nextChange(after: moment) { seconds = min(seconds, (change - moment) / .seconds(1)) } }
        guard total > 0 else { return advance(max(seconds, 0.001), at: moment, 0, .quotas) }
        let shares = Self.fill(total, active.map { (Double(lanes[$0].relay.policy.weight), lanes[$0].perSecond) })
        let rates = Self.fill(total, loads.map { ($0.left, $0.left > 0 ? $0.rate : 0) })
        for (place, share) in zip(active, shares) { seconds = min(seconds, lanes[place].seconds(at: share)) }
        for (load, rate) in zip(loads, rates) where rate > 0 { seconds = min(seconds, load.left / rate) }
        seconds = max(seconds, 0.001)
        let bottleneck = bottleneck(total: total, capacity: capacity)
        for (place, share) in zip(active, shares) {
            lanes[place].use(share * seconds, at: moment)
            sent[lanes[place].relay.name, default: 0] += share * seconds
        }
        for index in loads.indices { loads[index].left = max(0, loads[index].left - rates[index] * seconds) }
        return advance(seconds, at: moment, total * seconds, bottleneck)
    }

    private mutating func advance(_ seconds: Double, at moment: Timestamp, _ messages: Double, _ bottleneck: SendForecast.Bottleneck)
        -> Stretch
    {
        elapsed += seconds
        return Stretch(seconds: seconds, messages: messages, day: moment.milliseconds / 86_400_000, bottleneck: bottleneck)
    }

    private func bottleneck(total: Double, capacity: Double) -> SendForecast.Bottleneck {
        if total == campaign { return .campaign }
        if total == capacity { return .relays }
        return .bucket(loads.filter { $0.left > 0 }.max { $0.left / $0.rate < $1.left / $1.rate }?.bucket ?? "")
    }

    /// Shares a total out by weight, nobody above its cap: what one cannot take goes to the others.
    static func fill(_ total: Double, _ takers: [(weight: Double, cap: Double)]) -> [Double] {
        var shares = [Double](repeating: 0, count: takers.count)
        var open = takers.indices.filter { takers[$0].weight > 0 && takers[$0].cap > 0 }
        var left = total
        while left > 0, !open.isEmpty {
            let weight = open.reduce(0) { $0 + takers[$1].weight }
            let full = open.filter { left * takers[$0].weight / weight >= takers[$0].cap }
            guard !full.isEmpty else {
                for index in open { shares[index] = left * takers[index].weight / weight }
                break
            }
            for index in full { shares[index] = takers[index].cap }
            left = total - shares.reduce(0, +)
            open.removeAll { full.contains($0) }
        }
        return shares
    }
}

/// A relay in a forecast: what is left of its quotas, and when they come back.
struct ForecastLane {
    /// A count and its window.
    private struct Count {
        var quota: Quota
        var used: Double
        /// For a warm-up: its steps, and how many days have sent.
        var caps: [Int] = []
        var days = 0
        /// The window that is now; of a rolling one, from its first message on.
        var window: Range<Timestamp>?

        var limit: Double { Double(caps.isEmpty ? quota.limit : caps[min(days, caps.count - 1)]) }
        var left: Double { max(0, limit - used) }
    }

    let relay: Relay
    /// Messages a second it can take.
    let perSecond: Double
    private let opensAt: Timestamp?
    private var counts: [Count]

    init(_ sender: SendForecast.Sender, start: Timestamp) {
        let (relay, policy) = (sender.relay, sender.relay.policy)
        self.relay = relay
        perSecond = policy.rate?.perSecond ?? Double(relay.maxConnections) * SendForecast.perConnection
        opensAt = sender.opensAt
        counts = policy.quotas.enumerated().map { index, quota in
            let used = index < sender.used.count ? sender.used[index] : 0
            return Count(quota: quota, used: Double(used), window: Self.window(of: quota, at: start, in: policy, isUsed: used > 0))
        }
        if let last = policy.dailyCaps.last, let quota = Quota(last, per: .day) {
            counts.append(
                Count(
                    quota: quota, used: Double(sender.warmup.today), caps: policy.dailyCaps, days: sender.warmup.daysBefore,
                    window: Self.window(of: quota, at: start, in: policy, isUsed: true)))
        }
    }

    private static func window(of quota: Quota, at moment: Timestamp, in policy: RelayPolicy, isUsed: Bool) -> Range<Timestamp>? {
        guard quota.window == .rolling else { return quota.span(at: moment, in: policy.timeZone) }
        return isUsed ? moment..<(moment + .seconds(86_400)) : nil
    }

    /// Lets windows that are over begin anew.
    mutating func turn(to moment: Timestamp) {
        for index in counts.indices {
            guard let window = counts[index].window, moment >= window.upperBound else { continue }
            if counts[index].used > 0 { counts[index].days += 1 }
            counts[index].used = 0
            counts[index].window = Self.window(of: counts[index].quota, at: moment, in: relay.policy, isUsed: false)
        }
    }

    /// Whether it may send at a moment.
    func isOpen(at moment: Timestamp) -> Bool {
        moment >= opensAt ?? moment && counts.allSatisfy { $0.left > 0.000_1 }
    }

    /// The next moment at which something may change by itself.
    func nextChange(after moment: Timestamp) -> Timestamp? {
        (counts.compactMap { $0.window?.upperBound } + [opensAt].compactMap(\.self)).filter { $0 > moment }.min()
    }

    /// How long it can go on at a pace.
    func seconds(at rate: Double) -> Double {
        rate > 0 ? (counts.map(\.left).min() ?? .infinity) / rate : .infinity
    }

    mutating func use(_ messages: Double, at moment: Timestamp) {
        for index in counts.indices {
            if counts[index].window == nil {
                counts[index].window = Self.window(of: counts[index].quota, at: moment, in: relay.policy, isUsed: true)
            }
            counts[index].used += messages
        }
    }
}
