/// The guard of a campaign while it is sent: fed with answers in the order they came, it says at which of them the campaign is to be paused.
///
/// A value; what was answered before it began, and what comes back meanwhile, it is told by ``know(_:)``.
public struct GuardWatch: Sendable {
    /// What one answer for good was.
    public enum Answer: Hashable, Sendable {
        /// A relay took the message.
        case accepted
        /// The recipient was refused.
        case refused
        /// The message, or its sender.
        case blocked
        /// Refused for something else: tried too often, by a relay in trouble.
        case other

        fileprivate var measure: GuardPolicy.Measure? {
            switch self {
            case .refused: .refused
            case .blocked: .blocked
            case .accepted, .other: nil
            }
        }
    }

    private let policy: GuardPolicy
    private var all: GuardCounts
    private var recent = GuardCounts()
    /// The last answers, the oldest at ``next`` once there are as many as the window has.
    private var ring: [Answer] = []
    private var next = 0
    /// Why the campaign is to be paused, once it is.
    public private(set) var cause: String?

    /// A watch that knows what was answered before.
    public init(_ policy: GuardPolicy, before: GuardCounts = GuardCounts()) {
        self.policy = policy
        all = before
        cause = policy.breach(before)?.description
    }

    /// Takes an answer in.
    ///
    /// - Parameter words: what the relay said, for the cause.
    /// - Returns: whether the campaign is to be paused: true once.
    public mutating func note(_ answer: Answer, words: String = "") -> Bool {
        all.answered += 1
        if let measure = answer.measure { all[measure] += 1 }
        push(answer)
        return raise(policy.breach(all) ?? policy.breach(recent, isRecent: true), words: answer.measure == nil ? "" : words)
    }

    /// Takes over what the ledger has counted, which includes what came back.
    ///
    /// - Returns: whether the campaign is to be paused: true once.
    public mutating func know(_ counts: GuardCounts) -> Bool {
        // Answers that are not committed yet are known here first.
        all[.complaints] = max(all[.complaints], counts[.complaints])
        all[.refused] = max(all[.refused], counts[.refused])
        all[.blocked] = max(all[.blocked], counts[.blocked])
        all.answered = max(all.answered, counts.answered)
        return raise(policy.breach(all), words: "")
    }

    private mutating func raise(_ breach: GuardBreach?, words: String) -> Bool {
        guard cause == nil, let breach else { return false }
        cause = breach.description + (words.isEmpty ? "" : "; the last with: \(words)")
        return true
    }

    private mutating func push(_ answer: Answer) {
        if ring.count == GuardPolicy.window {
            if let gone = ring[next].measure { recent[gone] -= 1 }
            ring[next] = answer
            next = (next + 1) % GuardPolicy.window
        } else {
            ring.append(answer)
            recent.answered += 1
        }
        if let measure = answer.measure { recent[measure] += 1 }
    }
}
