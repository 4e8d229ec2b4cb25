import MailFormat
import NIOCore
import SMTP
import Synchronization

/// The small bounded buffer between composing and the sessions, the pool that says what may go where, and the count of what is on its way.
///
/// Sessions pull (`next`) and park when there is nothing for them; composing waits (`waitForSpace`) when there is enough. Nothing here
/// blocks a thread, and its size does not depend on the length of the list: what has to wait for a limit waits in the ledger.
final class SendQueue: Sendable {
    /// A message in the hands of a session.
    struct Handed {
        var relay: Int
        var domain: String
        var bucket: String?
        var at: Timestamp
    }

    struct Parked {
        var session: RelaySession
        var since: Timestamp
    }

    struct State {
        var pool: RelayPool
        var lines: MessageLines
        var held = HeldMessages()
        var handed: [Int64: Handed] = [:]
        /// By relay.
        var parked: [[Parked]]
        /// When each relay took a message last.
        var tookAt: [Timestamp]
        /// When the sessions that wait for time are looked at.
        var alarm: Timestamp?
        /// What the ledger is to remember.
        var rests: [RestOrder] = []
        /// Messages leased and not yet settled.
        var outstanding = 0
        /// Whether the last lease found nothing.
        var isDry = false
        /// Set once nothing more will be offered.
        var ended = false
        /// Why it ended before its time.
        var failure: (any Error)?
        var spaceWaiters: [CheckedContinuation<Void, Never>] = []
        var changeWaiters: [CheckedContinuation<Void, Never>] = []
        /// Who fetches shares of limits, while there is nothing to fetch.
        var fetcher: CheckedContinuation<Void, Never>?
    }

    let state: Mutex<State>
    let numbers: [String: Int]
    let clock: Clock
    /// Composed messages kept ready at the most, but for those of limited domains.
    let capacity: Int
    /// Their octets at the most, but for what the last offer brings: with attachments a few messages are much.
    let octetCapacity: Int

    /// What time is, and what comes of it.
    struct Clock: Sendable {
        /// The time.
        var now: @Sendable () -> Timestamp
        /// Does something after a while.
        var schedule: @Sendable (Duration, @escaping @Sendable () -> Void) -> Void
        /// A random number 0…1.
        var spread: @Sendable () -> Double
    }

    /// A relay that keeps up takes a message at least so often while others wait for it to have its share.
    private static let turn: Duration = .milliseconds(5)

    /// A queue that keeps so many messages ready, of so many octets together (32 MiB).
    init(capacity: Int, octetCapacity: Int = 32 << 20, pool: RelayPool, clock: Clock) {
        self.capacity = capacity
        self.octetCapacity = octetCapacity
        self.clock = clock
        let relays = pool.relays
        numbers = Dictionary(uniqueKeysWithValues: relays.enumerated().map { ($1.name, $0) })
        state = Mutex(
            State(
                pool: pool, lines: MessageLines(relays: relays.count), parked: relays.map { _ in [] },
                tookAt: relays.map { _ in Timestamp(milliseconds: 0) }))
    }

    // MARK: - Sessions

    /// The next message for a session; the session is remembered and woken where there is none for it yet.
    ///
    /// - Returns: also whether the session was idle before it got the message.
    func next(for session: RelaySession) -> NextDelivery {
        guard let relay = numbers[session.relay.name] else { return .end }
        let moment = clock.now()
        var wake: [RelaySession] = []
        var waiters: [CheckedContinuation<Void, Never>] = []
        var alarm: Timestamp?
        let answer: NextDelivery = state.withLock { state in
            if state.ended { return .end }
            if let item = take(for: relay, &state, moment) {
                if isHalfEmpty(state) { waiters = take(&state.spaceWaiters) }
                if !state.parked[relay].isEmpty, state.lines.count > 0 { wake = wakeOne(relay, &state, moment) }
                wakeFetcher(&state, &waiters)
                return .deliver(item.delivery)
            }
            state.parked[relay].append(Parked(session: session, since: moment))
            wakeFetcher(&state, &waiters)
            alarm = setAlarm(&state, moment)
            return .wait
        }
        wake.forEach { $0.wake() }
        waiters.forEach { $0.resume() }
        if let alarm { ring(at: alarm, from: moment) }
        return answer
    }

    private func take(for relay: Int, _ state: inout State, _ moment: Timestamp) -> MessageLines.Item? {
        guard state.lines.count > 0, state.pool.peek(relay: relay, at: moment) == .go else { return nil }
        if state.pool.hasWeights, isAhead(relay, &state, moment) { return nil }
        guard let item = state.lines.next(for: relay, in: &state.pool, at: moment) else { return nil }
        state.pool.take(relay: relay, bucket: item.bucket, at: moment)
        state.handed[item.delivery.key] = Handed(
            relay: relay, domain: item.delivery.message.envelope.recipient.domain, bucket: item.bucket, at: moment)
        state.held.arrived(item.delivery.key)
        state.tookAt[relay] = moment
        return item
    }

    /// Whether another relay comes first: one that has a session without work, or took a message a moment ago.
    private func isAhead(_ relay: Int, _ state: inout State, _ moment: Timestamp) -> Bool {
        let others = state.parked.indices.filter { other in
            other != relay && (!state.parked[other].isEmpty || moment - state.tookAt[other] < Self.turn)
                && state.pool.peek(relay: other, at: moment) == .go
        }
        return state.pool.isAhead(relay, of: others)
    }

    /// Messages are over: what they say of relays and domains is taken to heart.
    func ended(_ settled: [SettledDelivery], at moment: Timestamp) {
        var wake: [RelaySession] = []
        state.withLock { state in
            var isLimited = false
            for over in settled {
                guard let handed = state.handed.removeValue(forKey: over.key) else { continue }
                state.rests += state.pool.ended(
                    relay: handed.relay, domain: handed.domain, limited: handed.bucket, taken: handed.at, over.outcome, at: moment,
                    spread: over.outcome.disposition == .accepted ? 0 : clock.spread())
                isLimited = isLimited || handed.bucket != nil
            }
            guard isLimited else { return }
            state.lines.lookAgain()
            wake = wakeable(&state, moment)
        }
        wake.forEach { $0.wake() }
    }

    /// Messages were vetoed: they count for nothing.
    func vetoed(_ keys: [Int64]) {
        let moment = clock.now()
        state.withLock { state in
            for key in keys {
                guard let handed = state.handed.removeValue(forKey: key) else { continue }
                _ = state.pool.ended(
                    relay: handed.relay, domain: handed.domain, limited: handed.bucket, taken: handed.at, nil, at: moment, spread: 0)
            }
        }
    }

    /// Forgets a session that closed.
    func forget(_ session: RelaySession) {
        guard let relay = numbers[session.relay.name] else { return }
        state.withLock { state in state.parked[relay].removeAll { $0.session === session } }
    }

    /// Takes the sessions out that have had nothing to do for so long.
    ///
    /// - Parameter limits: how long, by relay.
    func idle(for limits: [Duration]) -> [RelaySession] {
        let moment = clock.now()
        return state.withLock { state in
            var idle: [RelaySession] = []
            for (relay, limit) in zip(state.parked.indices, limits) {
                idle += state.parked[relay].filter { moment - $0.since >= limit }.map(\.session)
                state.parked[relay].removeAll { moment - $0.since >= limit }
            }
            return idle
        }
    }

    // MARK: - Composing

    /// Composed messages, for whichever session asks first. Where the queue has ended they stay leased.
    ///
    /// - Parameter bound: relays by the keys of messages that were tried before, and whether no other may have them.
    func offer(_ deliveries: [Delivery], bound: [Int64: (relay: String, isBound: Bool)] = [:]) {
        let moment = clock.now()
        var waiters: [CheckedContinuation<Void, Never>] = []
        let wake: [RelaySession] = state.withLock { state in
            guard !state.ended else { return [] }
            let limits = state.pool.limitsDomains
            for delivery in deliveries {
                var key = MessageLines.Key()
                if limits { key.bucket = state.pool.limitedBucket(of: delivery.message.envelope.recipient.domain) }
                if let own = bound[delivery.key] {
                    key.relay = numbers[own.relay]
                    key.isBound = own.isBound && key.relay != nil
                }
                state.lines.append(delivery, key)
            }
            let wake = wakeable(&state, moment, count: deliveries.count)
            wakeFetcher(&state, &waiters)
            return wake
        }
        wake.forEach { $0.wake() }
        waiters.forEach { $0.resume() }
    }

    /// Returns when there is room for more, or when the queue has ended.
    func waitForSpace() async {
        await withCheckedContinuation { continuation in
            let full = state.withLock { state in
                guard isFull(state), !state.ended else { return false }
                state.spaceWaiters.append(continuation)
                return true
            }
            if !full { continuation.resume() }
        }
    }

    /// What is in lines of its own came in because it may go at once; it takes no place away, within reason.
    private func isFull(_ state: State) -> Bool {
        state.lines.openCount >= capacity || state.lines.count >= 4 * capacity || state.lines.octets >= octetCapacity
    }

    private func isHalfEmpty(_ state: State) -> Bool {
        state.lines.openCount <= capacity / 2 && state.lines.count < 2 * capacity && state.lines.octets <= octetCapacity / 2
    }

    // MARK: - Time

    /// Sessions that wait for time are looked at.
    func tick() {
        let moment = clock.now()
        var waiters: [CheckedContinuation<Void, Never>] = []
        let (wake, alarm): ([RelaySession], Timestamp?) = state.withLock { state in
            if let alarm = state.alarm, alarm <= moment { state.alarm = nil }
            let wake = wakeable(&state, moment)
            wakeFetcher(&state, &waiters)
            return (wake, setAlarm(&state, moment))
        }
        wake.forEach { $0.wake() }
        waiters.forEach { $0.resume() }
        if let alarm { ring(at: alarm, from: moment) }
    }

    private func ring(at alarm: Timestamp, from moment: Timestamp) {
        clock.schedule(max(.milliseconds(1), alarm - moment)) { self.tick() }
    }

    /// When the next session could have something to do; nil where that is known already, or nothing waits for time.
    private func setAlarm(_ state: inout State, _ moment: Timestamp) -> Timestamp? {
        guard state.lines.count > 0, !state.ended else { return nil }
        var next: Timestamp?
        for relay in state.parked.indices where !state.parked[relay].isEmpty {
            var own: Timestamp?
            switch state.pool.peek(relay: relay, at: moment) {
            case .go: own = state.lines.opening(for: relay) ?? (state.pool.hasWeights ? moment + Self.turn : nil)
            case .wait(let until): own = until
            }
            if let own { next = min(next ?? own, own) }
        }
        guard let next else { return nil }
        let alarm = max(next, moment + .milliseconds(1))
        if let known = state.alarm, known <= alarm, known > moment { return nil }
        state.alarm = alarm
        return alarm
    }

    /// Parked sessions that have something to do, each relay's turn after the other's.
    func wakeable(_ state: inout State, _ moment: Timestamp, count: Int = 1) -> [RelaySession] {
        guard state.lines.count > 0 else { return [] }
        var relays = state.parked.indices.filter { !state.parked[$0].isEmpty && state.pool.peek(relay: $0, at: moment) == .go }
        if let best = state.pool.best(of: relays), let place = relays.firstIndex(of: best) { relays.swapAt(0, place) }
        var woken: [RelaySession] = []
        let wanted = max(count, relays.count)
        while woken.count < wanted, !relays.isEmpty {
            for relay in relays where woken.count < wanted {
                if let parked = state.parked[relay].popLast() { woken.append(parked.session) }
            }
            relays.removeAll { state.parked[$0].isEmpty }
        }
        return woken
    }

    private func wakeOne(_ relay: Int, _ state: inout State, _ moment: Timestamp) -> [RelaySession] {
        guard state.pool.peek(relay: relay, at: moment) == .go else { return [] }
        return state.parked[relay].popLast().map { [$0.session] } ?? []
    }

    private func wakeFetcher(_ state: inout State, _ waiters: inout [CheckedContinuation<Void, Never>]) {
        if state.pool.needsShares, let fetcher = state.fetcher.take() { waiters.append(fetcher) }
    }

    /// Nothing more will be offered: parked sessions quit, waiting composers return. What was ready stays leased.
    ///
    /// - Parameter failure: why sending cannot go on; the first one counts.
    func end(because failure: (any Error)? = nil) {
        let (parked, waiters) = state.withLock { state in
            state.ended = true
            if state.failure == nil { state.failure = failure }
            state.lines.removeAll()
            let parked = state.parked.flatMap { $0.map(\.session) }
            for relay in state.parked.indices { state.parked[relay] = [] }
            var waiters = take(&state.spaceWaiters) + take(&state.changeWaiters)
            if let fetcher = state.fetcher.take() { waiters.append(fetcher) }
            return (parked, waiters)
        }
        parked.forEach { $0.wake() }
        waiters.forEach { $0.resume() }
    }

    /// Why the queue ended before its time, if it did.
    var failure: (any Error)? { state.withLock(\.failure) }

    func take<Element>(_ array: inout [Element]) -> [Element] {
        defer { array = [] }
        return array
    }
}
