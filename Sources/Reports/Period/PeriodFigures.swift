/// The stretch of time a report counted.
public struct PeriodFigures: Codable, Hashable, Sendable {
    /// The first moment that counts, local with its offset; nil from the start.
    public var since: String?
    /// The first moment that does not count any more; nil without end.
    public var until: String?
    /// The name of the zone whose days and hours are used: `Europe/Berlin`.
    public var timeZone: String

    /// A period as values.
    public init(_ period: Period) {
        since = period.since.map { period.zone.text(of: $0) }
        until = period.until.map { period.zone.text(of: $0) }
        timeZone = period.zone.name
    }

    /// Whether everything counts.
    var isAll: Bool { since == nil && until == nil }

    /// ` · from … until …`, for a heading; empty where everything counts.
    var note: String {
        isAll ? "" : " · from \(since ?? "the start") until \(until ?? "now")"
    }
}
