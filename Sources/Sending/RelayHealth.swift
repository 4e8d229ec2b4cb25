/// Whether a relay is worth another connection: a value, fed with how each connection ended.
///
/// A relay that never let us in in this run gets three tries, so that a wrong host name or a stopped server is told at once. One that did
/// is waited for through an outage. What no waiting mends (a wrong password, a certificate of somebody else) ends it at once. To be let in is not
/// to be served: only an answer about a message makes a relay well again, so one that closes at every MAIL is asked less and less often.
struct RelayHealth: Equatable {
    /// What to do after a connection ended in failure.
    enum Verdict: Equatable {
        /// Connect again after a while.
        case retry(after: Duration)
        /// Give this relay up for this run.
        case giveUp
    }

    /// How a connection failed.
    enum Failure: Equatable {
        /// Waiting cannot mend it.
        case lasting
        /// The relay did not want us, or was not there.
        case refusal
        /// It broke while a message was under way: the message may be what breaks it, and the next one must not pay for it.
        case breakage
        /// It broke under a message that had broken one before.
        case breakageAgain

        /// Whether it is the relay's own.
        var isRelays: Bool { self == .lasting || self == .refusal }
    }

    /// How long a relay that worked is waited for.
    static let outagePatience: Duration = .seconds(300)
    /// Tries of a relay that never worked.
    static let firstTries = 3
    /// The longest wait after a breakage.
    static let breakagePause: Duration = .milliseconds(500)
    /// The first one, and each one under a message that had its turn before.
    static let firstBreakagePause: Duration = .milliseconds(50)

    private(set) var worked = false
    private(set) var failures = 0
    private(set) var waited: Duration = .zero

    /// A session got through greeting, TLS and AUTH.
    mutating func letIn() {
        worked = true
    }

    /// A message was answered.
    mutating func succeeded() {
        worked = true
        failures = 0
        waited = .zero
    }

    /// A connection could not be made or broke.
    ///
    /// - Parameter spread: 0…1, a random number: up to a fifth of the wait is added, so that not all come back at one instant.
    mutating func failed(_ failure: Failure, spread: Double = 0) -> Verdict {
        // A message comes back a few times and no more, so this ends by itself.
        if failure == .breakageAgain { return .retry(after: Self.firstBreakagePause) }
        failures += 1
        if failure == .lasting { return .giveUp }
        var delay = Self.delay(afterFailures: failures)
        if failure == .breakage { delay = min(Self.firstBreakagePause * (1 << min(failures - 1, 4)), Self.breakagePause) }
        if worked ? waited + delay > Self.outagePatience : failures >= Self.firstTries { return .giveUp }
        waited += delay
        return .retry(after: delay * (1 + 0.2 * spread))
    }

    /// 0.25, 0.5, 1, 2, 4, then 8 seconds.
    static func delay(afterFailures failures: Int) -> Duration {
        .milliseconds(250 << min(max(failures, 1) - 1, 5))
    }
}
