import MailFormat

/// One relay in a pool: its limits, its health, what its replies made us do.
struct RelayLane: Sendable {
    let relay: Relay
    var pace: PaceShare?
    var quotas: [QuotaShare]
    /// Opens where the relay puts off whatever it is given, where it asked to be left alone, and on doubts.
    var breaker = CircuitBreaker(tolerance: 10, shortest: .seconds(5), longest: .seconds(300))
    /// Why it opened last.
    var reason = ""
    /// Connections are refused or break; they are tried again.
    var isDown = false
    /// Nothing more is tried in this run.
    var isGone = false
    /// Where the relay was told to go slower and has no pace of its own.
    private var brake: (limiter: RateLimiter, until: Timestamp)?
    private var doubts = DoubtWindow()
    private var counts: [ReplyRule: [Timestamp]] = [:]

    init(_ relay: Relay) {
        self.relay = relay
        let policy = relay.policy
        pace = policy.rate.map { PaceShare(name: "relay \(relay.name)", rate: $0) }
        quotas = policy.quotas.map {
            QuotaShare(name: "relay \(relay.name) \($0.window.rawValue)", quota: $0, limits: [$0.limit], policy: policy)
        }
        if let last = policy.dailyCaps.last, let quota = Quota(last, per: .day) {
            quotas.append(QuotaShare(name: "relay \(relay.name) warm-up", quota: quota, limits: policy.dailyCaps, policy: policy))
        }
    }

    /// Whether the relay may take a message at all.
    func peek(at moment: Timestamp) -> RateLimiter.Decision {
        if isGone { return .wait(until: nil) }
        if case let decision = breaker.peek(at: moment), decision != .go { return decision }
        if let brake, case let decision = brake.limiter.peek(at: moment), decision != .go, moment < brake.until { return decision }
        for quota in quotas { if case let decision = quota.peek(at: moment), decision != .go { return decision } }
        return pace?.peek(at: moment) ?? .go
    }

    mutating func use(at moment: Timestamp) {
        _ = breaker.admits(at: moment)
        if let until = brake?.until {
            if moment < until { _ = brake?.limiter.decide(at: moment) } else { brake = nil }
        }
        for index in quotas.indices { quotas[index].use() }
        pace?.use(at: moment)
    }

    /// Whether it counts for its tier: backups wait while it does.
    func isUsable(at moment: Timestamp) -> Bool {
        if isGone || isDown || quotas.contains(where: { $0.closedUntil.map { $0 > moment } ?? false }) { return false }
        if case .open(let until) = breaker.state { return moment >= until }
        return true
    }

    /// Half the pace, or one message a second where it has none.
    mutating func slow(until moment: Timestamp) {
        if pace != nil {
            pace?.slow(until: moment)
        } else if brake == nil, let rate = SendRate(1, per: .second) {
            brake = (RateLimiter(rate), moment)
        } else {
            brake?.until = moment
        }
    }

    /// Counts a dot's end; true where three of the last twenty were doubts.
    mutating func countDot(isDoubt: Bool) -> Bool { doubts.count(isDoubt) }

    /// What a reply makes us do, where its rule's threshold is reached.
    mutating func rule(for reply: SMTPReply, at moment: Timestamp) -> ReplyRule? {
        guard let rule = (relay.policy.replyRules + ReplyRule.defaults).first(where: { $0.fits(reply) }) else { return nil }
        guard rule.threshold.count > 1 else { return rule }
        var recent = counts[rule, default: []].filter { moment - $0 < rule.threshold.within }
        recent.append(moment)
        let isReached = recent.count >= rule.threshold.count
        counts[rule] = isReached ? [] : recent
        return isReached ? rule : nil
    }
}

/// The last twenty dots: were they answered?
struct DoubtWindow: Hashable, Sendable {
    private var bits: UInt32 = 0

    /// Three doubts in twenty dots. They are forgotten once told.
    mutating func count(_ isDoubt: Bool) -> Bool {
        bits = (bits << 1 | (isDoubt ? 1 : 0)) & 0xF_FFFF
        guard bits.nonzeroBitCount >= 3 else { return false }
        bits = 0
        return true
    }
}
