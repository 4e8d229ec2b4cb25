import Synchronization

/// Kinds of User-Agents that were seen: few names come again and again, and telling one means looking for many words.
final class AgentMemory: Sendable {
    private static let capacity = 2000

    private let known = Mutex<[String: AgentKind]>([:])

    func kind(of agent: String) -> AgentKind {
        if let kind = known.withLock({ $0[agent] }) { return kind }
        let kind = AgentTable.classify(agent)
        known.withLock { known in
            if known.count >= Self.capacity { known.removeAll(keepingCapacity: true) }
            known[agent] = kind
        }
        return kind
    }
}
