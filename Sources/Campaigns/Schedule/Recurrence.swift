import MailFormat

/// When a campaign comes again: `every = "1 month"`, `on = "first monday 09:00"`.
///
/// | every | on |
/// |---|---|
/// | `1 day` | `09:00` |
/// | `1 week` | `monday 09:00`, `mon, thu 09:00` |
/// | `1 month` | `first monday 09:00` (first … fourth, last), `15 09:00`, `last day 09:00` |
/// | `1 year` | `march 1 09:00`, `first monday of march 09:00` |
///
/// Several times a day are separated by commas: `09:00, 17:00`. A day that a month does not have is its last one. `2 weeks` counts from the
/// week (month, year) of the schedule's `at`, before which nothing occurs.
public struct Recurrence: Hashable, Sendable {
    /// What is counted.
    public enum Unit: String, Hashable, Sendable, CaseIterable {
        case day, week, month, year
    }

    /// Which day of its unit.
    enum Day: Hashable, Sendable {
        case every
        case weekdays(Set<Weekday>)
        /// 1…31; a shorter month's last day.
        case ofMonth(Int)
        /// 1…4 from the front, −1 the last.
        case weekdayOfMonth(Int, Weekday)
    }

    /// How many units there are between two occurrences, 1…100.
    public let interval: Int
    /// What is counted.
    public let unit: Unit
    let day: Day
    /// The month of a yearly one, 1…12.
    let month: Int
    /// Minutes since midnight, ascending; not empty.
    let times: [Int]
    /// The first occurrence is not before this, and units are counted from it; nil counts from 1970.
    public let anchor: LocalTime?

    /// Whether an occurrence needs its time to be told from others of its day.
    public var isSeveralADay: Bool { times.count > 1 }

    init(interval: Int, unit: Unit, day: Day, month: Int, times: [Int], anchor: LocalTime?) {
        self.interval = interval
        self.unit = unit
        self.day = day
        self.month = month
        self.times = times
        self.anchor = anchor
    }

    /// The last occurrence at or before a local time; nil where there is none.
    public func last(notAfter limit: LocalTime) -> LocalTime? {
        let period = period(of: limit.day)
        // The period before too: this one may begin before its day comes.
        for place in stride(from: period, through: period - 1 - Int64(interval), by: -1) where isCounted(place) {
            if let found = occurrences(in: place).last(where: { $0 <= limit }) { return found }
        }
        return nil
    }

    /// The first occurrence after a local time.
    public func next(after start: LocalTime) -> LocalTime? {
        let begin = anchor.map { max($0.day, start.day) } ?? start.day
        let period = period(of: begin)
        for place in period...period + 2 * Int64(interval) where isCounted(place) {
            if let found = occurrences(in: place).first(where: { $0 > start }) { return found }
        }
        return nil
    }

    private func isCounted(_ period: Int64) -> Bool {
        let first = anchor.map { self.period(of: $0.day) } ?? 0
        return anchor == nil || period >= first ? (period - first) % Int64(interval) == 0 : false
    }

    /// The number of the unit a day is in.
    private func period(of day: Int64) -> Int64 {
        switch unit {
        case .day: return day
        case .week: return (day + 3).quotientRoundedDown(by: 7)
        case .month, .year:
            let civil = LocalTime(day: day, minute: 0).civil
            return unit == .year ? Int64(civil.year) : Int64(civil.year * 12 + civil.month - 1)
        }
    }

    private func occurrences(in period: Int64) -> [LocalTime] {
        let all = days(in: period).flatMap { day in times.map { LocalTime(day: day, minute: $0) } }
        guard let anchor else { return all }
        return all.filter { $0 >= anchor }
    }

    private func days(in period: Int64) -> [Int64] {
        switch unit {
        case .day: return [period]
        case .week:
            guard case .weekdays(let weekdays) = day else { return [] }
            return weekdays.map { period * 7 - 3 + Int64($0.place) }.sorted()
        case .month: return self.day(ofMonth: Int(period % 12) + 1, of: Int(period / 12))
        case .year: return self.day(ofMonth: month, of: Int(period))
        }
    }

    private func day(ofMonth month: Int, of year: Int) -> [Int64] {
        guard let civil = CivilTime(year: year, month: month, day: 1, hour: 0, minute: 0, second: 0) else { return [] }
        let first = LocalTime(milliseconds: civil.timestamp().milliseconds).day
        let length = Int64(CivilTime.days(in: month, of: year))
        switch day {
        case .ofMonth(let number): return [first + min(Int64(number), length) - 1]
        case .weekdayOfMonth(let ordinal, let weekday):
            if ordinal < 0 {
                let last = first + length - 1
                return [last - Int64((Weekday(ofDay: last).place - weekday.place + 7) % 7)]
            }
            return [first + Int64((weekday.place - Weekday(ofDay: first).place + 7) % 7) + Int64(ordinal - 1) * 7]
        case .every, .weekdays: return []
        }
    }
}
