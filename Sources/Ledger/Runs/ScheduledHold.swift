import MailFormat

/// What a queued message waits for that has a moment of its own: `@` and the milliseconds since 1970, 15 digits, in `message.hold`.
///
/// The text sorts as the moment does, so the index on `hold` finds what is due; no limit's name begins with `@`, since domains and the
/// names of providers do not.
enum ScheduledHold {
    /// The least of them.
    static let first = "@"
    /// Above all of them.
    static let end = "A"

    /// The hold for a moment; those before 1970 are that moment.
    static func name(of moment: Timestamp) -> String {
        let digits = String(max(0, moment.milliseconds))
        return first + String(repeating: "0", count: max(0, 15 - digits.count)) + digits
    }

    /// The moment of a hold; nil where it is the name of a limit.
    static func moment(of name: String) -> Timestamp? {
        guard name.hasPrefix(first) else { return nil }
        return Int64(name.dropFirst()).map(Timestamp.init)
    }
}
