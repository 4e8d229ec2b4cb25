public import MailFormat

/// What a reply makes us do beside what becomes of its message: a relay, or the provider behind it, tells when it has had enough.
///
/// Rules are looked through in order; the first that fits decides. They act on replies that put off or refuse; an acceptance never does.
public struct ReplyRule: Hashable, Sendable {
    /// What is done.
    public enum Action: String, Hashable, Sendable, CaseIterable {
        /// Half the pace of the relay, for the time.
        case slow
        /// Nothing goes through the relay, for the time.
        case pauseRelay = "pause relay"
        /// Nothing goes to the recipient's domain through this relay, for the time.
        case pauseDomainHere = "pause domain"
    }

    /// For how long.
    public enum Length: Hashable, Sendable {
        /// So long.
        case fixed(Duration)
        /// As long as the reply says (``SMTPReply/namedDelay``); this long where it says nothing.
        case named(otherwise: Duration)
    }

    /// So many fitting replies in so much time before anything is done: `2/hour`. One at once where there is none.
    public struct Threshold: Hashable, Sendable {
        /// Replies, 1 or more.
        public var count: Int
        /// In this time.
        public var within: Duration

        /// A threshold from its parts.
        public init(_ count: Int, within: Duration) {
            self.count = max(1, count)
            self.within = within
        }

        /// Reads `2/hr`, `5/min`, `20/day`; nil where it is none.
        public init?(parsing text: String) {
            guard let rate = SendRate(parsing: text.hasSuffix("/hr") ? text.dropLast(2) + "hour" : text) else { return nil }
            self.init(rate.count, within: .seconds(rate.unit.seconds))
        }
    }

    /// Any of these in the reply.
    public var phrases: [ReplyPhrase]
    /// What is done.
    public var action: Action
    /// For how long.
    public var length: Length
    /// How often it must be said before.
    public var threshold: Threshold

    /// A rule from its parts.
    public init(_ phrases: [ReplyPhrase], _ action: Action, for length: Length, threshold: Threshold = Threshold(1, within: .seconds(3600)))
    {
        self.phrases = phrases
        self.action = action
        self.length = length
        self.threshold = threshold
    }

    /// Whether a reply is one of those meant.
    public func fits(_ reply: SMTPReply) -> Bool {
        guard reply.code >= 400 else { return false }
        let bytes = ReplyPhrase.bytes(of: reply)
        return phrases.contains { $0.matches(bytes) }
    }

    /// How long, after this reply.
    public func duration(after reply: SMTPReply) -> Duration {
        switch length {
        case .fixed(let duration): duration
        case .named(let otherwise): reply.namedDelay ?? otherwise
        }
    }
}

extension SMTPReply {
    /// How long a reply asks to be left alone: `try again in 5 minutes`, `retry after 300 seconds`, `wait 1 hour`; the first number behind
    /// `in`, `after`, `for` or `wait` that has a unit of time. nil where it names none, or more than a day.
    public var namedDelay: Duration? {
        guard code >= 400 else { return nil }
        let words = ReplyPhrase.bytes(of: self).split { !(97...122).contains($0) && !(48...57).contains($0) }
            .map { String(decoding: $0, as: UTF8.self) }
        for (index, word) in words.enumerated() where ["in", "after", "for", "wait"].contains(word) && index + 1 < words.count {
            let rest = words[(index + 1)...]
            guard let (count, unit) = Self.quantity(rest), let seconds = Self.seconds(of: unit) else { continue }
            let (total, overflow) = count.multipliedReportingOverflow(by: seconds)
            return overflow || total > 86_400 || total < 1 ? nil : .seconds(total)
        }
        return nil
    }

    /// `5 minutes`, or `5m` in one word.
    private static func quantity(_ words: ArraySlice<String>) -> (Int, Substring)? {
        guard let first = words.first else { return nil }
        let digits = first.prefix { $0.isNumber }
        guard let count = DecimalText.number(digits) else { return nil }
        if digits.count < first.count { return (count, first.dropFirst(digits.count)) }
        return words.dropFirst().first.map { (count, $0[...]) }
    }

    private static func seconds(of unit: Substring) -> Int? {
        switch unit {
        case "s", "sec", "secs", "second", "seconds": 1
        case "m", "min", "mins", "minute", "minutes": 60
        case "h", "hr", "hrs", "hour", "hours": 3600
        default: nil
        }
    }
}
