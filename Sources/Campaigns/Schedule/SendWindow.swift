public import Foundation
public import MailFormat

/// When messages may go, by the clock of the recipient or of the campaign: `window = { days = ["mon", "tue"], from = "09:00", to = "17:00" }`.
///
/// A moment is inside where the clocks of its zone show a time from `from` up to, and without, `to`, on one of the days. That is all, also
/// where clocks change: what a clock never shows is in no window. One that ends before it begins goes over midnight and belongs to the day it
/// begins on.
public struct SendWindow: Hashable, Sendable {
    /// The days it begins on; never empty.
    public let days: Set<Weekday>
    /// Minute of the day it begins at, 0…1439.
    public let from: Int
    /// Minute of the day it ends at, 1…1440; below `from` on the day after.
    public let to: Int

    /// A window from its parts; nil without days, or where it is empty.
    public init?(days: Set<Weekday> = Set(Weekday.allCases), from: Int = 0, to: Int = 1440) {
        guard !days.isEmpty, (0...1439).contains(from), (1...1440).contains(to), from != to else { return nil }
        self.days = days
        self.from = from
        self.to = to
    }

    /// Reads `09:00`, or `24:00` for the end of a day, as minutes; nil where it is none.
    public static func minute(parsing text: some StringProtocol) -> Int? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, (1...2).contains(parts[0].utf8.count), parts[1].utf8.count == 2,
            parts.allSatisfy({ $0.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } }),
            let hour = Int(parts[0]), let minute = Int(parts[1]), minute < 60, hour < 24 || (hour == 24 && minute == 0)
        else { return nil }
        return hour * 60 + minute
    }

    private var crossesMidnight: Bool { to < from }

    /// Whether messages may go at a moment.
    public func contains(_ moment: Timestamp, in zone: TimeZone) -> Bool {
        contains(LocalTime(at: moment, in: zone))
    }

    func contains(_ local: LocalTime) -> Bool {
        let (day, minute) = (local.day, local.minuteOfDay)
        guard crossesMidnight else { return minute >= from && minute < to && days.contains(Weekday(ofDay: day)) }
        return (minute >= from && days.contains(Weekday(ofDay: day))) || (minute < to && days.contains(Weekday(ofDay: day - 1)))
    }

    /// The first moment from `moment` on at which messages may go: `moment` itself where they may.
    public func opening(from moment: Timestamp, in zone: TimeZone) -> Timestamp {
        let local = LocalTime(at: moment, in: zone)
        if contains(local) { return moment }
        var first: Timestamp?
        // A week ahead, and one more where the only day of the window skips it.
        for day in local.day - 1...local.day + 15 where days.contains(Weekday(ofDay: day)) {
            let opening = LocalTime(day: day, minute: from)
            // It opens when its time comes, or where the clocks are put into the middle of it.
            for candidate in opening.moments(in: zone) + [opening.change(in: zone)].compactMap(\.self)
            where candidate > moment && candidate < first ?? .init(milliseconds: .max) && contains(candidate, in: zone) {
                first = candidate
            }
            if let first, LocalTime(at: first, in: zone).day < day { break }
        }
        return first ?? moment
    }
}

extension SendWindow: CustomStringConvertible {
    /// `mon tue wed 09:00–17:00`
    public var description: String {
        let names = days.count == 7 ? "" : Weekday.allCases.filter(days.contains).map { $0.rawValue.prefix(3) }.joined(separator: " ") + " "
        return names + Self.text(from) + "–" + Self.text(to)
    }

    /// `09:00`
    static func text(_ minute: Int) -> String {
        let (hours, rest) = (minute / 60, minute % 60)
        return (hours < 10 ? "0" : "") + String(hours) + ":" + (rest < 10 ? "0" : "") + String(rest)
    }
}
