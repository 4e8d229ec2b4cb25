public import Foundation
public import MailFormat

/// The length of the steps of a timeline.
public enum Span: String, Codable, Hashable, Sendable, CaseIterable {
    /// A quarter of an hour.
    case quarter
    /// An hour of local clocks.
    case hour
    /// A day from midnight to midnight: 23 or 25 hours where clocks are changed.
    case day
    /// From Monday to Sunday.
    case week
    /// A month of the calendar.
    case month

    /// The span in which a stretch has some dozens of steps.
    public static func fitting(_ length: Duration) -> Span {
        switch length.components.seconds {
        case ..<43_200: .quarter
        case ..<345_600: .hour
        case ..<10_368_000: .day
        default: .week
        }
    }

    /// The start of the step a moment is in.
    public func start(at moment: Timestamp, in zone: TimeZone) -> Timestamp {
        let offset = zone.offset(at: moment.milliseconds)
        let local = moment.milliseconds + offset
        switch self {
        case .quarter: return Timestamp(milliseconds: moment.milliseconds.rounded(downTo: Period.quarter))
        // By the offset of the moment itself: the hour that comes twice is two hours.
        case .hour: return Timestamp(milliseconds: local.rounded(downTo: 3_600_000) - offset)
        case .day: return zone.moment(ofLocal: local.rounded(downTo: 86_400_000))
        case .week: return zone.moment(ofLocal: (local + 3 * 86_400_000).rounded(downTo: 7 * 86_400_000) - 3 * 86_400_000)
        case .month: return zone.moment(ofLocal: local.rounded(downTo: 86_400_000) - Int64(Self.dayOfMonth(local) - 1) * 86_400_000)
        }
    }

    /// The start of the step behind the one that begins at `start`.
    public func next(after start: Timestamp, in zone: TimeZone) -> Timestamp {
        switch self {
        case .quarter: return start + .seconds(900)
        case .hour:
            let next = self.start(at: start + .seconds(3600), in: zone)
            // Where half an hour is skipped or repeated, an hour later is within this step or the next but one.
            return next > start ? next : start + .seconds(3600)
        // A day and a bit, a week and a bit, then back to the beginning: past every change of clocks.
        case .day: return self.start(at: start + .seconds(36 * 3600), in: zone)
        case .week: return self.start(at: start + .seconds(8 * 86_400), in: zone)
        case .month: return self.start(at: start + .seconds(45 * 86_400), in: zone)
        }
    }

    private static func dayOfMonth(_ local: Int64) -> Int {
        Int(DateFormat.iso8601(Timestamp(milliseconds: local)).dropFirst(8).prefix(2)) ?? 1
    }
}

extension Int64 {
    func rounded(downTo step: Int64) -> Int64 {
        let rest = self % step
        return self - (rest < 0 ? rest + step : rest)
    }
}
