import MailFormat
import Synchronization

/// Addresses that were asked for by HEAD a moment ago: scanners look before they fetch. Nothing of it is written down.
final class RecentHeads: Sendable {
    private struct Key: Hashable {
        var handle: String
        var target: VisitFacts.Target
    }

    /// How long a HEAD is remembered, in milliseconds.
    private static let memory: Int64 = 60_000
    /// How many at most.
    private static let capacity = 10_000

    private let now: @Sendable () -> Timestamp
    private let seen = Mutex<[Key: Int64]>([:])

    init(now: @escaping @Sendable () -> Timestamp) {
        self.now = now
    }

    func note(_ handle: Substring, _ target: VisitFacts.Target) {
        let moment = now().milliseconds
        seen.withLock { seen in
            if seen.count >= Self.capacity { seen = seen.filter { moment - $0.value < Self.memory } }
            if seen.count >= Self.capacity { seen.removeAll() }
            seen[Key(handle: String(handle), target: target)] = moment
        }
    }

    func saw(_ handle: Substring, _ target: VisitFacts.Target) -> Bool {
        let moment = now().milliseconds
        return seen.withLock { seen in
            guard !seen.isEmpty, let at = seen[Key(handle: String(handle), target: target)] else { return false }
            return moment - at < Self.memory
        }
    }
}
