import Campaigns
import Foundation
import MailFormat
import Testing

/// The moment written in ISO 8601.
func moment(_ text: String) throws -> Timestamp { try #require(DateFormat.parse(iso8601: text)) }

/// The zone of a name.
func zone(_ name: String) throws -> TimeZone { try #require(TimeZone(named: name)) }

/// Both changes of a year in zones of both hemispheres, of half an hour (Lord Howe), at midnight (Beirut), and none at all.
let changingZones = [
    "Europe/Berlin", "America/New_York", "America/Santiago", "Australia/Lord_Howe", "Asia/Beirut", "Africa/Cairo", "Asia/Kolkata", "UTC",
    "Pacific/Kiritimati", "America/St_Johns",
]

@Suite("A local time and its moment")
struct LocalTimeTests {
    @Test(
        "is read by the zone's clock, shifted out of a gap, and the first of two",
        arguments: [
            ("2026-12-07 09:00", "Europe/Berlin", "2026-12-07T08:00:00Z"),
            ("2026-07-07 09:00", "Europe/Berlin", "2026-07-07T07:00:00Z"),
            // 2027-03-28: 02:00 becomes 03:00. Read with the offset before, 02:30 is 03:30.
            ("2027-03-28 02:30", "Europe/Berlin", "2027-03-28T01:30:00Z"),
            ("2027-03-28 02:00", "Europe/Berlin", "2027-03-28T01:00:00Z"),
            ("2027-03-28 03:00", "Europe/Berlin", "2027-03-28T01:00:00Z"),
            // 2026-10-25: 03:00 becomes 02:00 again.
            ("2026-10-25 02:30", "Europe/Berlin", "2026-10-25T00:30:00Z"),
            ("2026-10-25 03:00", "Europe/Berlin", "2026-10-25T02:00:00Z"),
            // RFC 5545 §3.3.5: 2:30 on the day of the change in New York is 3:30 EDT; 1:30 in autumn is EDT.
            ("2007-03-11 02:30", "America/New_York", "2007-03-11T07:30:00Z"),
            ("2007-11-04 01:30", "America/New_York", "2007-11-04T05:30:00Z"),
            // Half an hour only, on the other half of the globe.
            ("2026-10-04 02:15", "Australia/Lord_Howe", "2026-10-03T15:45:00Z"),
            ("2026-12-07 09:00", "Pacific/Kiritimati", "2026-12-06T19:00:00Z"),
        ])
    func moments(local: String, name: String, expected: String) throws {
        let local = try #require(LocalTime(parsing: local))
        #expect(local.moment(in: try zone(name)) == (try moment(expected)))
    }

    @Test("and back: every half hour of a year, in every zone", arguments: changingZones)
    func roundTrip(name: String) throws {
        let zone = try zone(name)
        let start = try moment("2026-01-01T00:00Z")
        var previous = Timestamp(milliseconds: .min)
        for half in 0..<2 * 24 * 366 {
            let local = LocalTime(milliseconds: start.milliseconds + Int64(half) * 1_800_000)
            let found = local.moment(in: zone)
            let shown = LocalTime(at: found, in: zone)
            // What the clock shows then is what was asked for, or, after a gap, something later by the gap.
            if shown != local {
                #expect(shown > local && shown.milliseconds - local.milliseconds <= 3_600_000, "\(local) in \(name)")
                #expect(LocalTime(at: Timestamp(milliseconds: found.milliseconds - 3_600_001), in: zone) < local)
            }
            // No moment before it in the same day shows the same: of two it is the first.
            let hourBefore = Timestamp(milliseconds: found.milliseconds - 3_600_000)
            #expect(LocalTime(at: hourBefore, in: zone) != local, "\(local) in \(name)")
            if shown == local, found < previous { Issue.record("\(local) in \(name) goes back") }
            if shown == local { previous = found }
        }
    }

    @Test(
        "is nothing else than a date, and a time where wanted",
        arguments: [
            "2026-12-07T09:00Z", "09:00", "2026-12-7 09:00", "2026-13-01", "2026-12-07 09:00+01:00", "2026-12-07 25:00", "", "tomorrow",
        ])
    func refused(text: String) {
        #expect(LocalTime(parsing: text) == nil)
    }

    @Test("names only zones of the IANA database", arguments: ["Berlin", "CET", "GMT+3", "+01:00", "Europe/Berlim", "", "Mars/Olympus"])
    func zones(name: String) {
        #expect(TimeZone(named: name) == nil)
    }
}
