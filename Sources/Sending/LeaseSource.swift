import Ledger
import Synchronization

/// Hands out leased messages in small chunks, leasing from the ledger in larger ones.
final class LeaseSource: Sendable {
    private struct State {
        var buffer: ArraySlice<LeasedMessage> = []
        var remaining: Int
        var stopped = false
    }

    /// Rows leased in one transaction.
    static let batch = 512

    private let lease: @Sendable (Int) throws -> [LeasedMessage]
    private let state: Mutex<State>

    /// - Parameters:
    ///   - limit: messages handed out at the most, nil for all.
    ///   - lease: leases up to so many messages that are due now.
    init(limit: Int?, lease: @escaping @Sendable (Int) throws -> [LeasedMessage]) {
        self.lease = lease
        state = Mutex(State(remaining: limit ?? .max))
    }

    /// Up to `count` messages; empty where nothing is due now, the limit is reached or the source is stopped.
    func take(_ count: Int) throws -> [LeasedMessage] {
        try state.withLock { state in
            guard !state.stopped else { return [] }
            if state.buffer.isEmpty, state.remaining > 0 {
                state.buffer = try lease(min(Self.batch, state.remaining))[...]
                state.remaining -= state.buffer.count
            }
            let chunk = Array(state.buffer.prefix(count))
            state.buffer.removeFirst(chunk.count)
            return chunk
        }
    }

    /// Hands out nothing more; what is leased and not handed out goes back when the run ends.
    func stop() {
        state.withLock { state in
            state.stopped = true
            state.buffer = []
        }
    }

    /// Whether `stop` was called.
    var isStopped: Bool { state.withLock(\.stopped) }
}
