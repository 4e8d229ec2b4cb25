public import MailFormat

/// Whether something that can fail is worth another try: a relay, or one recipient domain at a relay.
///
///     closed ──failures in a row──► open until a moment ──then──► half-open: one try ──works──► closed
///                                        ▲                              └──fails──► open, twice as long
public struct CircuitBreaker: Hashable, Sendable {
    /// What it lets through.
    public enum State: Hashable, Sendable {
        /// Everything. May become: open.
        case closed(failures: Int)
        /// Nothing before a moment. May become: half-open.
        case open(until: Timestamp)
        /// One try, which is under way. May become: closed, open.
        case halfOpen
    }

    /// Failures in a row that open it, 1 or more.
    public let tolerance: Int
    /// How long it stays open the first time; then twice as long each time, up to `longest`.
    public let shortest: Duration
    /// The longest it stays open.
    public let longest: Duration
    /// What it lets through.
    public private(set) var state = State.closed(failures: 0)
    /// How often it opened since it last worked.
    private var openings = 0

    /// A closed breaker.
    public init(tolerance: Int, shortest: Duration, longest: Duration) {
        self.tolerance = max(1, tolerance)
        self.shortest = shortest
        self.longest = longest
    }

    /// Whether it lets through at a moment. The first question after its time makes it half-open: whoever asked tries, nobody else does.
    public mutating func admits(at moment: Timestamp) -> Bool {
        switch state {
        case .closed: return true
        case .halfOpen: return false
        case .open(let until):
            guard moment >= until else { return false }
            state = .halfOpen
            return true
        }
    }

    /// What ``admits(at:)`` would say, changing nothing; the moment to ask again where it says no and knows.
    public func peek(at moment: Timestamp) -> RateLimiter.Decision {
        switch state {
        case .closed: .go
        case .halfOpen: .wait(until: nil)
        case .open(let until): moment >= until ? .go : .wait(until: until)
        }
    }

    /// It worked.
    public mutating func succeeded() {
        state = .closed(failures: 0)
        openings = 0
    }

    /// It failed.
    ///
    /// - Parameter spread: 0…1, a random number: how much of a fifth of the time is added, so that not all come back at one instant.
    public mutating func failed(at moment: Timestamp, spread: Double = 0) {
        if case .closed(let failures) = state, failures + 1 < tolerance {
            state = .closed(failures: failures + 1)
            return
        }
        // What failed while it was open already was under way before.
        if case .open = state { return }
        let length = min(longest, shortest * (1 << min(openings, 20)))
        openings += 1
        state = .open(until: moment + length * (1 + 0.2 * min(max(spread, 0), 1)))
    }

    /// The try that made it half-open never took place: somebody else may.
    public mutating func withdraw(at moment: Timestamp) {
        if state == .halfOpen { state = .open(until: moment) }
    }

    /// Keeps it open until a moment, whatever it was: a relay said how long it wants to be left alone. Never shortens.
    public mutating func open(until moment: Timestamp) {
        if case .open(let until) = state, until >= moment { return }
        state = .open(until: moment)
    }
}
