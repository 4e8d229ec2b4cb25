/// How much a relay that nobody knows yet may send a day: little at first, more each day that sends, until it is known.
///
/// `{ start = "50/day", growth = 1.4, cap = "50000/day" }` gives 50, 70, 98, 137 … 50 000. Days are counted that actually sent: a pause of a
/// week costs nothing and gains nothing. After a day on which too much went wrong (``pauseIf``) the relay rests for a day, and the day
/// that was too much is tried again.
public struct Warmup: Hashable, Sendable {
    /// Messages on the first day, 1 or more.
    public let start: Int
    /// What a day's number is multiplied by, 1.05…10.
    public let growth: Double
    /// Messages a day once it is warm.
    public let cap: Int
    /// What makes it rest; none by default.
    public let pauseIf: [Limit]

    /// A warm-up from its parts; nil outside of the ranges or where it ends below its start.
    public init?(start: Int, growth: Double, cap: Int, pauseIf: [Limit] = []) {
        guard start >= 1, (1.05...10).contains(growth), cap >= start else { return nil }
        self.start = start
        self.growth = growth
        self.cap = cap
        self.pauseIf = pauseIf
    }

    /// What went wrong with messages of a day.
    public enum Trouble: String, Hashable, Sendable, CaseIterable {
        /// The relay refused them for good.
        case refused
        /// The relay put them off at least once.
        case deferred
        /// They bounced later, for any reason.
        case bounced
        /// They bounced because their sender is not wanted.
        case blocked
        /// Their recipients complained.
        case complained
    }

    /// A share of a day's messages that is too much: `refused > 3%`.
    public struct Limit: Hashable, Sendable, CustomStringConvertible {
        /// Of what.
        public let trouble: Trouble
        /// Above which share, in per cent, 0…100.
        public let percent: Double

        /// Reads `refused > 3%`, `complained > 0.1%`; nil where it is none.
        public init?(parsing text: String) {
            let words = text.split(separator: " ")
            guard words.count == 3, let trouble = Trouble(rawValue: String(words[0])), words[1] == ">", words[2].last == "%",
                let percent = Double(words[2].dropLast()), (0...100).contains(percent)
            else { return nil }
            self.trouble = trouble
            self.percent = percent
        }

        /// As it is written.
        public var description: String {
            "\(trouble.rawValue) > \(percent == percent.rounded() ? String(Int(percent)) : String(percent))%"
        }
    }

    /// A day that sent.
    public struct Day: Hashable, Sendable {
        /// Messages handed to the relay, whatever came of them.
        public var sent: Int
        /// What went wrong with them.
        public var trouble: [Trouble: Int]

        /// A day from its parts.
        public init(sent: Int, trouble: [Trouble: Int] = [:]) {
            self.sent = sent
            self.trouble = trouble
        }
    }

    /// What a day may send.
    public enum Today: Hashable, Sendable {
        /// At most so many; the how manieth step of the ramp it is, from 1.
        case cap(Int, step: Int)
        /// Nothing: yesterday passed a limit, with this share in per cent.
        case rest(because: Limit, share: Double)
    }

    /// Messages on the first, second … day; the last is the cap, which holds from then on.
    public var caps: [Int] {
        var caps = [start]
        var exact = Double(start)
        while caps[caps.count - 1] < cap {
            exact *= growth
            caps.append(min(cap, max(caps[caps.count - 1] + 1, Int(exact))))
        }
        return caps
    }

    /// What today may send.
    ///
    /// - Parameters:
    ///   - days: the days that sent, oldest first, today left out.
    ///   - sentYesterday: whether the last of them was yesterday.
    public func today(after days: [Day], sentYesterday: Bool) -> Today {
        if sentYesterday, let last = days.last, let (limit, share) = excess(of: last) { return .rest(because: limit, share: share) }
        let caps = caps
        let step = min(days.count { excess(of: $0) == nil }, caps.count - 1)
        return .cap(caps[step], step: step + 1)
    }

    private func excess(of day: Day) -> (Limit, Double)? {
        guard day.sent > 0 else { return nil }
        for limit in pauseIf {
            let share = Double(day.trouble[limit.trouble, default: 0]) / Double(day.sent) * 100
            if share > limit.percent { return (limit, share) }
        }
        return nil
    }
}
