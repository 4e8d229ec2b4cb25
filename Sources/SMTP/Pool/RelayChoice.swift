/// Which of several relays gets the next message: smooth weighted round robin inside the best tier that has one.
///
/// Each choice adds every candidate's weight to its credit, takes the highest and charges it the sum: weights 3 and 1 give A A B A and not
/// A A A B. A candidate that is left out of some choices gains no credit meanwhile, and catches up on nobody.
public struct RelayChoice: Hashable, Sendable {
    /// What may be chosen.
    public struct Candidate: Hashable, Sendable {
        /// Its place in the list of relays.
        public var index: Int
        /// Its weight, 1 or more.
        public var weight: Int
        /// Its tier; the lowest number wins.
        public var priority: Int

        /// A candidate from its parts.
        public init(index: Int, weight: Int, priority: Int) {
            self.index = index
            self.weight = weight
            self.priority = priority
        }
    }

    private var credit: [Int: Int] = [:]

    /// Nobody has credit.
    public init() {}

    /// The next one's index; nil where there is no candidate.
    ///
    /// - Parameter preferred: taken where it is a candidate of any tier, at no cost: the relay that put a message off gets it again.
    public mutating func next(of candidates: [Candidate], preferred: Int? = nil) -> Int? {
        if let preferred, candidates.contains(where: { $0.index == preferred }) { return preferred }
        guard let tier = candidates.lazy.map(\.priority).min() else { return nil }
        var best: (index: Int, credit: Int)?
        var sum = 0
        for candidate in candidates where candidate.priority == tier {
            let value = credit[candidate.index, default: 0] + candidate.weight
            credit[candidate.index] = value
            sum += candidate.weight
            if value > best?.credit ?? .min { best = (candidate.index, value) }
        }
        guard let best else { return nil }
        credit[best.index] = best.credit - sum
        return best.index
    }

    /// Which relays may take a campaign's mail at all: those it names, or else all that take its sender's domain.
    ///
    /// - Parameters:
    ///   - pinned: names of relays; empty for any.
    ///   - domain: the domain of the From address, lower case.
    public static func eligible(_ relays: [Relay], pinned: [String], from domain: String) -> [Relay] {
        relays.filter { (pinned.isEmpty || pinned.contains($0.name)) && $0.policy.takes(from: domain) }
    }
}
