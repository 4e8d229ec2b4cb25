/// How many messages of a campaign are in each state.
public struct StateCounts: Hashable, Sendable {
    private var counts = [Int](repeating: 0, count: MessageState.allCases.count)

    /// No message at all.
    public init() {}

    /// Messages in one state.
    public subscript(state: MessageState) -> Int {
        get { counts[state.place] }
        set { counts[state.place] = newValue }
    }

    /// All messages of the audience: the left side of the audit.
    public var planned: Int { counts.reduce(0, +) }

    /// Messages that a run still has to work on: queued, deferred, leased and transmitting.
    public var remaining: Int { self[.queued] + self[.deferred] + self[.leased] + self[.transmitting] }

    /// Notes that a message changed its state; nil stands for outside the audience.
    mutating func move(from old: MessageState?, to new: MessageState?, _ number: Int = 1) {
        if let old { self[old] -= number }
        if let new { self[new] += number }
    }
}

extension StateCounts: CustomStringConvertible {
    /// `12 queued, 3 accepted`: the states that are not empty, in the order of a message's life.
    public var description: String {
        let parts = MessageState.allCases.filter { self[$0] != 0 }.map { "\(self[$0]) \($0.rawValue)" }
        return parts.isEmpty ? "no messages" : parts.joined(separator: ", ")
    }
}
