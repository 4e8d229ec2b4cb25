import MailFormat

extension LanguageConventions {
    /// `24. November 2026`; nil for a value that is no date.
    func longDate(of value: String) -> String? { Self.date(value).map { write($0.parts, as: longDate) } }

    /// `24.11.2026`; nil for a value that is no date.
    func shortDate(of value: String) -> String? { Self.date(value).map { write($0.parts, as: shortDate) } }

    /// `Dienstag`; nil for a value that is no date.
    func weekday(of value: String) -> String? { Self.date(value).map { weekdays[$0.weekday] } }

    /// `12.345,6` of `12345.6`: groups and signs of the language, decimals as many as there are; nil for a value that is no number.
    func number(of value: String) -> String? {
        let isNegative = value.hasPrefix("-")
        let parts = (isNegative ? value.dropFirst() : value[...]).split(separator: ".", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy { $0 &- 0x30 < 10 } }) else { return nil }
        let digits = parts[0]
        var out = isNegative ? "-" : ""
        for (index, digit) in digits.enumerated() {
            let left = digits.count - index
            if index > 0, left % 3 == 0, digits.count >= 3 + digitsBeforeGroup { out += groupSign }
            out.append(digit)
        }
        return parts.count == 2 ? out + decimalSign + parts[1] : out
    }

    private struct DateParts {
        var year: Int, month: Int, day: Int
    }

    /// A day written as `2026-11-24`, with or without a time behind a `T` or a blank, which is left out.
    private static func date(_ value: String) -> (parts: DateParts, weekday: Int)? {
        let day = value.prefix { $0 != "T" && $0 != " " }
        let numbers = day.split(separator: "-", omittingEmptySubsequences: false)
        guard numbers.map(\.utf8.count) == [4, 2, 2], let year = Int(numbers[0]), let month = Int(numbers[1]), let date = Int(numbers[2]),
            let midnight = DateFormat.parse(iso8601: day + "T00:00:00Z")
        else { return nil }
        // 1970-01-01 was a Thursday.
        let days = (midnight.milliseconds / 86_400_000 + 4) % 7
        return (DateParts(year: year, month: month, day: date), Int(days < 0 ? days + 7 : days))
    }

    private func write(_ date: DateParts, as pattern: String) -> String {
        var out = ""
        var isQuoted = false
        var rest = pattern[...]
        while let first = rest.first {
            let run = rest.prefix { $0 == first }
            rest = rest.dropFirst(run.count)
            switch first {
            case "'": isQuoted.toggle()
            case "d" where !isQuoted: out += Self.padded(date.day, to: run.count)
            case "M" where !isQuoted: out += run.count == 4 ? months[date.month - 1] : Self.padded(date.month, to: run.count)
            case "y" where !isQuoted: out += String(date.year)
            default: out += run
            }
        }
        return out
    }

    private static func padded(_ number: Int, to digits: Int) -> String {
        number < 10 && digits == 2 ? "0\(number)" : String(number)
    }
}
