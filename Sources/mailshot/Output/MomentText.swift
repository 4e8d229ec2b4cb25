import MailFormat

/// Moments as people read them beside each other: in UTC, with the day only where it is not today.
enum MomentText {
    /// `15:32 UTC`, `2026-11-26 00:00 UTC`.
    static func short(_ moment: Timestamp, at now: Timestamp) -> String {
        let text = DateFormat.iso8601(moment)
        let (day, time) = (text.prefix(10), text.dropFirst(11).prefix(5))
        return day == DateFormat.iso8601(now).prefix(10) ? "\(time) UTC" : "\(day) \(time) UTC"
    }

    /// `24 Nov 2026 16:02:10`, always as wide; in UTC, which is said once beside it.
    static func long(_ moment: Timestamp) -> String {
        let text = DateFormat.iso8601(moment)
        let month = Int(text.dropFirst(5).prefix(2)).map { months[$0 - 1] } ?? "???"
        return "\(text.dropFirst(8).prefix(2)) \(month) \(text.prefix(4)) \(text.dropFirst(11).prefix(8))"
    }

    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    /// ` until 15:32 UTC`, from a moment in ISO 8601; nothing where there is none.
    static func until(_ moment: String?, at now: Timestamp) -> String {
        moment.flatMap { DateFormat.parse(iso8601: $0) }.map { " until " + short($0, at: now) } ?? ""
    }
}
