#if FAILPOINTS
    import Synchronization

    #if canImport(Glibc)
        import Glibc
    #elseif canImport(Musl)
        import Musl
    #endif
#endif

/// The steps of a message's life at which a crash would tell what is durable and what is not.
///
/// A test names one in the environment and the process kills itself there, as if by `kill -9`, so that it hits an instant no signal
/// from outside can be timed for:
///
///     MAILSHOT_FAILPOINT=after_dot:kill           the first time it is reached
///     MAILSHOT_FAILPOINT=after_250:kill,n=20      the twentieth time
///     MAILSHOT_FAILPOINT=before_intent:sleep=50   no crash, but so many milliseconds, every time
///
/// It is in the floor that sessions and ledger both stand on. Builds without `FAILPOINTS` (all but debug) have the names and nothing else:
/// ``reach(_:when:)`` is empty there and its condition is never evaluated.
public enum Failpoint: String, CaseIterable, Sendable {
    /// Rows of a list are written and not committed.
    case duringImport = "during_import"
    /// Messages are leased, durably, and nothing else happened.
    case afterClaim = "after_claim"
    /// A relay took the recipient of a message.
    case afterRcpt = "after_rcpt"
    /// A part of a long content was handed over.
    case midBody = "mid_body"
    /// Marks are written and not committed.
    case beforeIntent = "before_intent"
    /// The mark is durable and the dot is about to be written.
    case beforeDot = "before_dot"
    /// The dot was just handed over.
    case afterDot = "after_dot"
    /// The 250 to a dot was read and nothing was told of it.
    case after250 = "after_250"
    /// Outcomes are durable.
    case afterOutcome = "after_outcome"
    /// The log is about to be written back into the ledger.
    case duringCheckpoint = "during_checkpoint"
    /// What came back of a message is written and not committed.
    case duringEvent = "during_event"
    /// Reports are durable and their source was not told.
    case beforeSourceSettles = "before_source_settles"
    /// Doubts are decided and that is not committed.
    case duringResolve = "during_resolve"

    /// Says that a step is reached; returns unless a test wants it to end here.
    ///
    /// - Parameter condition: narrows a place in the code to the step; evaluated only where failpoints are built in.
    @inlinable @inline(__always)
    public static func reach(_ point: Failpoint, when condition: @autoclosure () -> Bool = true) {
        #if FAILPOINTS
            if condition() { FailpointPlan.fromEnvironment?.reached(point) }
        #endif
    }
}

#if FAILPOINTS
    /// What the environment asks for, `POINT:kill[,n=K]` or `POINT:sleep=MS`.
    @usableFromInline
    final class FailpointPlan: Sendable {
        private let point: Failpoint
        /// nil kills.
        private let pause: UInt32?
        /// Times it is passed before it kills.
        private let left: Atomic<Int>

        @usableFromInline static let fromEnvironment = getenv("MAILSHOT_FAILPOINT").flatMap { FailpointPlan(String(cString: $0)) }

        init?(_ text: String) {
            let halves = text.split(separator: ":", maxSplits: 1)
            guard halves.count == 2, let point = Failpoint(rawValue: String(halves[0])) else { return nil }
            var (kills, pause, count) = (false, nil as UInt32?, 1)
            for word in halves[1].split(separator: ",") {
                let parts = word.split(separator: "=")
                switch (parts.first, parts.dropFirst().first.flatMap { Int($0) }) {
                case ("kill", nil): kills = true
                case ("n", let number?): count = number
                case ("sleep", let number?): pause = UInt32(clamping: number)
                default: return nil
                }
            }
            guard kills != (pause != nil) else { return nil }
            self.point = point
            self.pause = pause
            left = Atomic(count)
        }

        @usableFromInline
        func reached(_ reached: Failpoint) {
            guard reached == point else { return }
            if let pause {
                usleep(pause &* 1000)
            } else if left.subtract(1, ordering: .relaxed).newValue == 0 {
                kill(getpid(), SIGKILL)
            }
        }
    }
#endif
