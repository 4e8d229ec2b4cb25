public import Foundation
public import MailFormat

/// How many messages a relay takes in a window: `500/hour`, `50000/day`, `2000/24h`.
///
/// A quota is a count, where a ``SendRate`` is a pace. Used up, it makes the relay wait for the window to pass; nothing fails.
///
/// ## Limits
/// The rolling 24 hours are counted in slices of 15 minutes, each of which counts until 24 hours after its end: the quota is never passed,
/// and comes back up to 15 minutes late.
public struct Quota: Hashable, Sendable {
    /// What the count is taken over.
    public enum Window: String, Hashable, Sendable, CaseIterable {
        /// A clock hour.
        case hour
        /// A calendar day in the relay's time zone: 23 or 25 hours long where clocks are changed.
        case day
        /// The last 24 hours, at every moment.
        case rolling = "24h"
    }

    /// Messages in a window, 1 or more.
    public let limit: Int
    /// The window.
    public let window: Window

    /// A quota from its parts; nil below 1.
    public init?(_ limit: Int, per window: Window) {
        guard limit >= 1 else { return nil }
        self.limit = limit
        self.window = window
    }

    /// Reads `500/hour`, `50000/day`, `2000/24h`; nil where it is none.
    public init?(parsing text: String) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let limit = DecimalText.number(parts[0]), let window = Window(rawValue: String(parts[1])) else {
            return nil
        }
        self.init(limit, per: window)
    }

    /// How often the rolling window is counted afresh.
    public static let slice: Duration = .seconds(900)

    /// The stretch in which messages are counted together: the clock hour, the day, or the slice of 15 minutes.
    public func span(at moment: Timestamp, in zone: TimeZone) -> Range<Timestamp> {
        switch window {
        case .hour: zone.span(ofSeconds: 3600, at: moment)
        case .day: zone.day(at: moment)
        case .rolling: TimeZone.gmt.span(ofSeconds: 900, at: moment)
        }
    }

    /// From when on counts matter at a moment: the start of the hour or day, or the start of the first slice that reaches into the last 24 hours.
    public func horizon(at moment: Timestamp, in zone: TimeZone) -> Timestamp {
        let span = span(at: moment, in: zone)
        return window == .rolling ? Timestamp(milliseconds: span.lowerBound.milliseconds - 86_400_000) : span.lowerBound
    }

    /// When a count made in a span stops to matter.
    public func release(of span: Range<Timestamp>) -> Timestamp {
        window == .rolling ? Timestamp(milliseconds: span.upperBound.milliseconds + 86_400_000) : span.upperBound
    }
}

extension Quota: CustomStringConvertible {
    /// As it is written, `50000/day`.
    public var description: String { "\(limit)/\(window.rawValue)" }
}

extension TimeZone {
    /// The whole hours, minutes … of local time around a moment.
    fileprivate func span(ofSeconds length: Int64, at moment: Timestamp) -> Range<Timestamp> {
        let offset = offset(at: moment.milliseconds)
        let start = (moment.milliseconds + offset).rounded(downTo: length * 1000) - offset
        return Timestamp(milliseconds: start)..<Timestamp(milliseconds: start + length * 1000)
    }

    /// The calendar day around a moment, from midnight to midnight.
    fileprivate func day(at moment: Timestamp) -> Range<Timestamp> {
        let local = (moment.milliseconds + offset(at: moment.milliseconds)).rounded(downTo: 86_400_000)
        return Timestamp(milliseconds: midnight(local))..<Timestamp(milliseconds: midnight(local + 86_400_000))
    }

    /// The moment at which local clocks show a time that is given as if it were UTC. The offset is taken at the first guess and once more
    /// where that lands on the other side of a change.
    private func midnight(_ local: Int64) -> Int64 {
        let guess = local - offset(at: local)
        return local - offset(at: guess)
    }

    private func offset(at milliseconds: Int64) -> Int64 {
        Int64(secondsFromGMT(for: Date(timeIntervalSince1970: Double(milliseconds) / 1000))) * 1000
    }
}

extension Int64 {
    fileprivate func rounded(downTo step: Int64) -> Int64 {
        let rest = self % step
        return self - (rest < 0 ? rest + step : rest)
    }
}
