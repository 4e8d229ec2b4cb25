extension DateFormat {
    /// The moment a date of a message names, or nil where it is none; lenient, as dates in bounces must be.
    ///
    /// The weekday is not checked and may be missing, so may the seconds and the zone (then UTC); comments are skipped; two-digit years and
    /// zone names follow RFC 5322 §4.3, unknown zone names being UTC.
    public static func parse(rfc5322 text: some StringProtocol) -> Timestamp? {
        guard text.utf8.count <= 200 else { return nil }
        var words = dateWords(text)
        if let first = words.first, weekdays.contains(where: { first.hasPrefix($0.lowercased()) }) { words.removeFirst() }
        guard words.count >= 4, let day = number(words[0], digits: 1...2), words[1].utf8.count >= 3 else { return nil }
        guard let month = months.firstIndex(where: { words[1].hasPrefix($0.lowercased()) }) else { return nil }
        guard var year = number(words[2], digits: 2...4) else { return nil }
        switch words[2].utf8.count {
        case 2: year += year < 50 ? 2000 : 1900
        case 3: year += 1900
        default: break
        }
        let time = words[3].split(separator: ":", omittingEmptySubsequences: false)
        guard time.count == 2 || time.count == 3 else { return nil }
        guard let hour = number(time[0], digits: 1...2), let minute = number(time[1], digits: 2...2) else { return nil }
        guard let second = time.count == 3 ? number(time[2], digits: 2...2) : 0 else { return nil }
        guard let offset = words.count > 4 ? zoneOffset(words[4]) : 0 else { return nil }
        return CivilTime(year: year, month: month + 1, day: day, hour: hour, minute: minute, second: second)?
            .timestamp(offsetMinutes: offset)
    }

    /// The moment of `2026-11-24`, `2026-11-24T09:00`, `2026-11-24T09:00:00Z`, `…09:00:00.123+01:00`, or nil where it is none.
    ///
    /// The `T` may be a blank or lower case; without a zone it is `defaultOffsetMinutes` from UTC; fractions are cut to milliseconds.
    ///
    /// SeeAlso: RFC 3339 §5.6
    public static func parse(iso8601 text: some StringProtocol, defaultOffsetMinutes: Int = 0) -> Timestamp? {
        var scan = DigitScanner(Array(text.utf8))
        guard let year = scan.number(digits: 4), scan.take("-"), let month = scan.number(digits: 2), scan.take("-"),
            let day = scan.number(digits: 2)
        else { return nil }
        var (hour, minute, second, millisecond) = (0, 0, 0, 0)
        var offset = defaultOffsetMinutes
        if scan.take("T") || scan.take("t") || scan.take(" ") {
            guard let h = scan.number(digits: 2), scan.take(":"), let m = scan.number(digits: 2) else { return nil }
            (hour, minute) = (h, m)
            if scan.take(":") {
                guard let s = scan.number(digits: 2) else { return nil }
                second = s
                if scan.take(".") || scan.take(",") {
                    guard let fraction = scan.milliseconds() else { return nil }
                    millisecond = fraction
                }
            }
            if scan.take("Z") || scan.take("z") {
                offset = 0
            } else if let sign = scan.take("+") ? 1 : scan.take("-") ? -1 : nil {
                guard let h = scan.number(digits: 2), h < 24 else { return nil }
                _ = scan.take(":")
                guard let m = scan.number(digits: 2), m < 60 else { return nil }
                offset = sign * (h * 60 + m)
            }
        }
        guard scan.isAtEnd else { return nil }
        return CivilTime(year: year, month: month, day: day, hour: hour, minute: minute, second: second, millisecond: millisecond)?
            .timestamp(offsetMinutes: offset)
    }

    /// Lower-case words between blanks, commas and comments; `24-Nov-2026` counts as three.
    private static func dateWords(_ text: some StringProtocol) -> [String] {
        var words: [[UInt8]] = [[]]
        var depth = 0
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "("): depth += 1
            case UInt8(ascii: ")"): depth = max(0, depth - 1)
            case _ where depth > 0: continue
            case ASCII.space, ASCII.tab, ASCII.cr, ASCII.lf, ASCII.comma:
                if words[words.count - 1].isEmpty == false { words.append([]) }
            case ASCII.hyphen where !words[words.count - 1].isEmpty: words.append([])
            default: words[words.count - 1].append(byte.asciiLowercased)
            }
        }
        return words.filter { !$0.isEmpty }.map { String(decoding: $0, as: UTF8.self) }
    }

    private static func number(_ text: some StringProtocol, digits: ClosedRange<Int>) -> Int? {
        guard digits.contains(text.utf8.count), text.utf8.allSatisfy(\.isASCIIDigit) else { return nil }
        return Int(text)
    }

    /// Minutes east of UTC of `+0100` or a zone name; nil for a malformed number.
    private static func zoneOffset(_ zone: String) -> Int? {
        if let sign = zone.utf8.first, sign == UInt8(ascii: "+") || sign == ASCII.hyphen {
            guard let value = number(zone.dropFirst(), digits: 4...4), value % 100 < 60 else { return nil }
            return (value / 100 * 60 + value % 100) * (sign == ASCII.hyphen ? -1 : 1)
        }
        switch zone {
        case "edt": return -240
        case "est", "cdt": return -300
        case "cst", "mdt": return -360
        case "mst", "pdt": return -420
        case "pst": return -480
        default: return 0
        }
    }
}

/// Fixed-width decimal fields, read from the front.
private struct DigitScanner {
    private let bytes: [UInt8]
    private var index = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var isAtEnd: Bool { index == bytes.count }

    mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard index < bytes.count, bytes[index] == UInt8(ascii: character) else { return false }
        index += 1
        return true
    }

    mutating func number(digits: Int) -> Int? {
        guard index + digits <= bytes.count else { return nil }
        var value = 0
        for byte in bytes[index..<index + digits] {
            guard byte.isASCIIDigit else { return nil }
            value = value * 10 + Int(byte - 0x30)
        }
        index += digits
        return value
    }

    /// The first three digits of a fraction of any length up to 18.
    mutating func milliseconds() -> Int? {
        let digits = bytes[index...].prefix { $0.isASCIIDigit }
        guard (1...18).contains(digits.count) else { return nil }
        index += digits.count
        var value = 0
        for position in 0..<3 {
            value = value * 10 + (position < digits.count ? Int(digits[digits.startIndex + position] - 0x30) : 0)
        }
        return value
    }
}
