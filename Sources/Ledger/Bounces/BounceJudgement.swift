/// What a policy makes of an address: every step, and where it ends.
public struct BounceJudgement: Hashable, Sendable {
    /// Why the address is not to be mailed.
    public enum Cause: String, Hashable, Sendable, Codable {
        /// It does not exist: said in words or by an enhanced code.
        case gone
        /// Bounces added up.
        case score
    }

    /// What one observation did.
    public enum Note: Hashable, Sendable {
        /// Added so much.
        case counts(Double)
        /// Another one counted that day already.
        case sameDay
        /// Not the recipient's fault.
        case doesNotCount
        /// Mail arrived, or a person decided: the count is zero again.
        case startsAnew
        /// The address is suppressed from here on.
        case suppresses
    }

    /// One observation and what it did.
    public struct Step: Hashable, Sendable {
        /// What was seen. An acceptance stands at the moment it counted, five days later.
        public var observation: BounceObservation
        /// What it did.
        public var note: Note
        /// The score behind it.
        public var score: Double
    }

    /// In the order of their time.
    public var steps: [Step]
    /// The score at the end.
    public var score: Double
    /// Why the address is not to be mailed; nil where it may be.
    public var cause: Cause?
}
