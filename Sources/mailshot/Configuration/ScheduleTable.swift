import Campaigns
import Foundation
import MailFormat

/// `[schedule]` of a campaign file.
///
/// ```toml
/// [schedule]
/// at = "2026-12-07 09:00"            # by the clocks of time_zone; with an offset or Z the same moment for all
/// time_zone = "Europe/Berlin"        # of at, on, expires and window; a name of the IANA database, UTC by default
/// time_zone_column = "zone"          # the column that names each recipient's own: then 09:00 is hers
/// every = "1 month"                  # comes again: day, week, month, year
/// on = "first monday 09:00"
/// expires = "2026-12-08 18:00"       # or a time after its moment, "36h": what is not sent by then expires
/// window = { days = ["mon-fri"], from = "09:00", to = "17:00", tz = "Europe/Berlin" }
/// late = "skip"                      # what becomes of messages whose moment went by without a run; "send" by default
/// late_after = "1h"                  # from when on that is so
/// spread_over = "2h"                 # not all at one moment
/// ```
struct ScheduleTable: Decodable {
    var at: String?
    var timeZone: String?
    var timeZoneColumn: String?
    var every: String?
    var on: String?
    var expires: String?
    var window: WindowTable?
    var late: String?
    var lateAfter: DurationText?
    var spreadOver: DurationText?

    enum CodingKeys: String, CodingKey, CaseIterable {
        case at, every, on, expires, window, late
        case timeZone = "time_zone"
        case timeZoneColumn = "time_zone_column"
        case lateAfter = "late_after"
        case spreadOver = "spread_over"
    }

    /// `window`
    struct WindowTable: Decodable {
        var days: [String]?
        var from: String?
        var to: String?
        var tz: String?

        enum CodingKeys: String, CodingKey, CaseIterable {
            case days, from, to, tz
        }
    }

    /// What it says of when, as one text: another text is another schedule.
    var text: String {
        [at, every, on, timeZone, timeZoneColumn].map { $0 ?? "" }.joined(separator: " | ")
    }

    /// What it means.
    ///
    /// - Throws: ``ScheduleProblem``.
    func schedule() throws -> Schedule {
        let windowZone = try window?.tz.map { try Self.zone($0, "tz") }
        let zone = try timeZone.map { try Self.zone($0, "time_zone") } ?? windowZone ?? .gmt
        var schedule = Schedule(window: try window.map(sendWindow), windowZone: windowZone, zone: zone, zoneColumn: try column())
        schedule.at = try at.map { try Self.moment($0, "at") }
        if every != nil || on != nil {
            guard let every, let on else {
                throw ScheduleProblem(
                    every == nil ? "on" : "every",
                    "goes with '\(every == nil ? "every" : "on")'; write every = \"1 month\" and on = \"first monday 09:00\"")
            }
            var anchor: LocalTime?
            switch schedule.at {
            case .local(let first): anchor = first
            case .fixed:
                throw ScheduleProblem("at", "\"\(at ?? "")\" has an offset; with 'every' it is by the clock of time_zone, write it without")
            case nil: break
            }
            schedule.recurrence = try Recurrence(every: every, on: on, anchor: anchor)
        }
        schedule.expires = try expires.map { try expiry($0, of: schedule) }
        switch late {
        case nil: break
        case let text?:
            guard let late = Schedule.Late(rawValue: text) else {
                throw ScheduleProblem("late", "\"\(text)\" must be \"send\" or \"skip\"")
            }
            schedule.late = late
        }
        if let lateAfter {
            guard schedule.late == .skip, lateAfter.duration > .zero else {
                throw ScheduleProblem("late_after", "goes with late = \"skip\", and is longer than nothing")
            }
            schedule.lateAfter = lateAfter.duration
        }
        if let spreadOver { schedule.spread = spreadOver.duration }
        return schedule
    }

    private func column() throws -> String? {
        guard let timeZoneColumn else { return nil }
        guard !timeZoneColumn.isEmpty else { throw ScheduleProblem("time_zone_column", "names no column") }
        return timeZoneColumn
    }

    private func expiry(_ text: String, of schedule: Schedule) throws -> Schedule.Expiry {
        if let duration = DurationText(text)?.duration {
            guard duration > .zero else { throw ScheduleProblem("expires", "\"\(text)\" leaves no time to send") }
            return .after(duration)
        }
        guard let moment = Schedule.Moment(parsing: text) else {
            throw ScheduleProblem("expires", "\"\(text)\" is no moment and no duration; write \"2026-12-08 18:00\" or \"36h\"")
        }
        guard schedule.recurrence == nil else {
            throw ScheduleProblem("expires", "\"\(text)\": what comes again expires some time after its moment; write \"36h\"")
        }
        if let at = schedule.at, moment.moment(in: schedule.zone) <= at.moment(in: schedule.zone) {
            throw ScheduleProblem("expires", "\"\(text)\" is not after 'at'; nothing could be sent")
        }
        return .at(moment)
    }

    private func sendWindow(_ table: WindowTable) throws -> SendWindow {
        func minute(_ text: String, _ key: String) throws -> Int {
            guard let minute = SendWindow.minute(parsing: text) else {
                throw ScheduleProblem(key, "\"\(text)\" is no time of day; write \"09:00\"")
            }
            return minute
        }
        let from = try table.from.map { try minute($0, "from") } ?? 0
        let to = try table.to.map { try minute($0, "to") } ?? 1440
        guard let window = SendWindow(days: try days(table.days), from: from, to: to) else {
            throw ScheduleProblem("window", "begins when it ends; nothing could be sent")
        }
        return window
    }

    /// `["mon", "wednesday"]`, `["mon-fri"]`
    private func days(_ texts: [String]?) throws -> Set<Weekday> {
        guard let texts else { return Set(Weekday.allCases) }
        var days: Set<Weekday> = []
        for text in texts {
            let ends = text.split(separator: "-", omittingEmptySubsequences: false).map { Weekday(parsing: $0) }
            guard ends.count <= 2, var day = ends[0], let last = ends.last ?? nil else {
                throw ScheduleProblem("days", "\"\(text)\" is no day; write \"mon\" or \"mon-fri\"")
            }
            days.insert(day)
            while day != last {
                day = day.next
                days.insert(day)
            }
        }
        guard !days.isEmpty else { throw ScheduleProblem("days", "names no day; nothing could be sent") }
        return days
    }

    private static func moment(_ text: String, _ key: String) throws -> Schedule.Moment {
        guard let moment = Schedule.Moment(parsing: text) else {
            throw ScheduleProblem(
                key, "\"\(text)\" is no moment; write \"2026-12-07 09:00\", by the clock of time_zone, or \"2026-12-07T08:00Z\"")
        }
        return moment
    }

    private static func zone(_ text: String, _ key: String) throws -> TimeZone {
        guard let zone = TimeZone(named: text) else {
            throw ScheduleProblem(key, "\"\(text)\" is unknown; write a name of the IANA database: \"Europe/Berlin\"")
        }
        return zone
    }
}
