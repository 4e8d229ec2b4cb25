import Ledger
import MailFormat
import Synchronization

/// Hands out leased messages in small chunks, leasing from the ledger in larger ones; what waited there for a limit comes first.
final class LeaseSource: Sendable {
    /// Where messages come from, and who says what may come.
    struct Supply: Sendable {
        /// Leases up to so many messages that are due now, beside so many of those held, by name.
        var lease: @Sendable (Int, [String: Int]) throws -> [LeasedMessage]
        /// What is wanted of those held.
        var wanted: @Sendable () -> [String: Int] = { [:] }
        /// Told what was leased, and what had been asked for.
        var leased: @Sendable ([LeasedMessage], [String: Int]) -> Void = { _, _ in }
        /// The time.
        var now: @Sendable () -> Timestamp = { Timestamp(milliseconds: 0) }
    }

    private struct State {
        var buffer: ArraySlice<LeasedMessage> = []
        var remaining: Int
        var stopped = false
        /// When held messages were asked for last.
        var askedAt: Timestamp?
    }

    /// Rows leased in one transaction.
    static let batch = 512
    /// While there are others, held messages are asked for so often at the most: each time is a transaction.
    private static let pause: Duration = .milliseconds(50)

    private let supply: Supply
    private let state: Mutex<State>

    /// - Parameter limit: messages handed out at the most, nil for all.
    init(limit: Int?, supply: Supply) {
        self.supply = supply
        state = Mutex(State(remaining: limit ?? .max))
    }

    /// Up to `count` messages; empty where nothing may be sent now, the limit is reached or the source is stopped.
    func take(_ count: Int) throws -> [LeasedMessage] {
        try state.withLock { state in
            guard !state.stopped else { return [] }
            try fill(&state)
            let chunk = Array(state.buffer.prefix(count))
            state.buffer.removeFirst(chunk.count)
            return chunk
        }
    }

    private func fill(_ state: inout State) throws {
        guard state.remaining > 0 else { return }
        let moment = supply.now()
        var asked: [String: Int] = [:]
        if state.buffer.isEmpty || state.askedAt.map({ moment - $0 >= Self.pause }) ?? true {
            state.askedAt = moment
            var left = state.remaining
            asked = supply.wanted().mapValues { count in
                defer { left -= min(left, count) }
                return min(left, count)
            }
        }
        let limit = state.buffer.isEmpty ? min(Self.batch, state.remaining - asked.values.reduce(0, +)) : 0
        guard limit > 0 || !asked.isEmpty else { return }
        let messages = try supply.lease(limit, asked)
        supply.leased(messages, asked)
        state.remaining -= messages.count
        state.buffer = state.buffer.isEmpty ? messages[...] : (messages + state.buffer)[...]
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
