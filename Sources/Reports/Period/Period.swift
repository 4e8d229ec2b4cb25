public import Foundation
public import MailFormat

/// A stretch of time in which things are counted, and the zone whose days and hours they are counted by.
///
/// Ledgers count in quarters of an hour of UTC, because every zone in use is a whole number of them away: so days of any zone, also the
/// 23 and 25 hours long ones on which clocks are changed, are sums of whole quarters. A bound lies on a quarter for the same reason.
public struct Period: Hashable, Sendable {
    /// The first moment that counts; nil from the start.
    public var since: Timestamp?
    /// The first moment that does not count any more; nil without end.
    public var until: Timestamp?
    /// The zone.
    public var zone: TimeZone

    /// What a zone is.
    public typealias Zone = TimeZone

    /// A quarter of an hour in milliseconds.
    public static let quarter: Int64 = 900_000

    /// A period from its parts; all of time in UTC by default.
    public init(since: Timestamp? = nil, until: Timestamp? = nil, zone: TimeZone = .gmt) {
        self.since = since
        self.until = until
        self.zone = zone
    }

    /// Whether everything counts.
    public var isAll: Bool { since == nil && until == nil }
}

/// Why a bound of a period cannot be read.
public enum PeriodProblem: Error, Hashable, CustomStringConvertible {
    /// It is no date.
    case syntax(String)
    /// It does not lie on a quarter of an hour.
    case quarter(String)

    /// One sentence.
    public var description: String {
        switch self {
        case .syntax(let text): "\"\(text)\" is no date; write 2026-11-24, 2026-11-24T14:30 or 2026-11-24T14:30:00Z"
        case .quarter(let text): "\"\(text)\" is not on a quarter of an hour; reports count by quarters: 14:00, 14:15, 14:30, 14:45"
        }
    }
}

extension TimeZone {
    /// Reads a bound: a day of this zone (its first moment), a local time, or a moment with an offset.
    ///
    /// A local time that the clocks skip is read as the moment they skip to; of one that comes twice the first counts.
    public func moment(of text: String) throws(PeriodProblem) -> Timestamp {
        let isDay = text.utf8.count == 10
        let isLocal = isDay || text.utf8.count == 16
        guard let read = DateFormat.parse(iso8601: isDay ? text + "T00:00:00Z" : (isLocal ? text + ":00Z" : text)) else {
            throw .syntax(text)
        }
        let moment = isLocal ? self.moment(ofLocal: read.milliseconds) : read
        guard moment.milliseconds % Period.quarter == 0 else { throw .quarter(text) }
        return moment
    }

    /// Its name in reports: `Europe/Berlin`, `UTC`.
    var name: String { identifier == "GMT" ? "UTC" : identifier }

    /// How far local clocks are ahead of UTC at a moment, in milliseconds.
    func offset(at milliseconds: Int64) -> Int64 {
        Int64(secondsFromGMT(for: Date(timeIntervalSince1970: Double(milliseconds) / 1000))) * 1000
    }

    /// The moment at which local clocks show a time that is given as if it were UTC.
    func moment(ofLocal local: Int64) -> Timestamp {
        // The offsets of the day before and after are those on both sides of a change, should one be near.
        let (before, after) = (offset(at: local - 86_400_000), offset(at: local + 86_400_000))
        if before == after { return Timestamp(milliseconds: local - before) }
        // Read with the earlier offset, the moment is right where it lies before the change.
        let first = local - before
        if offset(at: first) == before { return Timestamp(milliseconds: first) }
        let second = local - after
        if offset(at: second) == after { return Timestamp(milliseconds: second) }
        // Skipped: the change itself is what comes then, found on the quarter.
        var change = second - second % Period.quarter
        while offset(at: change) != after { change += Period.quarter }
        return Timestamp(milliseconds: change)
    }

    /// `2026-11-24T14:15+01:00`: a moment as local clocks show it.
    public func text(of moment: Timestamp) -> String {
        let offset = offset(at: moment.milliseconds)
        let local = DateFormat.iso8601(Timestamp(milliseconds: moment.milliseconds + offset)).prefix(16)
        guard offset != 0 else { return local + "Z" }
        let minutes = abs(offset) / 60_000
        let two = { (number: Int64) in number < 10 ? "0\(number)" : "\(number)" }
        return "\(local)\(offset < 0 ? "-" : "+")\(two(minutes / 60)):\(two(minutes % 60))"
    }
}
