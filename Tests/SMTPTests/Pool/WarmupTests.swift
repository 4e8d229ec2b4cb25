import Testing

@testable import SMTP

@Suite("Warm-up")
struct WarmupTests {
    @Test("the ramp grows by its factor, by one at least, and ends at the cap")
    func caps() throws {
        #expect(try #require(Warmup(start: 50, growth: 1.4, cap: 300)).caps == [50, 70, 98, 137, 192, 268, 300])
        #expect(try #require(Warmup(start: 1, growth: 1.4, cap: 6)).caps == [1, 2, 3, 4, 5, 6])
        #expect(try #require(Warmup(start: 7, growth: 2, cap: 7)).caps == [7])
        #expect(try #require(Warmup(start: 1, growth: 1.05, cap: 1_000_000_000)).caps.count < 500)
    }

    @Test(
        "what is no ramp",
        arguments: [(0, 1.4, 50), (50, 1.0, 100), (50, 11.0, 100), (50, 1.4, 49), (50, Double.nan, 100), (50, .infinity, 100)])
    func noRamp(start: Int, growth: Double, cap: Int) {
        #expect(Warmup(start: start, growth: growth, cap: cap) == nil)
    }

    private struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var days: [Warmup.Day] = []
        var sentYesterday = true
        var today: Warmup.Today
    }

    private static let refused = Warmup.Limit(parsing: "refused > 3%")
    private static let good = Warmup.Day(sent: 100, trouble: [.refused: 3, .deferred: 50])
    private static let bad = Warmup.Day(sent: 100, trouble: [.refused: 4])

    private static var cases: [Case] {
        get throws {
            let refused = try #require(refused)
            return [
                Case(testDescription: "the first day", sentYesterday: false, today: .cap(50, step: 1)),
                Case(testDescription: "the second", days: [good], today: .cap(70, step: 2)),
                Case(testDescription: "a week later it is the same", days: [good], sentYesterday: false, today: .cap(70, step: 2)),
                Case(testDescription: "after a bad day it rests", days: [good, bad], today: .rest(because: refused, share: 4)),
                Case(testDescription: "then that step again", days: [good, bad], sentYesterday: false, today: .cap(70, step: 2)),
                Case(testDescription: "and on", days: [good, bad, good], today: .cap(98, step: 3)),
                Case(testDescription: "warm for good", days: Array(repeating: good, count: 99), today: .cap(300, step: 7)),
                Case(testDescription: "a day without messages is none to judge", days: [Warmup.Day(sent: 0)], today: .cap(70, step: 2)),
            ]
        }
    }

    @Test("what today may send")
    func today() throws {
        let limit = try #require(Self.refused)
        let warmup = try #require(Warmup(start: 50, growth: 1.4, cap: 300, pauseIf: [limit]))
        for item in try Self.cases {
            #expect(warmup.today(after: item.days, sentYesterday: item.sentYesterday) == item.today, "\(item.testDescription)")
        }
    }

    @Test("limits are read as they are written", arguments: ["refused > 3%", "complained > 0.1%", "blocked > 0%", "deferred > 100%"])
    func limits(text: String) {
        #expect(Warmup.Limit(parsing: text)?.description == text)
    }

    @Test(
        "what is no limit",
        arguments: ["", "refused", "refused > 3", "refused < 3%", "spam > 3%", "refused > -1%", "refused > 101%", "refused > nan%"])
    func noLimits(text: String) {
        #expect(Warmup.Limit(parsing: text) == nil)
    }
}
