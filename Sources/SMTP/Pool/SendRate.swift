/// So many messages in so much time, as a relay's plan or a mailbox provider's patience is stated: `14/s`, `600/min`, `20000/hour`.
///
/// It is an emission interval, not a counter that starts anew: `600/min` is one message every 100 ms. Up to `burst` messages may follow
/// each other at once where time was left unused before.
///
/// ## Limits
/// In any stretch of time *t* at most `t / interval + burst` messages pass, so a second may see `burst` more than the rate says. A relay
/// that counts without mercy is given `14/s burst 1`.
public struct SendRate: Hashable, Sendable {
    /// The time that is counted in.
    public enum Unit: String, Hashable, Sendable, CaseIterable {
        /// A second.
        case second = "s"
        /// A minute.
        case minute = "min"
        /// An hour.
        case hour
        /// A day of 24 hours. A limit that starts anew at midnight is a ``Quota``.
        case day

        /// Its length.
        public var seconds: Int {
            switch self {
            case .second: 1
            case .minute: 60
            case .hour: 3600
            case .day: 86400
            }
        }

        fileprivate init?(word: Substring) {
            switch word {
            case "s", "sec", "second": self = .second
            case "m", "min", "minute": self = .minute
            case "h", "hour": self = .hour
            case "d", "day": self = .day
            default: return nil
            }
        }
    }

    /// Messages in a unit, 1…1 000 000.
    public let count: Int
    /// The unit.
    public let unit: Unit
    /// Messages that may follow each other at once, 1 or more.
    public let burst: Int

    /// A rate from its parts; nil outside of the ranges.
    ///
    /// - Parameter burst: what may follow at once; nil for what a quarter of a second brings, at least one.
    public init?(_ count: Int, per unit: Unit, burst: Int? = nil) {
        guard (1...1_000_000).contains(count), (1...1_000_000).contains(burst ?? 1) else { return nil }
        self.count = count
        self.unit = unit
        self.burst = burst ?? max(1, count / (4 * unit.seconds))
    }

    /// Reads `14/s`, `600/min`, `20000/hour`, `50/day`, each with or without ` burst 3` behind it; nil where it is none.
    public init?(parsing text: String) {
        let words = text.split(separator: " ", omittingEmptySubsequences: true)
        guard words.count == 1 || (words.count == 3 && words[1] == "burst"), let (count, unit) = Self.fraction(words[0]) else { return nil }
        guard words.count == 3 else {
            self.init(count, per: unit)
            return
        }
        guard let burst = DecimalText.number(words[2]) else { return nil }
        self.init(count, per: unit, burst: burst)
    }

    private static func fraction(_ text: Substring) -> (Int, Unit)? {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let count = DecimalText.number(parts[0]), let unit = Unit(word: parts[1]) else { return nil }
        return (count, unit)
    }

    /// From one message to the next, in microseconds, rounded up so that the rate is never passed; 1 or more.
    public var interval: Int64 {
        let whole = Int64(unit.seconds) * 1_000_000
        return (whole + Int64(count) - 1) / Int64(count)
    }

    /// Messages in a second.
    public var perSecond: Double { Double(count) / Double(unit.seconds) }
}

extension SendRate: CustomStringConvertible {
    /// As it is written, `14/s`; the burst only where it is not the usual one.
    public var description: String {
        let plain = "\(count)/\(unit.rawValue)"
        return SendRate(count, per: unit) == self ? plain : "\(plain) burst \(burst)"
    }
}

/// Whole numbers as users write them in limits: digits, nothing else.
enum DecimalText {
    /// The number; nil where there are no digits, something else, or more than nine of them.
    static func number(_ text: Substring) -> Int? {
        guard !text.isEmpty, text.utf8.count <= 9, text.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
        return Int(text)
    }
}
