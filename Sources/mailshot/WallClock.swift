import Foundation
import MailFormat

/// The one place that asks for the time; every room is given it.
enum WallClock {
    /// Now, in UTC.
    @Sendable static func now() -> Timestamp {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
    }
}
