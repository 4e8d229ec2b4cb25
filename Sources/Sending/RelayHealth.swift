/// Whether a relay is worth another connection: a value, fed with how each connection ended.
///
/// A relay that never worked in this run gets three tries, so that a wrong host name or a stopped server is told at once. One that
/// worked is waited for through an outage. What no waiting mends (a wrong password, a certificate of somebody else) ends it at once.
struct RelayHealth: Equatable {
    /// What to do after a connection ended in failure.
    enum Verdict: Equatable {
        /// Connect again after a while.
        case retry(after: Duration)
        /// Give this relay up for this run.
        case giveUp
    }

    /// How long a relay that worked is waited for.
    static let outagePatience: Duration = .seconds(300)
    /// Tries of a relay that never worked.
    static let firstTries = 3

    private(set) var worked = false
    private(set) var failures = 0
    private(set) var waited: Duration = .zero

    /// A connection became usable, or a message was taken.
    mutating func succeeded() {
        worked = true
        failures = 0
        waited = .zero
    }

    /// A connection could not be made or broke.
    ///
    /// - Parameter lasting: whether waiting cannot mend it.
    mutating func failed(lasting: Bool) -> Verdict {
        failures += 1
        if lasting { return .giveUp }
        let delay = Self.delay(afterFailures: failures)
        if worked ? waited + delay > Self.outagePatience : failures >= Self.firstTries { return .giveUp }
        waited += delay
        return .retry(after: delay)
    }

    /// 0.25, 0.5, 1, 2, 4, then 8 seconds.
    static func delay(afterFailures failures: Int) -> Duration {
        .milliseconds(250 << min(max(failures, 1) - 1, 5))
    }
}
