public import MailFormat

/// What a pool needs of limits that others use as well: whoever keeps them gives shares.
public enum ShareRequest: Hashable, Sendable {
    /// So many slots of a pace.
    case slots(name: String, rate: SendRate, count: Int)
    /// So many messages of a quota, in the span that is now. `limits`: on the first, second, … span that counted any; the last one repeats.
    case units(name: String, quota: Quota, span: Range<Timestamp>, horizon: Timestamp, limits: [Int], count: Int)
}

/// A share that was given, or is given back.
public enum ShareGrant: Hashable, Sendable {
    /// Slots, in microseconds since 1970.
    case slots(name: String, Range<Int64>)
    /// Messages, to be sent in the span. 0: none are left, and `oldest` is the start of the span whose count matters longest.
    case units(name: String, span: Range<Timestamp>, count: Int, oldest: Timestamp?)
}

/// A pace of which this process has some slots.
struct PaceShare: Sendable {
    let name: String
    let rate: SendRate
    private var limiter: RateLimiter
    private var isAsked = false
    /// Until then it goes at half the pace.
    private var slowUntil: Timestamp?

    /// How much time is taken in one share, in microseconds.
    private static let reach: Int64 = 1_000_000

    init(name: String, rate: SendRate) {
        self.name = name
        self.rate = rate
        limiter = RateLimiter(rate, owning: [])
    }

    func peek(at moment: Timestamp) -> RateLimiter.Decision { limiter.peek(at: moment) }

    mutating func use(at moment: Timestamp) {
        _ = limiter.decide(at: moment)
        guard let slowUntil else { return }
        if moment < slowUntil { limiter.skip() } else { self.slowUntil = nil }
    }

    mutating func slow(until moment: Timestamp) { slowUntil = max(slowUntil ?? moment, moment) }

    func slots(from moment: Timestamp, until later: Timestamp) -> Int { limiter.slots(from: moment, until: later) }

    /// Whether more slots should be asked for: half a second's are left, or none.
    func isLow(at moment: Timestamp) -> Bool {
        guard !isAsked else { return false }
        guard let end = limiter.unused.last?.upperBound, limiter.peek(at: moment) != .wait(until: nil) else { return true }
        return end - RateLimiter.microseconds(moment) < Self.reach / 2 && rate.interval < Self.reach / 2
    }

    mutating func request(at moment: Timestamp) -> ShareRequest? {
        guard isLow(at: moment) else { return nil }
        isAsked = true
        return .slots(name: name, rate: rate, count: max(1, Int(Self.reach / rate.interval)))
    }

    mutating func grant(_ stretch: Range<Int64>) {
        isAsked = false
        limiter.add(stretch)
    }

    mutating func surrender() -> [ShareGrant] { limiter.surrender().map { .slots(name: name, $0) } }
}

/// A quota of which this process has some messages.
struct QuotaShare: Sendable {
    let name: String
    let quota: Quota
    /// Whether it is what a warm-up allows, which grows by the days that sent.
    var isWarmup: Bool { limits.count > 1 }
    private let limits: [Int]
    private let policy: RelayPolicy
    private var span: Range<Timestamp>?
    private var left = 0
    private var isAsked = false
    private var isDrained = false
    /// Used up until then.
    private(set) var closedUntil: Timestamp?

    init(name: String, quota: Quota, limits: [Int], policy: RelayPolicy) {
        self.name = name
        self.quota = quota
        self.limits = limits
        self.policy = policy
    }

    /// Messages taken in one share: half a hundredth of the limit, so that a crash wastes no more.
    private var size: Int { min(500, max(1, (limits.last ?? quota.limit) / 200)) }

    func peek(at moment: Timestamp) -> RateLimiter.Decision {
        if let closedUntil, moment < closedUntil { return .wait(until: closedUntil) }
        return left > 0 && span?.contains(moment) == true ? .go : .wait(until: nil)
    }

    mutating func use() { left -= 1 }

    /// A message that used one, at a moment, was not sent.
    mutating func giveBack(takenAt moment: Timestamp) {
        if span?.contains(moment) == true { left += 1 }
    }

    func isLow(at moment: Timestamp) -> Bool {
        if isAsked { return false }
        if let closedUntil, moment < closedUntil { return false }
        return span?.contains(moment) != true || left == 0 || (left <= size / 2 && !isDrained)
    }

    mutating func request(at moment: Timestamp) -> ShareRequest? {
        guard isLow(at: moment) else { return nil }
        isAsked = true
        let span = quota.span(at: moment, in: policy.timeZone)
        return .units(
            name: name, quota: quota, span: span, horizon: quota.horizon(at: moment, in: policy.timeZone), limits: limits, count: size)
    }

    mutating func grant(_ span: Range<Timestamp>, count: Int, oldest: Timestamp?) {
        isAsked = false
        if self.span != span {
            self.span = span
            left = 0
        }
        left += count
        isDrained = count < size
        guard left == 0 else { return }
        closedUntil = quota.release(of: quota.span(at: oldest ?? span.lowerBound, in: policy.timeZone))
    }

    mutating func surrender() -> [ShareGrant] {
        defer { left = 0 }
        return left > 0 ? span.map { [.units(name: name, span: $0, count: left, oldest: nil)] } ?? [] : []
    }
}
