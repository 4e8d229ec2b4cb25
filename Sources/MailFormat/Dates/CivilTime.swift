/// A date and time of day in the proleptic Gregorian calendar, without an offset: what a `Timestamp` looks like written out.
public struct CivilTime: Hashable, Sendable {
    /// 0…9999
    public var year: Int
    /// 1…12
    public var month: Int
    /// 1…31
    public var day: Int
    /// 0…23
    public var hour: Int
    /// 0…59
    public var minute: Int
    /// 0…59; a leap second (60) is taken as 59 by the parsers.
    public var second: Int
    /// 0…999
    public var millisecond: Int

    /// Days in 400 years, after which the calendar repeats.
    private static let daysPerEra = 146_097
    /// From 0000-03-01, where eras begin, to 1970-01-01.
    private static let daysToEpoch = 719_468

    /// The moment in UTC, written out. Years begin in March here, so that the leap day is the last of a year.
    public init(_ timestamp: Timestamp) {
        let (days, rest) = timestamp.milliseconds.flooredQuotientAndRemainder(dividingBy: 86_400_000)
        let (era, dayOfEra) = (Int(days) + Self.daysToEpoch).flooredQuotientAndRemainder(dividingBy: Self.daysPerEra)
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * marchMonth + 2) / 5 + 1
        month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        hour = Int(rest / 3_600_000)
        minute = Int(rest / 60_000 % 60)
        second = Int(rest / 1000 % 60)
        millisecond = Int(rest % 1000)
    }

    /// A date and time from its parts, or nil where there is no such day or time.
    public init?(year: Int, month: Int, day: Int, hour: Int, minute: Int, second: Int, millisecond: Int = 0) {
        guard (0...9999).contains(year), (1...12).contains(month), day >= 1, day <= Self.days(in: month, of: year) else { return nil }
        guard (0...23).contains(hour), (0...59).contains(minute), (0...60).contains(second), (0...999).contains(millisecond) else {
            return nil
        }
        self.year = year
        self.month = month
        self.day = day
        self.hour = hour
        self.minute = minute
        self.second = min(second, 59)
        self.millisecond = millisecond
    }

    /// The moment, where this is the local time at an offset from UTC.
    public func timestamp(offsetMinutes: Int = 0) -> Timestamp {
        let marchYear = month <= 2 ? year - 1 : year
        let (era, yearOfEra) = marchYear.flooredQuotientAndRemainder(dividingBy: 400)
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        let days = era * Self.daysPerEra + dayOfEra - Self.daysToEpoch
        let seconds = days * 86_400 + hour * 3600 + (minute - offsetMinutes) * 60 + second
        return Timestamp(milliseconds: Int64(seconds) * 1000 + Int64(millisecond))
    }

    /// 0 Sunday … 6 Saturday
    public var weekday: Int {
        let days = Int(timestamp().milliseconds.flooredQuotientAndRemainder(dividingBy: 86_400_000).0)
        return (days + 4).flooredQuotientAndRemainder(dividingBy: 7).1
    }

    /// Days of a month, 28…31.
    public static func days(in month: Int, of year: Int) -> Int {
        switch month {
        case 4, 6, 9, 11: 30
        case 2: year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400)) ? 29 : 28
        default: 31
        }
    }
}

extension BinaryInteger {
    /// Division that rounds towards minus infinity, for a positive divisor: the remainder is never negative.
    fileprivate func flooredQuotientAndRemainder(dividingBy divisor: Self) -> (Self, Self) {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}
