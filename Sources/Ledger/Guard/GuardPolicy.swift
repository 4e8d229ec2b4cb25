/// When a campaign stops by itself: a pure value, `[guard]` of `mailshot.toml` or of a campaign file.
///
/// A measure is a share of the messages that were answered for good (accepted or refused). It raises the guard once its share is reached by
/// ``minSample`` answers or more, over all that the campaign had since it was last let go on, or over its last ``window`` answers, so that
/// trouble in the middle of a long campaign is noticed as soon as at its beginning. One message alone never raises it.
public struct GuardPolicy: Hashable, Sendable {
    /// What is measured.
    public enum Measure: String, Hashable, Sendable, Codable, CaseIterable {
        /// Recipients who were refused in the session or bounced later: an old or bought list.
        case refused
        /// Messages refused for their content, by policy or for the sender's standing: whoever goes on makes it worse.
        case blocked
        /// Recipients who called it spam.
        case complaints
    }

    /// Shares, 0…1, from which the guard is raised; a measure without one never raises it.
    public var shares: [Measure: Double] = standard
    /// Fewer answers say nothing; 1 or more.
    public var minSample = 50

    /// The defaults.
    public init() {}

    /// Answers that the recent course of a run is judged by.
    public static let window = 1000

    /// What stops a campaign that nobody said anything about: shares that are a disaster whatever is sent. Gmail asks for complaints below
    /// 0.3 % (https://support.google.com/a/answer/81126, read 2026-11-24); Amazon pauses accounts at 10 % bounces
    /// (https://docs.aws.amazon.com/ses/latest/dg/reputationdashboard-bounce.html, read 2026-11-25), which a first campaign to a list of
    /// several years reaches, so that measure leaves room.
    private static let standard: [Measure: Double] = [.refused: 0.3, .blocked: 0.1, .complaints: 0.003]

    /// The first measure whose share is reached, and how; nil where none is.
    ///
    /// - Parameter isRecent: whether the counts are of the last answers only.
    public func breach(_ counts: GuardCounts, isRecent: Bool = false) -> GuardBreach? {
        guard counts.answered >= max(1, minSample) else { return nil }
        for measure in Measure.allCases {
            guard let share = shares[measure], counts[measure] >= 2, Double(counts[measure]) >= share * Double(counts.answered) else {
                continue
            }
            return GuardBreach(measure: measure, count: counts[measure], answered: counts.answered, share: share, isRecent: isRecent)
        }
        return nil
    }
}

/// What a guard counts.
public struct GuardCounts: Hashable, Sendable {
    /// Messages answered for good: accepted or refused.
    public var answered = 0
    private var counts: [GuardPolicy.Measure: Int] = [:]

    /// Counts, none by default.
    public init(answered: Int = 0, _ counts: [GuardPolicy.Measure: Int] = [:]) {
        self.answered = answered
        self.counts = counts
    }

    /// Messages that a measure counts.
    public subscript(measure: GuardPolicy.Measure) -> Int {
        get { counts[measure] ?? 0 }
        set { counts[measure] = newValue == 0 ? nil : newValue }
    }

    /// What came after others were counted. Nothing is less than none: events may be erased.
    public func since(_ earlier: GuardCounts) -> GuardCounts {
        var counts = GuardCounts(answered: max(0, answered - earlier.answered))
        for measure in GuardPolicy.Measure.allCases { counts[measure] = max(0, self[measure] - earlier[measure]) }
        return counts
    }
}

/// Why a guard is raised.
public struct GuardBreach: Hashable, Sendable {
    /// What was measured.
    public var measure: GuardPolicy.Measure
    /// Messages that count.
    public var count: Int
    /// Of so many answered.
    public var answered: Int
    /// The share that raises the guard, 0…1.
    public var share: Double
    /// Whether the last answers are meant, not all.
    public var isRecent: Bool
}

extension GuardBreach: CustomStringConvertible {
    /// One sentence without a full stop.
    public var description: String {
        let what =
            switch measure {
            case .refused: "were refused for their recipient"
            case .blocked: "were refused for their content, by policy or for our standing"
            case .complaints: "were called spam by their recipients"
            }
        return "\(count) of \(isRecent ? "the last " : "")\(answered) messages \(what); the guard stands at \(Self.percent(share))"
    }

    /// `0.3 %`, at the most two digits behind the point.
    private static func percent(_ share: Double) -> String {
        let hundredths = Int((share * 10_000).rounded())
        let rest = hundredths % 100
        let digits = rest == 0 ? "" : rest % 10 == 0 ? ".\(rest / 10)" : rest < 10 ? ".0\(rest)" : ".\(rest)"
        return "\(hundredths / 100)\(digits) %"
    }
}
