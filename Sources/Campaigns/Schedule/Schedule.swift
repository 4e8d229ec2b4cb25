public import Foundation
public import MailFormat

/// When a campaign is sent: `[schedule]` of its file.
public struct Schedule: Hashable, Sendable {
    /// A moment as it is written: with an offset the same for all, without one by the clock of each recipient's zone, or the schedule's.
    public enum Moment: Hashable, Sendable {
        case fixed(Timestamp)
        case local(LocalTime)

        /// Reads `2026-12-07 09:00`, `2026-12-07T09:00:00+01:00`, `2026-12-07T08:00Z`; nil where it is none.
        public init?(parsing text: String) {
            if let local = LocalTime(parsing: text) {
                self = .local(local)
            } else if text.contains(":"), let moment = DateFormat.parse(iso8601: text) {
                self = .fixed(moment)
            } else {
                return nil
            }
        }

        /// The moment it is for somebody in a zone.
        public func moment(in zone: TimeZone) -> Timestamp {
            switch self {
            case .fixed(let moment): moment
            case .local(let local): local.moment(in: zone)
            }
        }
    }

    /// When messages are too old.
    public enum Expiry: Hashable, Sendable {
        case at(Moment)
        /// So long after their moment.
        case after(Duration)
    }

    /// What becomes of messages whose moment went by without a run.
    public enum Late: String, Hashable, Sendable, CaseIterable {
        /// They are sent as soon as they may be.
        case send
        /// They expire.
        case skip
    }

    /// When it is due; nil for whenever it is sent by hand, or for what recurs.
    public var at: Moment?
    /// When it comes again; nil for once.
    public var recurrence: Recurrence?
    /// When messages are too old; nil for never.
    public var expires: Expiry?
    /// When messages may go; nil for always.
    public var window: SendWindow?
    /// The zone of the window, where no column names the recipient's.
    public var windowZone: TimeZone
    /// The zone of `at`, `on` and `expires`, and of recipients whose row names none.
    public var zone: TimeZone
    /// The column that names each recipient's zone; nil where all are in the schedule's.
    public var zoneColumn: String?
    /// What becomes of messages whose moment went by without a run.
    public var late: Late
    /// How long after its moment a message is late.
    public var lateAfter: Duration
    /// Over how long the messages are spread; zero for at once.
    public var spread: Duration

    /// A schedule from its parts.
    public init(
        at: Moment? = nil, recurrence: Recurrence? = nil, expires: Expiry? = nil, window: SendWindow? = nil, windowZone: TimeZone? = nil,
        zone: TimeZone = .gmt, zoneColumn: String? = nil, late: Late = .send, lateAfter: Duration = Schedule.defaultLateness,
        spread: Duration = .zero
    ) {
        self.at = at
        self.recurrence = recurrence
        self.expires = expires
        self.window = window
        self.windowZone = windowZone ?? zone
        self.zone = zone
        self.zoneColumn = zoneColumn
        self.late = late
        self.lateAfter = lateAfter
        self.spread = spread
    }

    /// An hour: longer than any interval of cron that campaigns are run by.
    public static let defaultLateness: Duration = .seconds(3600)

    /// Whether it starts by itself.
    public var startsByItself: Bool { at != nil || recurrence != nil }

    /// Whether what it says of one moment is another moment for each recipient.
    private func isFloating(_ moment: Moment) -> Bool {
        guard zoneColumn != nil, case .local = moment else { return false }
        return true
    }

    /// When the first recipient's moment comes: with a column of zones the earliest zone's, UTC+14 (Pacific/Kiritimati).
    public func start(of moment: Moment) -> Timestamp {
        guard isFloating(moment), case .local(let local) = moment else { return moment.moment(in: zone) }
        return Timestamp(milliseconds: local.milliseconds - Self.mostAhead)
    }

    private static let mostAhead: Int64 = 14 * 3_600_000

    /// The occurrence that began last, at or before a moment; nil where none did.
    public func last(notAfter moment: Timestamp) -> Occurrence? {
        guard let recurrence else {
            return at.flatMap { start(of: $0) <= moment ? Occurrence(moment: $0, id: nil) : nil }
        }
        // What is shifted out of a gap begins after what comes behind it by the clock; of two that begin together it is the later one.
        var clock = recurringClock(at: moment)
        var best: (start: Timestamp, local: LocalTime)?
        while let local = recurrence.last(notAfter: clock),
            best.map({ local.milliseconds > $0.local.milliseconds - Self.mostShift }) ?? true
        {
            let start = start(of: .local(local))
            if start <= moment, best.map({ start > $0.start }) ?? true { best = (start, local) }
            clock = LocalTime(milliseconds: local.milliseconds - 1)
        }
        return best.map { occurrence(at: $0.local) }
    }

    /// The first occurrence that begins after a moment; nil where none does.
    public func next(after moment: Timestamp) -> Occurrence? {
        guard let recurrence else {
            return at.flatMap { start(of: $0) > moment ? Occurrence(moment: $0, id: nil) : nil }
        }
        // A clock that was put back has shown the time already.
        var clock = LocalTime(milliseconds: recurringClock(at: moment).milliseconds - Self.mostShift)
        var best: (start: Timestamp, local: LocalTime)?
        while let local = recurrence.next(after: clock), best.map({ local.milliseconds < $0.local.milliseconds + Self.mostShift }) ?? true {
            let start = start(of: .local(local))
            if start > moment, best.map({ start <= $0.start }) ?? true { best = (start, local) }
            clock = local
        }
        return best.map { occurrence(at: $0.local) }
    }

    /// More than any zone's clocks are put forward or back.
    private static let mostShift: Int64 = 3 * 3_600_000

    /// The occurrence of a name's part behind `@`: `2026-12-07`, `2026-12-07T0900`; nil where it can be none.
    public func occurrence(named id: String) -> Occurrence? {
        guard let recurrence else { return nil }
        let parts = id.split(separator: "T", maxSplits: 1)
        guard let day = parts.first, let midnight = LocalTime(parsing: String(day)) else { return nil }
        var minute = recurrence.times[0]
        if parts.count == 2 {
            guard parts[1].utf8.count == 4, let given = SendWindow.minute(parsing: parts[1].prefix(2) + ":" + parts[1].suffix(2)) else {
                return nil
            }
            minute = given
        }
        let found = occurrence(at: LocalTime(day: midnight.day, minute: minute))
        return found.id == id ? found : nil
    }

    private func occurrence(at local: LocalTime) -> Occurrence {
        let text = local.description
        var id = String(text.prefix(10))
        if recurrence?.isSeveralADay == true { id += "T" + text.suffix(5).filter { $0 != ":" } }
        return Occurrence(moment: .local(local), id: id)
    }

    /// What the clock shows that occurrences begin by.
    private func recurringClock(at moment: Timestamp) -> LocalTime {
        zoneColumn == nil ? LocalTime(at: moment, in: zone) : LocalTime(milliseconds: moment.milliseconds + Self.mostAhead)
    }
}

/// One time of a scheduled campaign.
public struct Occurrence: Hashable, Sendable {
    /// When it is due.
    public let moment: Schedule.Moment
    /// What tells it from others of its campaign, `2026-12-07`; nil where it comes once.
    public let id: String?

    /// An occurrence from its parts.
    public init(moment: Schedule.Moment, id: String?) {
        self.moment = moment
        self.id = id
    }

    /// The name the ledger knows it by: `newsletter@2026-12-07`.
    public func name(of campaign: String) -> String { id.map { campaign + "@" + $0 } ?? campaign }
}
