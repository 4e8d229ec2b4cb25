import MailFormat
import NIOCore
import SMTP
import Synchronization

/// The small bounded buffer between composing and the sessions, and the count of what is on its way.
///
/// Sessions pull (`next`) and park when there is nothing; composing waits (`waitForSpace`) when there is enough. Nothing here
/// blocks a thread, and its size does not depend on the length of the list.
final class SendQueue: Sendable {
    private struct State {
        var ready = CircularBuffer<Delivery>()
        /// Octets of what is ready.
        var octets = 0
        var parked: [RelaySession] = []
        /// Messages leased and not yet settled.
        var outstanding = 0
        /// Set once nothing more will be offered.
        var ended = false
        /// Why it ended before its time.
        var failure: (any Error)?
        var spaceWaiters: [CheckedContinuation<Void, Never>] = []
        var changeWaiters: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())
    /// Composed messages kept ready at the most.
    let capacity: Int
    /// Their octets at the most, but for what the last offer brings: with attachments a few messages are much.
    let octetCapacity: Int

    /// A queue that keeps so many messages ready, of so many octets together (32 MiB).
    init(capacity: Int, octetCapacity: Int = 32 << 20) {
        self.capacity = capacity
        self.octetCapacity = octetCapacity
    }

    /// The next message for a session; the session is remembered and woken where there is none yet.
    func next(for session: RelaySession) -> NextDelivery {
        let (answer, waiters): (NextDelivery, [CheckedContinuation<Void, Never>]) = state.withLock { state in
            if let delivery = state.ready.popFirst() {
                state.octets -= delivery.message.bytes.count
                let isHalfEmpty = state.ready.count <= capacity / 2 && state.octets <= octetCapacity / 2
                return (.deliver(delivery), isHalfEmpty ? take(&state.spaceWaiters) : [])
            }
            if state.ended { return (.end, []) }
            state.parked.append(session)
            return (.wait, [])
        }
        waiters.forEach { $0.resume() }
        return answer
    }

    /// Forgets a session that closed.
    func forget(_ session: RelaySession) {
        state.withLock { state in state.parked.removeAll { $0 === session } }
    }

    /// Composed messages, for whichever session asks first. Where the queue has ended they stay leased.
    func offer(_ deliveries: [Delivery]) {
        let woken: [RelaySession] = state.withLock { state in
            guard !state.ended else { return [] }
            state.ready.append(contentsOf: deliveries)
            state.octets += deliveries.reduce(0) { $0 + $1.message.bytes.count }
            let count = min(deliveries.count, state.parked.count)
            let woken = Array(state.parked.suffix(count))
            state.parked.removeLast(count)
            return woken
        }
        woken.forEach { $0.wake() }
    }

    /// Returns when there is room for more, or when the queue has ended.
    func waitForSpace() async {
        await withCheckedContinuation { continuation in
            let full = state.withLock { state in
                guard state.ready.count >= capacity || state.octets >= octetCapacity, !state.ended else { return false }
                state.spaceWaiters.append(continuation)
                return true
            }
            if !full { continuation.resume() }
        }
    }

    /// So many messages were leased.
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

    /// Whether nothing more will be offered.
    var hasEnded: Bool { state.withLock { $0.ended } }

    /// Returns when something was settled, on `nudge`, or at once when nothing is outstanding or the queue has ended.
    func waitForChange() async {
        await withCheckedContinuation { continuation in
            let waits = state.withLock { state in
                guard state.outstanding > 0, !state.ended else { return false }
                state.changeWaiters.append(continuation)
                return true
            }
            if !waits { continuation.resume() }
        }
    }

    /// Lets `waitForChange` return: time has passed, deferred messages may be due.
    func nudge() {
        state.withLock { take(&$0.changeWaiters) }.forEach { $0.resume() }
    }

    /// Nothing more will be offered: parked sessions quit, waiting composers return. What was ready stays leased.
    ///
    /// - Parameter failure: why sending cannot go on; the first one counts.
    func end(because failure: (any Error)? = nil) {
        let (parked, waiters) = state.withLock { state in
            state.ended = true
            if state.failure == nil { state.failure = failure }
            state.ready.removeAll()
            state.octets = 0
            return (take(&state.parked), take(&state.spaceWaiters) + take(&state.changeWaiters))
        }
        parked.forEach { $0.wake() }
        waiters.forEach { $0.resume() }
    }

    /// Why the queue ended before its time, if it did.
    var failure: (any Error)? { state.withLock(\.failure) }

    private func take<Element>(_ array: inout [Element]) -> [Element] {
        defer { array = [] }
        return array
    }
}
