import Campaigns
import Foundation
import MailFormat
import Testing

@Suite("What comes again")
struct RecurrenceTests {
    @Test(
        "comes on its day",
        arguments: [
            ("1 month", "first monday 09:00", nil, ["2026-12-07 09:00", "2027-01-04 09:00", "2027-02-01 09:00"]),
            ("1 month", "last fri 17:30", nil, ["2026-11-27 17:30", "2026-12-25 17:30", "2027-01-29 17:30"]),
            ("1 month", "31 08:00", nil, ["2026-11-30 08:00", "2026-12-31 08:00", "2027-01-31 08:00", "2027-02-28 08:00"]),
            ("1 month", "last day 08:00", nil, ["2026-11-30 08:00", "2026-12-31 08:00"]),
            ("1 week", "mon, thu 09:00", nil, ["2026-11-26 09:00", "2026-11-30 09:00", "2026-12-03 09:00"]),
            ("2 weeks", "monday 09:00", "2026-11-30 09:00", ["2026-11-30 09:00", "2026-12-14 09:00", "2026-12-28 09:00"]),
            ("1 day", "09:00, 17:00", nil, ["2026-11-25 17:00", "2026-11-26 09:00", "2026-11-26 17:00"]),
            ("3 days", "09:00", "2026-12-01", ["2026-12-01 09:00", "2026-12-04 09:00"]),
            ("3 months", "first monday 09:00", "2026-12-07 09:00", ["2026-12-07 09:00", "2027-03-01 09:00", "2027-06-07 09:00"]),
            ("1 year", "march 1 09:00", nil, ["2027-03-01 09:00", "2028-03-01 09:00"]),
            ("1 year", "feb 29 09:00", nil, ["2027-02-28 09:00", "2028-02-29 09:00"]),
            ("2 years", "last sunday of march 02:30", "2027-01-01", ["2027-03-28 02:30", "2029-03-25 02:30"]),
        ] as [(String, String, String?, [String])])
    func days(every: String, on: String, first: String?, expected: [String]) throws {
        let recurrence = try Recurrence(every: every, on: on, anchor: try first.map { try #require(LocalTime(parsing: $0)) })
        let start = try #require(LocalTime(parsing: "2026-11-25 12:00"))
        var found: [LocalTime] = []
        var at = start
        for _ in expected {
            at = try #require(recurrence.next(after: at))
            found.append(at)
        }
        #expect(found.map(\.description) == expected)
        // And back again.
        for (later, earlier) in zip(found.dropFirst(), found).reversed() {
            #expect(recurrence.last(notAfter: LocalTime(milliseconds: later.milliseconds - 1)) == earlier)
            #expect(recurrence.last(notAfter: later) == later)
        }
    }

    @Test(
        "says what is wrong",
        arguments: [
            ("1 fortnight", "09:00"), ("0 days", "09:00"), ("1 day", "monday 09:00"), ("1 week", "09:00"),
            ("1 month", "fifth monday 09:00"),
            ("1 month", "32 09:00"), ("1 month", "first monday"), ("1 year", "13 1 09:00"), ("1 day", "24:00"), ("1 day", "09:00 09:00"),
            ("2 weeks", "monday 09:00"), ("month", "1 09:00"),
        ])
    func refused(every: String, on: String) {
        #expect(throws: ScheduleProblem.self) { try Recurrence(every: every, on: on, anchor: nil) }
    }

    @Test("begins once each, in every zone, in a year of changes", arguments: changingZones)
    func occurrences(name: String) throws {
        let zone = try zone(name)
        for (every, on) in [
            ("1 day", "02:30"), ("1 day", "00:15, 02:15, 02:45, 23:45"), ("1 week", "sunday 02:00"), ("1 month", "last sunday 01:30"),
        ] {
            let schedule = Schedule(recurrence: try Recurrence(every: every, on: on, anchor: nil), zone: zone)
            let end = try moment("2027-04-10T00:00Z")
            var now = try moment("2026-10-01T00:00Z")
            var begun: [String: Timestamp] = [:]
            // Cron, every quarter of an hour: what began last.
            while now < end {
                if let last = schedule.last(notAfter: now) {
                    let id = try #require(last.id)
                    let start = schedule.start(of: last.moment)
                    #expect(start <= now)
                    #expect(begun[id] == nil || begun[id] == start)
                    if begun[id] == nil, !begun.isEmpty { #expect(now - start < .seconds(900), "\(id) in \(name) is seen late") }
                    begun[id] = start
                    #expect(schedule.occurrence(named: id) == last)
                }
                now = now + .seconds(900)
            }
            // One after the other, `next` tells the same.
            var told: [String: Timestamp] = [:]
            now = try moment("2026-10-01T00:00Z")
            while let next = schedule.next(after: now), schedule.start(of: next.moment) < end - .zero {
                now = schedule.start(of: next.moment)
                told[try #require(next.id)] = now
            }
            let first = begun.values.min()
            #expect(told == begun.filter { $0.value != first } || told == begun, "\(every) \(on) in \(name)")
        }
    }
}

extension Timestamp {
    fileprivate static func - (moment: Timestamp, duration: Duration) -> Timestamp { moment + (.zero - duration) }
}
