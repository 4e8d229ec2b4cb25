extension Recurrence {
    /// Reads `every` and `on`.
    ///
    /// - Parameter anchor: the schedule's `at`; several units need it.
    /// - Throws: ``ScheduleProblem``, which names the key.
    public init(every: String, on: String, anchor: LocalTime?) throws(ScheduleProblem) {
        let words = every.lowercased().split(separator: " ")
        let name = words.last.map { $0.hasSuffix("s") ? $0.dropLast() : $0 } ?? ""
        guard words.count == 2, let interval = Self.number(words[0], in: 1...100), let unit = Unit(rawValue: String(name)) else {
            throw ScheduleProblem("every", "\"\(every)\" is no interval; write \"1 day\", \"2 weeks\", \"1 month\" or \"1 year\"")
        }
        guard interval == 1 || anchor != nil else {
            throw ScheduleProblem("every", "\"\(every)\" does not say which ones; name the first with at = \"2026-12-07 09:00\"")
        }
        let (day, month, times) = try Self.read(on: on, unit)
        self.init(interval: interval, unit: unit, day: day, month: month, times: times, anchor: anchor)
    }

    private static func read(on text: String, _ unit: Unit) throws(ScheduleProblem) -> (Day, Int, [Int]) {
        let words = text.lowercased().split { $0 == " " || $0 == "," }
        let times = words.reversed().prefix { SendWindow.minute(parsing: $0) != nil }.compactMap { SendWindow.minute(parsing: $0) }
        let names = words.dropLast(times.count)
        let isDay = times.allSatisfy { $0 < 1440 }
        guard !times.isEmpty, isDay, Set(times).count == times.count, let (day, month) = read(day: Array(names), unit) else {
            throw ScheduleProblem("on", "\"\(text)\" is no day of a \(unit.rawValue); write \(unit.example)")
        }
        return (day, month, times.sorted())
    }

    private static func read(day words: [Substring], _ unit: Unit) -> (Day, month: Int)? {
        switch unit {
        case .day: return words.isEmpty ? (.every, 1) : nil
        case .week:
            let days = words.compactMap { Weekday(parsing: $0) }
            return !words.isEmpty && days.count == words.count ? (.weekdays(Set(days)), 1) : nil
        case .month: return dayOfMonth(words).map { ($0, 1) }
        case .year:
            if words.count == 2, let month = month(words[0]), let day = number(words[1], in: 1...31) { return (.ofMonth(day), month) }
            guard words.count == 4, words[2] == "of", let month = month(words[3]) else { return nil }
            return dayOfMonth(Array(words.prefix(2))).map { ($0, month) }
        }
    }

    private static func dayOfMonth(_ words: [Substring]) -> Day? {
        if words.count == 1 { return number(words[0], in: 1...31).map { .ofMonth($0) } }
        guard words.count == 2 else { return nil }
        if words[0] == "last", words[1] == "day" { return .ofMonth(31) }
        guard let ordinal = ordinals[String(words[0])], let weekday = Weekday(parsing: words[1]) else { return nil }
        return .weekdayOfMonth(ordinal, weekday)
    }

    private static let ordinals = ["first": 1, "second": 2, "third": 3, "fourth": 4, "last": -1]

    private static let months = [
        "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december",
    ]

    private static func month(_ text: Substring) -> Int? {
        months.firstIndex { $0 == text || $0.prefix(3) == text }.map { $0 + 1 }
    }

    private static func number(_ text: Substring, in range: ClosedRange<Int>) -> Int? {
        guard (1...3).contains(text.utf8.count), text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else {
            return nil
        }
        return Int(text).flatMap { range.contains($0) ? $0 : nil }
    }
}

extension Recurrence.Unit {
    fileprivate var example: String {
        switch self {
        case .day: "\"09:00\""
        case .week: "\"monday 09:00\""
        case .month: "\"first monday 09:00\" or \"15 09:00\""
        case .year: "\"march 1 09:00\" or \"first monday of march 09:00\""
        }
    }
}

/// What is wrong in a `[schedule]`: the key and a sentence with the fix.
public struct ScheduleProblem: Error, Hashable, Sendable, CustomStringConvertible {
    /// The key.
    public let key: String
    /// What is wrong, and the fix.
    public let message: String

    /// A problem from its parts.
    public init(_ key: String, _ message: String) {
        self.key = key
        self.message = message
    }

    /// `on: "…" is no day of a month; …`
    public var description: String { "\(key): \(message)" }
}
