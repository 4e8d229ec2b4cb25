import MailFormat
import Sending
import Testing

@Suite struct RetryScheduleTests {
    static let queued = Timestamp(milliseconds: 1_000_000)

    @Test(arguments: [(1, 300), (2, 900), (3, 3600), (4, 10800), (5, 21600), (6, 21600), (40, 21600)])
    func `waits longer after each attempt, and the last wait repeats`(attempts: Int, seconds: Int) {
        let next = RetrySchedule().next(afterAttempts: attempts, queuedAt: Self.queued, now: Self.queued)
        #expect(next == Self.queued + .seconds(seconds))
    }

    @Test func `gives up when the next try would be past the greatest age, not before`() {
        let schedule = RetrySchedule(delays: [.seconds(60)], maxAge: .seconds(100))
        #expect(schedule.next(afterAttempts: 1, queuedAt: Self.queued, now: Self.queued + .seconds(40)) != nil)
        #expect(schedule.next(afterAttempts: 1, queuedAt: Self.queued, now: Self.queued + .seconds(41)) == nil)
    }

    @Test func `an empty schedule still waits`() {
        #expect(RetrySchedule(delays: []).next(afterAttempts: 1, queuedAt: Self.queued, now: Self.queued) == Self.queued + .seconds(300))
    }
}
