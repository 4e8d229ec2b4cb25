import MailFormat
import SMTP
import Synchronization

/// What may leave the ledger, and the count of what did.
extension SendQueue {
    /// What the ledger holds at the start; the names of those that nothing limits any more are returned.
    func start(held: [String: Int]) -> [String] {
        state.withLock { state in
            state.held.start(held.filter { state.pool.isLimited($0.key) })
            return held.keys.filter { !state.pool.isLimited($0) }
        }
    }

    /// The name to hold a message under, nil where it may be leased. Asked inside of the ledger's transaction.
    func admit(_ email: EmailAddress) -> String? {
        state.withLock { state in
            guard state.pool.limitsDomains || !state.held.isEmpty else { return nil }
            return state.held.admit(email.domain, in: &state.pool, at: clock.now())
        }
    }

    /// What to ask the ledger for of what it holds.
    func wanted() -> [String: Int] {
        state.withLock { state in state.held.isEmpty ? [:] : state.held.wanted(in: &state.pool, at: clock.now()) }
    }

    /// Messages were leased.
    func leased(_ messages: [(key: Int64, domain: String)], asked: [String: Int]) {
        state.withLock { state in
            state.held.leased(messages, asked: asked, in: &state.pool)
            state.isDry = messages.isEmpty
        }
    }

    /// Messages could not be composed.
    func dropped(_ keys: [Int64]) {
        state.withLock { state in for key in keys { state.held.arrived(key) } }
    }

    /// So many messages are about to be composed.
    func leased(_ count: Int) {
        state.withLock { $0.outstanding += count }
    }

    /// So many leased messages came to an outcome.
    func settled(_ count: Int) {
        let waiters = state.withLock { state in
            state.outstanding -= count
            return take(&state.changeWaiters)
        }
        waiters.forEach { $0.resume() }
    }

    /// Leased messages without an outcome.
    var outstanding: Int { state.withLock { $0.outstanding } }

    /// Whether messages wait in the ledger for their limits.
    var holdsMessages: Bool { state.withLock { !$0.held.isEmpty } }

    /// Whether nothing more will be offered.
    var hasEnded: Bool { state.withLock { $0.ended } }

    /// Returns when something was settled, on `nudge`, or at once when nothing is outstanding or held, or the queue has ended.
    func waitForChange() async {
        await withCheckedContinuation { continuation in
            let waits = state.withLock { state in
                guard state.outstanding > 0 || !state.held.isEmpty, !state.ended else { return false }
                state.changeWaiters.append(continuation)
                return true
            }
            if !waits { continuation.resume() }
        }
    }

    /// Time has passed: deferred messages may be due, limits may be open.
    func nudge() {
        tick()
        state.withLock { take(&$0.changeWaiters) }.forEach { $0.resume() }
    }
}
