public import MailFormat

/// When a deferred message is tried again, and when it is given up.
///
/// After the n-th attempt the n-th delay is waited (the last one repeats). A message older than `maxAge` is refused with the
/// relay's last reply. RFC 5321 §4.5.4.1 asks for delays and an end; campaigns are stale sooner than letters.
public struct RetrySchedule: Hashable, Sendable {
    /// Waits after the first, second, … attempt; not empty.
    public var delays: [Duration]
    /// Age, from when the message was queued, after which nothing is tried any more.
    public var maxAge: Duration

    /// A schedule; the defaults are 5 min, 15 min, 1 h, 3 h, 6 h and 48 h of age.
    public init(
        delays: [Duration] = [.seconds(300), .seconds(900), .seconds(3600), .seconds(10800), .seconds(21600)],
        maxAge: Duration = .seconds(172_800)
    ) {
        self.delays = delays.isEmpty ? [.seconds(300)] : delays
        self.maxAge = maxAge
    }

    /// When to try again after so many attempts (1 or more); nil when the message would then be too old.
    public func next(afterAttempts attempts: Int, queuedAt: Timestamp, now: Timestamp) -> Timestamp? {
        let delay = delays[min(max(attempts, 1), delays.count) - 1]
        let next = now + delay
        return next - queuedAt > maxAge ? nil : next
    }
}
