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
        guard let best = best(of: candidates) else { return nil }
        charge(best, among: candidates)
        return best
    }

    /// Who would be next, without making it so.
    public func best(of candidates: [Candidate]) -> Int? {
        guard let tier = candidates.lazy.map(\.priority).min() else { return nil }
        var best: (index: Int, credit: Int)?
        for candidate in candidates where candidate.priority == tier {
            let value = credit[candidate.index, default: 0] + candidate.weight
            if value > best?.credit ?? .min { best = (candidate.index, value) }
        }
        return best?.index
    }

    /// A relay took a message while others of its tier could have had it.
    public mutating func charge(_ index: Int, among candidates: [Candidate]) {
        guard let tier = candidates.first(where: { $0.index == index })?.priority else { return }
        var sum = 0
        for candidate in candidates where candidate.priority == tier {
            credit[candidate.index, default: 0] += candidate.weight
            sum += candidate.weight
        }
        credit[index, default: 0] -= sum
    }

    /// Messages a relay may be ahead of its share: sessions take them in bunches.
    private static let lead = 8

    /// Whether a relay had more than its share by so much that another candidate should come first.
    public func isAhead(_ index: Int, among candidates: [Candidate]) -> Bool {
        guard let tier = candidates.first(where: { $0.index == index })?.priority else { return false }
        let peers = candidates.filter { $0.priority == tier }
        return peers.count > 1 && credit[index, default: 0] < -Self.lead * peers.reduce(0) { $0 + $1.weight }
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
