import Campaigns
import Foundation
import MailFormat
import Testing

@Suite("A timetable")
struct TimetableTests {
    private func address(_ text: String) throws -> EmailAddress { try EmailAddress(text) }

    @Test("gives each recipient her own nine o'clock, and the schedule's to who names no zone")
    func zones() throws {
        let local = try #require(LocalTime(parsing: "2026-12-07 09:00"))
        let schedule = Schedule(at: .local(local), zone: try zone("Europe/Berlin"), zoneColumn: "zone")
        let table = Timetable(schedule, moment: .local(local), columns: ["email", "zone"])
        for (name, expected) in [
            ("Asia/Tokyo", "2026-12-07T00:00Z"), ("America/New_York", "2026-12-07T14:00Z"), ("", "2026-12-07T08:00Z"),
            ("nowhere", "2026-12-07T08:00Z"),
        ] { #expect(table.due(try address("a@example.com"), fields: ["", name]) == (try moment(expected)), "\(name)") }
        // It begins when the earliest zone has nine o'clock.
        #expect(schedule.start(of: .local(local)) == (try moment("2026-12-06T19:00Z")))
        #expect(!table.isUniform)
    }

    @Test("waits for the window, and says until when")
    func window() throws {
        let window = try #require(SendWindow(days: [.monday], from: 540, to: 1020))
        let schedule = Schedule(window: window, zone: try zone("Europe/Berlin"), zoneColumn: "zone")
        let table = Timetable(schedule, moment: .fixed(try moment("2026-12-07T07:00Z")), columns: ["zone"])
        #expect(table.verdict(fields: [""], at: try moment("2026-12-07T08:00Z")) == .open)
        #expect(
            table.verdict(fields: ["America/New_York"], at: try moment("2026-12-07T08:00Z"))
                == .closed(until: try moment("2026-12-07T14:00Z")))
        #expect(table.verdict(fields: [""], at: try moment("2026-12-07T16:00Z")) == .closed(until: try moment("2026-12-14T08:00Z")))
        #expect(table.due(try address("a@example.com"), fields: [""]) == (try moment("2026-12-07T08:00Z")))
    }

    @Test("expires at a moment, by each recipient's clock, or some time after")
    func expiry() throws {
        let at = try #require(Schedule.Moment(parsing: "2026-12-07 09:00"))
        var schedule = Schedule(
            at: at, expires: .at(try #require(Schedule.Moment(parsing: "2026-12-07 12:00"))), zone: try zone("Europe/Berlin"),
            zoneColumn: "zone")
        var table = Timetable(schedule, moment: at, columns: ["zone"])
        #expect(table.verdict(fields: ["Asia/Tokyo"], at: try moment("2026-12-07T02:59:59Z")) == .open)
        #expect(table.verdict(fields: ["Asia/Tokyo"], at: try moment("2026-12-07T03:00Z")) == .expired("expired at 2026-12-07T03:00:00Z"))
        #expect(table.verdict(fields: [""], at: try moment("2026-12-07T03:00Z")) == .open)
        schedule.expires = .after(.seconds(3600))
        table = Timetable(schedule, moment: at, columns: ["zone"])
        #expect(table.verdict(fields: [""], at: try moment("2026-12-07T08:59Z")) == .open)
        #expect(table.verdict(fields: [""], at: try moment("2026-12-07T09:00Z")) == .expired("expired at 2026-12-07T09:00:00Z"))
    }

    @Test("spreads evenly, each recipient at the same place at every look")
    func spread() throws {
        let start = try moment("2026-12-07T08:00Z")
        let table = Timetable(Schedule(at: .fixed(start), spread: .seconds(7200)), moment: .fixed(start), columns: [])
        var quarters = [Int](repeating: 0, count: 8)
        for number in 0..<8000 {
            let email = try address("reader\(number)@example.com")
            let due = table.due(email, fields: [])
            #expect(due == table.due(email, fields: []))
            quarters[Int((due - start) / .seconds(900))] += 1
        }
        for count in quarters { #expect((850...1150).contains(count), "\(quarters)") }
    }

    @Test(
        "reads moments with and without an offset",
        arguments: [
            ("2026-12-07 09:00", "2026-12-07T08:00:00Z"), ("2026-12-07T09:00:00+05:30", "2026-12-07T03:30:00Z"),
            ("2026-12-07T08:00Z", "2026-12-07T08:00:00Z"),
        ])
    func moments(text: String, expected: String) throws {
        #expect(try #require(Schedule.Moment(parsing: text)).moment(in: zone("Europe/Berlin")) == (try moment(expected)))
        #expect(Schedule.Moment(parsing: "2026-12-07Z") == nil)
    }
}
