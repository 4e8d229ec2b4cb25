import MailFormat

/// The recipient domains of one bucket in a pool: the throttle over all relays, and how each relay stands with them.
struct DomainLane: Sendable {
    /// How one relay stands with the domain.
    struct Here: Sendable {
        var pace: PaceShare?
        var breaker = CircuitBreaker(tolerance: 10, shortest: .seconds(60), longest: .seconds(3600))
    }

    let throttle: DomainThrottle?
    var pace: PaceShare?
    var inFlight = 0
    var here: [Int: Here] = [:]

    init(bucket: String, throttle: DomainThrottle?) {
        self.throttle = throttle
        pace = throttle?.rate.map { PaceShare(name: "domain \(bucket)", rate: $0) }
    }

    func peek(relay: Int, at moment: Timestamp) -> RateLimiter.Decision {
        if let most = throttle?.maxConnections, inFlight >= most { return .wait(until: nil) }
        if let here = here[relay] {
            if case let decision = here.breaker.peek(at: moment), decision != .go { return decision }
            if let decision = here.pace?.peek(at: moment), decision != .go { return decision }
        }
        return pace?.peek(at: moment) ?? .go
    }

    mutating func use(relay: Int, at moment: Timestamp) {
        inFlight += 1
        pace?.use(at: moment)
        _ = here[relay]?.breaker.admits(at: moment)
        here[relay]?.pace?.use(at: moment)
    }

    /// Messages that could go in the time from a moment to a later one, through some relays; one where that is not known yet.
    func room(relays: [Int], from moment: Timestamp, until later: Timestamp) -> Int {
        func slots(_ pace: PaceShare?) -> Int {
            guard let pace else { return .max }
            return pace.peek(at: moment) == .wait(until: nil) ? 1 : pace.slots(from: moment, until: later)
        }
        var most = 0
        for relay in relays {
            guard let here = here[relay] else {
                most = .max
                break
            }
            if case .wait(let until) = here.breaker.peek(at: moment), until.map({ $0 > later }) ?? true { continue }
            most = most.addingReportingOverflow(slots(here.pace)).overflow ? .max : most + slots(here.pace)
        }
        return min(most, slots(pace), throttle?.maxConnections.map { max(0, $0 - inFlight) } ?? .max)
    }

    /// When one could go through one of the relays; nil where that is not known.
    func opening(relays: [Int], at moment: Timestamp) -> Timestamp? {
        relays.compactMap { relay in
            switch peek(relay: relay, at: moment) {
            case .go: moment
            case .wait(let until): until
            }
        }.min()
    }

    /// Whether nothing is to be remembered of it.
    var isIdle: Bool { inFlight == 0 && here.values.allSatisfy { $0.breaker.state == .closed(failures: 0) } }
}
