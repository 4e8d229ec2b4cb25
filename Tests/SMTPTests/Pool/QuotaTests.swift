import Foundation
import MailFormat
import SMTP
import Testing

@Suite struct QuotaTests {
    @Test(arguments: ["50000/day", "500/hour", "2000/24h", "1/day"])
    func `reads what it writes`(text: String) {
        #expect(Quota(parsing: text)?.description == text)
    }

    @Test(arguments: ["", "0/day", "5/week", "day", "5/", "5/24", "+5/day", "1234567890/day"])
    func `what is no quota is none`(text: String) {
        #expect(Quota(parsing: text) == nil)
    }

    /// `2026-11-25T01:31:00+01:00` and so on, as milliseconds.
    private func moment(_ text: String) throws -> Timestamp {
        Timestamp(milliseconds: Int64(try Date(text, strategy: .iso8601).timeIntervalSince1970 * 1000))
    }

    @Test(arguments: [
        ("GMT", "2026-11-25T23:59:59Z", "2026-11-25T00:00:00Z", 24),
        ("Europe/Berlin", "2026-11-25T23:30:00Z", "2026-11-25T23:00:00Z", 24),
        ("America/Los_Angeles", "2026-07-04T06:59:59Z", "2026-07-03T07:00:00Z", 24),
        // Clocks go forward at 2:00, and back at 3:00.
        ("Europe/Berlin", "2026-03-29T12:00:00Z", "2026-03-28T23:00:00Z", 23),
        ("Europe/Berlin", "2026-10-25T12:00:00Z", "2026-10-24T22:00:00Z", 25),
        ("Asia/Kolkata", "2026-01-01T00:00:00Z", "2025-12-31T18:30:00Z", 24),
    ])
    func `a day is the relay's day`(zone: String, at: String, start: String, hours: Int64) throws {
        let quota = try #require(Quota(1, per: .day))
        let span = quota.span(at: try moment(at), in: try #require(TimeZone(identifier: zone)))
        #expect(span.lowerBound == (try moment(start)))
        #expect(span.upperBound.milliseconds - span.lowerBound.milliseconds == hours * 3_600_000)
        #expect(quota.horizon(at: try moment(at), in: try #require(TimeZone(identifier: zone))) == span.lowerBound)
    }

    @Test func `an hour is a clock hour, also where clocks stand at half past`() throws {
        let quota = try #require(Quota(1, per: .hour))
        let span = quota.span(at: try moment("2026-01-01T10:15:00Z"), in: try #require(TimeZone(identifier: "Asia/Kolkata")))
        #expect(span.lowerBound == (try moment("2026-01-01T09:30:00Z")))
        #expect(span.upperBound == (try moment("2026-01-01T10:30:00Z")))
    }

    @Test func `a slice of rolling 24 hours counts until 24 hours after its end`() throws {
        let quota = try #require(Quota(1, per: .rolling))
        let span = quota.span(at: try moment("2026-01-01T10:14:59Z"), in: .gmt)
        #expect(span == (try moment("2026-01-01T10:00:00Z"))..<(try moment("2026-01-01T10:15:00Z")))
        let release = quota.release(of: span)
        #expect(release == (try moment("2026-01-02T10:15:00Z")))
        // At its release, and not before, the slice is behind the horizon.
        #expect(quota.horizon(at: release, in: .gmt) > span.lowerBound)
        #expect(quota.horizon(at: Timestamp(milliseconds: release.milliseconds - 1), in: .gmt) <= span.lowerBound)
    }
}
