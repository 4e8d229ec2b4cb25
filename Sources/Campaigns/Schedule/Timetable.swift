public import Foundation
public import MailFormat

/// When each recipient of one sending of a campaign may be mailed: the schedule with its moment fixed and its zone column found.
///
/// It is asked twice about every message: before it is leased, and again before its dot is written. The answer depends on nothing but the
/// row and the moment.
public struct Timetable: Hashable, Sendable {
    /// Whether a message may go at a moment.
    public enum Verdict: Hashable, Sendable {
        case open
        /// Not before.
        case closed(until: Timestamp)
        /// Never: why.
        case expired(String)
    }

    private let schedule: Schedule
    /// When it is due.
    public let moment: Schedule.Moment
    private let zonePlace: Int?

    /// - Parameters:
    ///   - moment: when it is due; where the schedule names none, when it was first sent.
    ///   - columns: names of the merge fields, in the order of every row's fields.
    public init(_ schedule: Schedule, moment: Schedule.Moment, columns: [String]) {
        self.schedule = schedule
        self.moment = moment
        zonePlace = schedule.zoneColumn.flatMap { columns.firstIndex(of: $0) }
    }

    /// Whether the answer is the same for all rows once they are due.
    public var isUniform: Bool { zonePlace == nil }

    /// How long after its moment a message expires where no run came; nil where it is sent then.
    public var lateness: Duration? { schedule.late == .skip ? schedule.lateAfter : nil }

    /// The zone of a row: its column's, or the schedule's where that is empty or unknown.
    public func zone(of fields: [String]) -> TimeZone? {
        zonePlace.flatMap { fields.indices.contains($0) ? TimeZone(named: fields[$0]) : nil }
    }

    /// When a recipient is due: her moment, her place in the spread, and the window.
    public func due(_ email: EmailAddress, fields: [String]) -> Timestamp {
        let zone = zone(of: fields)
        var due = moment.moment(in: zone ?? schedule.zone)
        if schedule.spread > .zero { due = due + schedule.spread * Self.place(of: email) }
        return schedule.window?.opening(from: due, in: zone ?? schedule.windowZone) ?? due
    }

    /// When a message must have gone; nil where it may wait for ever.
    public func expiry(fields: [String]) -> Timestamp? {
        switch schedule.expires {
        case .at(let moment): moment.moment(in: zone(of: fields) ?? schedule.zone)
        case .after(let duration): moment.moment(in: zone(of: fields) ?? schedule.zone) + duration
        case nil: nil
        }
    }

    /// Whether a message may go now. Its own moment, which it waits for in the ledger, is not asked here.
    public func verdict(fields: [String], at now: Timestamp) -> Verdict {
        if schedule.expires != nil, let expiry = expiry(fields: fields), now >= expiry {
            return .expired("expired at \(DateFormat.iso8601(expiry))")
        }
        guard let window = schedule.window else { return .open }
        let opening = window.opening(from: now, in: zone(of: fields) ?? schedule.windowZone)
        return opening <= now ? .open : .closed(until: opening)
    }

    /// A recipient's place in the spread, 0…1: the same at every look, whatever else is in the list.
    private static func place(of email: EmailAddress) -> Double {
        // FNV-1a, and SplitMix64's last steps to stir it: nobody gains from choosing her place.
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in email.uniquenessKey.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        hash = (hash ^ (hash >> 30)) &* 0xBF58_476D_1CE4_E5B9
        hash = (hash ^ (hash >> 27)) &* 0x94D0_49BB_1331_11EB
        return Double((hash ^ (hash >> 31)) >> 11) / Double(1 << 53)
    }
}

extension TimeZone {
    /// The zone of a name of the IANA database, `Europe/Berlin`, or `UTC`; nil where it is none. Abbreviations, which are different zones in
    /// different countries, are none.
    public init?(named name: String) {
        guard name.contains("/") || name == "UTC" || name == "GMT" else { return nil }
        self.init(identifier: name)
    }
}
