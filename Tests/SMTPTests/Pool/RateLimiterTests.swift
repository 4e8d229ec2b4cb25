import MailFormat
import SMTP
import Testing

@Suite struct RateLimiterTests {
    private static let start = Timestamp(milliseconds: 1_795_510_800_000)

    /// How many of the moments, in milliseconds from the start, a limiter lets through.
    private func passed(_ limiter: inout RateLimiter, at moments: some Sequence<Int>) -> [Int] {
        moments.filter { limiter.decide(at: Self.start + .milliseconds($0)) == .go }
    }

    @Test func `paces, after a burst`() throws {
        var limiter = RateLimiter(try #require(SendRate(parsing: "10/s burst 3")))
        #expect(passed(&limiter, at: [0, 0, 0, 0, 99, 100, 150, 200, 300]) == [0, 0, 0, 100, 200, 300])
        #expect(limiter.decide(at: Self.start + .milliseconds(300)) == .wait(until: Self.start + .milliseconds(400)))
        // A pause gives the burst back, and no more.
        #expect(passed(&limiter, at: Array(repeating: 9000, count: 10)).count == 3)
    }

    @Test(arguments: ["10/s burst 1", "10/s burst 4", "14/s", "1/s", "333/s"])
    func `keeps the rate to the message though everybody is a little late`(text: String) throws {
        let rate = try #require(SendRate(parsing: text))
        var limiter = RateLimiter(rate)
        var count = 0
        var moment = Self.start
        while moment < Self.start + .seconds(60) {
            switch limiter.decide(at: moment) {
            case .go: count += 1
            case .wait(let until): moment = try #require(until) + .milliseconds(count % 3)
            }
        }
        let wanted = rate.perSecond * 60
        #expect(Double(count) > wanted * 0.98)
        #expect(Double(count) < wanted * 1.02 + Double(rate.burst))
    }

    @Test func `no window sees more than its rate and a burst, whatever the moments`() throws {
        var random = SystemRandomNumberGenerator()
        for text in ["10/s burst 1", "10/s burst 4", "100/s", "3/s burst 2"] {
            let rate = try #require(SendRate(parsing: text))
            var limiter = RateLimiter(rate)
            let moments = (0..<5000).map { _ in Int.random(in: 0..<20_000, using: &random) }.sorted()
            let passed = passed(&limiter, at: moments)
            for first in passed.indices {
                for last in first..<passed.count {
                    // A tenth of an interval late is in time.
                    let window = Double(passed[last] - passed[first]) * 1000 + Double(rate.interval) / 10
                    #expect(Double(last - first + 1) <= window / Double(rate.interval) + Double(rate.burst), "\(text)")
                }
            }
        }
    }

    @Test func `two owners of alternating stretches keep the rate together`() throws {
        let rate = try #require(SendRate(parsing: "10/s burst 1"))
        let origin = Self.start.milliseconds * 1000
        let stretches = (0..<10).map { origin + $0 * 1_000_000..<origin + ($0 + 1) * 1_000_000 }
        var owners = [0, 1].map { owner in
            RateLimiter(rate, owning: stretches.enumerated().filter { $0.offset % 2 == owner }.map(\.element))
        }
        var passed: [Int] = []
        for millisecond in 0..<11_000 {
            for owner in owners.indices where owners[owner].decide(at: Self.start + .milliseconds(millisecond)) == .go {
                passed.append(millisecond)
            }
        }
        #expect(passed == (0..<100).map { $0 * 100 })
        #expect(owners.allSatisfy { $0.unused.isEmpty })
    }

    @Test func `asks for more where its stretch is used up, or too old`() throws {
        let rate = try #require(SendRate(parsing: "10/s burst 1"))
        let origin = Self.start.milliseconds * 1000
        var limiter = RateLimiter(rate, owning: [origin..<origin + 200_000])
        #expect(limiter.slots(from: Self.start, until: Self.start + .seconds(9)) == 2)
        #expect(limiter.slots(from: Self.start, until: Self.start + .milliseconds(99)) == 1)
        #expect(limiter.decide(at: Self.start) == .go)
        #expect(limiter.peek(at: Self.start + .milliseconds(500)) == .wait(until: nil))
        limiter.add(origin + 200_000..<origin + 300_000)
        #expect(limiter.unused == [origin + 100_000..<origin + 300_000])
        #expect(limiter.decide(at: Self.start + .milliseconds(101)) == .go)
        #expect(limiter.surrender() == [origin + 200_000..<origin + 300_000])
        #expect(limiter.decide(at: Self.start + .milliseconds(200)) == .wait(until: nil))
    }
}
