/// Dates as mail and logs write them, always in English and never by locale.
///
/// ## Limits
/// Years 0 to 9999.
public enum DateFormat {
    static let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    /// `Tue, 24 Nov 2026 09:00:00 +0000`, at an offset from UTC in minutes (−1439…1439, default 0).
    ///
    /// SeeAlso: RFC 5322 §3.3
    public static func rfc5322(_ moment: Timestamp, offsetMinutes: Int = 0) -> String {
        let local = CivilTime(Timestamp(milliseconds: moment.milliseconds + Int64(offsetMinutes) * 60_000))
        let offset = abs(offsetMinutes)
        var out: [UInt8] = []
        out.reserveCapacity(31)
        out.append(contentsOf: weekdays[local.weekday].utf8)
        out.append(contentsOf: ", ".utf8)
        out.append(decimal: local.day)
        out.append(ASCII.space)
        out.append(contentsOf: months[local.month - 1].utf8)
        out.append(ASCII.space)
        out.append(decimal: local.year, digits: 4)
        out.append(ASCII.space)
        out.append(time: local)
        out.append(ASCII.space)
        out.append(offsetMinutes < 0 ? ASCII.hyphen : UInt8(ascii: "+"))
        out.append(decimal: offset / 60, digits: 2)
        out.append(decimal: offset % 60, digits: 2)
        return String(decoding: out, as: UTF8.self)
    }

    /// `2026-11-24T09:00:00Z`, with `.123` before the Z where milliseconds are asked for.
    ///
    /// SeeAlso: RFC 3339 §5.6
    public static func iso8601(_ moment: Timestamp, milliseconds: Bool = false) -> String {
        let utc = CivilTime(moment)
        var out: [UInt8] = []
        out.reserveCapacity(24)
        out.append(decimal: utc.year, digits: 4)
        out.append(ASCII.hyphen)
        out.append(decimal: utc.month, digits: 2)
        out.append(ASCII.hyphen)
        out.append(decimal: utc.day, digits: 2)
        out.append(UInt8(ascii: "T"))
        out.append(time: utc)
        if milliseconds {
            out.append(ASCII.dot)
            out.append(decimal: utc.millisecond, digits: 3)
        }
        out.append(UInt8(ascii: "Z"))
        return String(decoding: out, as: UTF8.self)
    }
}

extension [UInt8] {
    /// Appends a number that is not negative in decimal, with at least so many digits.
    mutating func append(decimal number: Int, digits: Int = 1) {
        var divisor = 1
        for _ in 1..<Swift.max(digits, 1) { divisor *= 10 }
        while number / divisor >= 10 { divisor *= 10 }
        while divisor > 0 {
            append(0x30 + UInt8(number / divisor % 10))
            divisor /= 10
        }
    }

    /// Appends `09:00:00`.
    fileprivate mutating func append(time: CivilTime) {
        append(decimal: time.hour, digits: 2)
        append(ASCII.colon)
        append(decimal: time.minute, digits: 2)
        append(ASCII.colon)
        append(decimal: time.second, digits: 2)
    }
}
