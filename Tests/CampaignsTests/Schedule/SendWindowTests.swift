import Campaigns
import Foundation
import MailFormat
import Testing

@Suite("A window")
struct SendWindowTests {
    @Test(
        "is open from its beginning up to its end, on its days",
        arguments: [
            ("2026-12-07T08:00Z", true), ("2026-12-07T07:59Z", false), ("2026-12-07T15:59Z", true), ("2026-12-07T16:00Z", false),
            // A Saturday.
            ("2026-12-12T10:00Z", false),
        ])
    func office(text: String, isOpen: Bool) throws {
        let window = try #require(SendWindow(days: [.monday, .tuesday, .wednesday, .thursday, .friday], from: 540, to: 1020))
        #expect(window.contains(try moment(text), in: try zone("Europe/Berlin")) == isOpen)
    }

    @Test("goes over midnight and belongs to the day it begins on")
    func overMidnight() throws {
        let window = try #require(SendWindow(days: [.friday], from: 22 * 60, to: 120))
        let utc = try zone("UTC")
        for (text, isOpen) in [
            ("2026-12-11T21:59Z", false), ("2026-12-11T22:00Z", true), ("2026-12-12T01:59Z", true), ("2026-12-12T02:00Z", false),
            ("2026-12-11T01:00Z", false),
        ] { #expect(window.contains(try moment(text), in: utc) == isOpen, "\(text)") }
        #expect(window.opening(from: try moment("2026-12-12T02:00Z"), in: utc) == (try moment("2026-12-18T22:00Z")))
    }

    static let windows: [SendWindow?] = [
        SendWindow(from: 540, to: 1020), SendWindow(days: [.sunday], from: 120, to: 180), SendWindow(days: [.sunday], from: 150, to: 165),
        SendWindow(from: 0, to: 30), SendWindow(days: [.saturday, .sunday]), SendWindow(days: [.saturday], from: 1380, to: 150),
        SendWindow(from: 110, to: 125),
    ]

    @Test("opens at the first moment that is inside, whatever the clocks do", arguments: changingZones)
    func firstOpening(name: String) throws {
        let zone = try zone(name)
        for window in Self.windows.compactMap(\.self) {
            // Some days around every change of the year: each opening, by walking back over the moments.
            for start in ["2026-03-06", "2026-03-27", "2026-04-03", "2026-04-22", "2026-09-04", "2026-10-02", "2026-10-23", "2026-10-29"] {
                let first = try moment(start + "T00:00Z")
                var next: Timestamp?
                for step in stride(from: 4 * 288, through: 0, by: -1) {
                    let now = Timestamp(milliseconds: first.milliseconds + Int64(step) * 300_000)
                    if window.contains(now, in: zone) { next = now }
                    guard let next, step % 5 == 0 else { continue }
                    let opening = window.opening(from: now, in: zone)
                    if opening != next {
                        let found = [now, opening, next].map { DateFormat.iso8601($0) }
                        Issue.record("\(window) in \(name): \(found[0]) opens \(found[1]), not \(found[2])")
                    }
                }
            }
        }
    }

    @Test("is none without days, empty, or beyond the day")
    func refused() {
        #expect(SendWindow(days: []) == nil)
        #expect(SendWindow(from: 540, to: 540) == nil)
        #expect(SendWindow(from: 1440) == nil)
        for text in ["9", "9:0", "09:60", "24:01", "-1:00", "09:00:00", "０９:00"] {
            #expect(SendWindow.minute(parsing: text) == nil, "\(text)")
        }
        #expect(SendWindow.minute(parsing: "24:00") == 1440)
    }
}
