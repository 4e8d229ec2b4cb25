import MailFormat

/// Moments as people read them beside each other: in UTC, with the day only where it is not today.
enum MomentText {
    /// `15:32 UTC`, `2026-11-26 00:00 UTC`.
    static func short(_ moment: Timestamp, at now: Timestamp) -> String {
        let text = DateFormat.iso8601(moment)
        let (day, time) = (text.prefix(10), text.dropFirst(11).prefix(5))
        return day == DateFormat.iso8601(now).prefix(10) ? "\(time) UTC" : "\(day) \(time) UTC"
    }

    /// ` until 15:32 UTC`, from a moment in ISO 8601; nothing where there is none.
    static func until(_ moment: String?, at now: Timestamp) -> String {
        moment.flatMap { DateFormat.parse(iso8601: $0) }.map { " until " + short($0, at: now) } ?? ""
    }
}
