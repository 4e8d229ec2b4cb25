import Foundation
import Ledger
import MailFormat
import MailshotTestSupport
import Reports
import Testing

/// Steps of local time, on days that are 23 and 25 hours long too.
@Suite struct TimelineReportTests {
    private static func zone(_ name: String) throws -> TimeZone { try #require(TimeZone(identifier: name)) }
    private static func moment(_ text: String) throws -> Timestamp { try #require(DateFormat.parse(iso8601: text)) }

    @Test(arguments: [
        ("2026-10-25T00:00+02:00", "2026-10-26T00:00+01:00", 25), ("2026-03-29T00:00+01:00", "2026-03-30T00:00+02:00", 23),
        ("2026-11-24T00:00+01:00", "2026-11-25T00:00+01:00", 24),
    ])
    func `a day in Berlin has its own length`(day: String, next: String, hours: Int64) throws {
        let berlin = try Self.zone("Europe/Berlin")
        let start = try berlin.moment(of: String(day.prefix(10)))
        #expect(berlin.text(of: start) == day)
        #expect(berlin.text(of: Span.day.next(after: start, in: berlin)) == next)
        #expect(Span.day.next(after: start, in: berlin) - start == .seconds(hours * 3600))
        var steps = 0
        var hour = start
        while hour < Span.day.next(after: start, in: berlin) {
            hour = Span.hour.next(after: hour, in: berlin)
            steps += 1
        }
        #expect(steps == Int(hours))
    }

    @Test func `what happens in the hour that comes twice is in two steps of one day`() async throws {
        // 02:30 in Berlin, first in summer time, then in winter time.
        try await SentCampaign.with(["ann@example.org", "bob@example.org"], at: Self.moment("2026-10-25T00:30:00Z")) { sent in
            try sent.happens(.open, to: 0)
            sent.clock.advance(by: .seconds(3600))
            try sent.happens(.open, to: 1)
            let period = Period(zone: try Self.zone("Europe/Berlin"))
            let hours = try TimelineReport(sent.record, in: sent.ledger, period: period, span: .hour).timeline
            #expect(hours.steps.map(\.start) == ["2026-10-25T02:00+02:00", "2026-10-25T02:00+01:00"])
            #expect(hours.steps.map(\.opened) == [1, 1] && hours.steps.map(\.accepted) == [2, 0])
            let days = try TimelineReport(sent.record, in: sent.ledger, period: period, span: .day).timeline
            #expect(days.steps.map(\.opened) == [2])
        }
    }

    @Test func `midnight is that of the zone`() async throws {
        // 23:30 in Berlin; already the next day in Kolkata, the afternoon in New York.
        try await SentCampaign.with(["ann@example.org"], at: Self.moment("2026-11-24T22:30:00Z")) { sent in
            for (zone, day) in [("Europe/Berlin", "2026-11-24"), ("Asia/Kolkata", "2026-11-25"), ("America/New_York", "2026-11-24")] {
                let period = Period(zone: try Self.zone(zone))
                let steps = try TimelineReport(sent.record, in: sent.ledger, period: period, span: .day).timeline.steps
                #expect(steps.map { String($0.start.prefix(10)) } == [day], "\(zone)")
            }
        }
    }

    @Test(arguments: [
        ("2026-11-24", "2026-11-23T23:00:00Z"), ("2026-11-24T14:30", "2026-11-24T13:30:00Z"),
        ("2026-11-24T14:30:00Z", "2026-11-24T14:30:00Z"),
        // Skipped by the clocks: the moment they skip to. Twice: the first.
        ("2026-03-29T02:30", "2026-03-29T01:00:00Z"), ("2026-10-25T02:30", "2026-10-25T00:30:00Z"),
    ])
    func `a bound is read as local clocks show it`(text: String, expected: String) throws {
        #expect(try Self.zone("Europe/Berlin").moment(of: text) == Self.moment(expected))
    }

    @Test(arguments: ["", "yesterday", "2026-13-01", "2026-11-24T14:31", "2026-11-24T25:00", "2026-11-24\n"])
    func `what is no bound is told so`(text: String) throws {
        let berlin = try Self.zone("Europe/Berlin")
        #expect(throws: PeriodProblem.self) { try berlin.moment(of: text) }
    }
}
