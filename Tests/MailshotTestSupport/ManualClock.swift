public import MailFormat
import Synchronization

/// A clock that stands still until a test moves it.
public final class ManualClock: Sendable {
    private let moment: Mutex<Timestamp>

    /// A clock at a moment; Tue, 24 Nov 2026 09:00:00 UTC by default.
    public init(_ start: Timestamp = Timestamp(milliseconds: 1_795_510_800_000)) {
        moment = Mutex(start)
    }

    /// What a room is given as its clock.
    public var now: @Sendable () -> Timestamp {
        { self.moment.withLock(\.self) }
    }

    /// Moves the clock on.
    public func advance(by duration: Duration) {
        moment.withLock { $0 = $0 + duration }
    }
}
