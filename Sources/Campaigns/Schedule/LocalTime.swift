public import Foundation
public import MailFormat

/// What a clock on a wall shows: a date and a time of day without a zone.
///
/// The clocks of a place skip some local times and show others twice. One rule holds everywhere, that of calendars (RFC 5545 §3.3.5):
///
/// - **gap: shift.** A local time that is skipped is read with the offset before the change: 02:30 on the day that goes from 02:00 to 03:00 is
///   03:30 of that day, as long after midnight as on any other.
/// - **overlap: once.** A local time that comes twice is the first of the two, and not the second.
public struct LocalTime: Hashable, Comparable, Sendable {
    /// Milliseconds since 1970-01-01 00:00 by that clock.
    public var milliseconds: Int64

    /// A local time from its milliseconds.
    public init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    /// What the clocks of a zone show at a moment.
    public init(at moment: Timestamp, in zone: TimeZone) {
        milliseconds = moment.milliseconds + zone.offset(at: moment.milliseconds)
    }

    /// Reads `2026-12-07 09:00`, with a `T` and with seconds where wanted; a date alone is its midnight. Nil where it is none, or names a zone.
    public init?(parsing text: String) {
        let parts = text.split(whereSeparator: { $0 == " " || $0 == "T" || $0 == "t" })
        guard parts.count == 1 || parts.count == 2, parts[0].utf8.count == 10, !parts.dropFirst().contains(where: Self.namesZone),
            let moment = DateFormat.parse(iso8601: text)
        else { return nil }
        milliseconds = moment.milliseconds
    }

    private static func namesZone(_ time: Substring) -> Bool {
        time.contains { !$0.isASCII || !($0.isWholeNumber || $0 == ":" || $0 == ".") }
    }

    /// Its date and time of day.
    public var civil: CivilTime { CivilTime(Timestamp(milliseconds: milliseconds)) }

    /// The day it is on, counted from 1970-01-01.
    var day: Int64 { milliseconds.quotientRoundedDown(by: Self.dayLength) }

    /// Minutes since midnight, 0…1439.
    var minuteOfDay: Int { Int((milliseconds - day * Self.dayLength) / 60_000) }

    /// Milliseconds of a day by the clock.
    static let dayLength: Int64 = 86_400_000

    /// A minute of a day that is counted from 1970-01-01.
    init(day: Int64, minute: Int) {
        milliseconds = day * Self.dayLength + Int64(minute) * 60_000
    }

    /// The moment it is in a zone, by the rule above.
    public func moment(in zone: TimeZone) -> Timestamp {
        if let first = moments(in: zone).first { return first }
        return Timestamp(milliseconds: milliseconds - offsets(in: zone).before)
    }

    /// All moments at which the zone's clocks show it: none in a gap, two in an overlap, in their order.
    func moments(in zone: TimeZone) -> [Timestamp] {
        let (before, after) = offsets(in: zone)
        let candidates = before == after ? [milliseconds - before] : [milliseconds - before, milliseconds - after].sorted()
        return candidates.filter { $0 + zone.offset(at: $0) == milliseconds }.map(Timestamp.init)
    }

    /// The moment at which the zone's clocks are changed within a day of it; nil where they are not.
    func change(in zone: TimeZone) -> Timestamp? {
        let (before, after) = offsets(in: zone)
        guard before != after else { return nil }
        var (early, late) = (milliseconds - Self.dayLength, milliseconds + Self.dayLength)
        while late - early > 1 {
            let middle = early + (late - early) / 2
            if zone.offset(at: middle) == before { early = middle } else { late = middle }
        }
        return Timestamp(milliseconds: late)
    }

    /// The offsets from UTC a day before and after. No zone changes its clocks twice in two days.
    private func offsets(in zone: TimeZone) -> (before: Int64, after: Int64) {
        (zone.offset(at: milliseconds - Self.dayLength), zone.offset(at: milliseconds + Self.dayLength))
    }

    /// Whether the left clock shows less.
    public static func < (left: LocalTime, right: LocalTime) -> Bool { left.milliseconds < right.milliseconds }
}

extension LocalTime: CustomStringConvertible {
    /// `2026-12-07 09:00`
    public var description: String {
        let text = DateFormat.iso8601(Timestamp(milliseconds: milliseconds))
        return text.prefix(10) + " " + text.dropFirst(11).prefix(5)
    }
}

extension TimeZone {
    /// Milliseconds that local clocks are ahead of UTC at a moment (milliseconds since 1970 in UTC).
    fileprivate func offset(at milliseconds: Int64) -> Int64 {
        Int64(secondsFromGMT(for: Date(timeIntervalSince1970: Double(milliseconds) / 1000))) * 1000
    }
}

extension Int64 {
    /// Division that rounds towards minus infinity.
    func quotientRoundedDown(by divisor: Int64) -> Int64 {
        let quotient = self / divisor
        return self % divisor < 0 ? quotient - 1 : quotient
    }
}
