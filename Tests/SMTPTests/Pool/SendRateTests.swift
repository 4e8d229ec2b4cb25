import SMTP
import Testing

@Suite struct SendRateTests {
    @Test(arguments: [
        ("14/s", 71_429, 3), ("600/min", 100_000, 2), ("20000/hour", 180_000, 1), ("50/day", 1_728_000_000, 1), ("1/s", 1_000_000, 1),
        ("1000/s burst 1", 1000, 1), ("20000/s", 50, 5000), ("2/h", 1_800_000_000, 1), ("3/second  burst  7", 333_334, 7),
    ])
    func `is an interval and a burst`(text: String, interval: Int, burst: Int) throws {
        let rate = try #require(SendRate(parsing: text))
        #expect(rate.interval == Int64(interval))
        #expect(rate.burst == burst)
        #expect(SendRate(parsing: rate.description) == rate)
    }

    @Test(arguments: [
        "", "14", "14/", "/s", "0/s", "-1/s", "14/week", "1.5/s", "14 / s", "14/s burst", "14/s burst 0", "1000001/s", "٣/s", "14/s 3 3",
    ])
    func `what is no rate is none`(text: String) {
        #expect(SendRate(parsing: text) == nil)
    }
}
