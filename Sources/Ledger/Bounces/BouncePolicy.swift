import MailFormat

/// What follows from bounces, complaints and requests to leave: a pure value, `[bounces]` of `mailshot.toml`.
///
/// - An address that does not exist is suppressed at once, by the receiver's words or its enhanced code.
/// - What may pass counts: a hard bounce 1, a soft one 0.5, one a day at most. After 7 quiet days the count starts anew, and so it does
///   when mail arrives. At 5 the address is suppressed. (The rule of large list managers for twenty years.)
/// - What is the sender's, the message's or the provider's fault never counts against the address.
/// - A complaint suppresses at once, everywhere and for good; no setting changes that.
public struct BouncePolicy: Hashable, Sendable {
    /// What a certain hard bounce does.
    public enum HardAction: String, Hashable, Sendable, Codable, CaseIterable {
        /// Suppresses at once.
        case suppress
        /// Counts like an uncertain one.
        case score
    }

    /// How far a request to leave reaches.
    public enum Reach: String, Hashable, Sendable, Codable, CaseIterable {
        /// All mail of the project.
        case everywhere
        /// The list the campaign names; everywhere where it names none.
        case list
    }

    /// What a certain hard bounce does.
    public var hard = HardAction.suppress
    /// What a hard bounce counts.
    public var hardScore = 1.0
    /// What a soft bounce counts.
    public var softScore = 0.5
    /// At this score an address is suppressed.
    public var threshold = 5.0
    /// The longest time between two bounces that count together.
    public var staleAfter: Duration = .seconds(7 * 86400)
    /// How long a suppression by bounces lasts; nil is for good.
    public var suppressFor: Duration?
    /// How far a request to leave reaches. Everywhere, because mail too few is mended by one command, and mail to somebody who asked to be
    /// left alone by none.
    public var unsubscribe = Reach.everywhere
    /// When a campaign stops by itself: `[guard]`.
    public var guarding = GuardPolicy()

    /// The defaults.
    public init() {}

    /// Relays give up after four or five days (RFC 5321 §4.5.4.1): a message that did not come back by then has arrived.
    public static let settling: Duration = .seconds(5 * 86400)

    /// How far back bounces can count together: the longest chain that just reaches the threshold.
    var memory: Duration {
        let least = [hardScore, softScore].filter { $0 > 0 }.min() ?? 1
        let links = min(1000, (threshold / least).rounded(.up))
        return .seconds(Int64(links) * max(1, staleAfter.components.seconds)) + Self.settling
    }

    /// Judges an address by what is known of it, in any order.
    public func judge(_ observations: [BounceObservation]) -> BounceJudgement {
        let bounced = Set(observations.lazy.filter(\.isBounce).map(\.message))
        var course = observations.filter { $0.kind != .acceptance || !bounced.contains($0.message) }
        let latest = observations.map(\.at).max()
        for index in course.indices where course[index].kind == .acceptance { course[index].at = course[index].at + Self.settling }
        course.removeAll { observation in observation.kind == .acceptance && latest.map { observation.at > $0 } ?? true }
        course.sort { ($0.at, $0.number) < ($1.at, $1.number) }
        var count = Count(policy: self)
        let steps = course.map { BounceJudgement.Step(observation: $0, note: count.take($0), score: count.score) }
        return BounceJudgement(steps: steps, score: count.score, cause: count.cause)
    }

    /// The running count of one address.
    private struct Count {
        let policy: BouncePolicy
        var score = 0.0
        var cause: BounceJudgement.Cause?
        private var last: Timestamp?
        /// What the day of `last` counted already.
        private var today = 0.0

        init(policy: BouncePolicy) { self.policy = policy }

        mutating func take(_ observation: BounceObservation) -> BounceJudgement.Note {
            guard case .bounce(let bounce, let isCertain) = observation.kind else {
                self = Count(policy: policy)
                return .startsAnew
            }
            let weight = bounce == .hard ? policy.hardScore : bounce == .soft ? policy.softScore : 0
            if bounce == .hard, isCertain, policy.hard == .suppress {
                cause = .gone
                return .suppresses
            }
            guard weight > 0 else { return .doesNotCount }
            let added = add(weight, at: observation.at)
            guard score >= policy.threshold else { return added > 0 ? .counts(added) : .sameDay }
            if cause == nil { cause = .score }
            return .suppresses
        }

        private mutating func add(_ weight: Double, at moment: Timestamp) -> Double {
            if let last, moment - last > policy.staleAfter { score = 0 }
            if let last, last.day != moment.day { today = 0 }
            let added = max(0, weight - today)
            today += added
            score += added
            last = moment
            return added
        }
    }
}

extension BounceObservation {
    var isBounce: Bool { if case .bounce = kind { true } else { false } }
}

extension Timestamp {
    /// Days since 1970 in UTC.
    fileprivate var day: Int64 { milliseconds >= 0 ? milliseconds / 86_400_000 : (milliseconds - 86_399_999) / 86_400_000 }
}
