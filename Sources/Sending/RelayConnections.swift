import Logging
import NIOCore
import SMTP
import Synchronization

/// Keeps as many sessions open as the relays allow: one at first, the rest as soon as it works, one probe at a time after a failure. A relay
/// that is not wanted yet has none, and one whose connections had nothing to do gets a new one when it is wanted again.
final class RelayConnections: Sendable {
    private struct Lane {
        let relay: Relay
        var health = RelayHealth()
        var open = 0
        /// Whether one connection is to show that the relay works again, and whether it is still to be opened.
        var probing = false
        var probeIsDue = false
        var gaveUp: SessionFailure?
    }

    private struct State {
        var lanes: [Lane]
        var sessions: [ObjectIdentifier: RelaySession] = [:]
        /// Sessions that asked for a message: they got through greeting, TLS and AUTH.
        var usable: Set<ObjectIdentifier> = []
        /// Sessions that had to wait for a message and were not answered since: a relay may have closed them meanwhile.
        var rested: Set<ObjectIdentifier> = []
        /// Sessions that hold a message under which a connection broke before.
        var suspicious: Set<ObjectIdentifier> = []
        var wanted: Int
        var closing = false
        /// Resumed once no session is open and none will be opened.
        var drained: CheckedContinuation<Void, Never>?
    }

    private let group: any EventLoopGroup
    private let trace: (@Sendable (Relay) -> DialogueTrace)?
    private let logger: Logger
    private let spread: @Sendable () -> Double
    private let state: Mutex<State>

    /// - Parameters:
    ///   - wanted: connections that are of use at the most: there is no sense in more connections than messages.
    ///   - spread: a random number 0…1.
    ///   - trace: gives a new connection its trace.
    init(
        relays: [Relay], wanted: Int, group: any EventLoopGroup, spread: @escaping @Sendable () -> Double,
        trace: (@Sendable (Relay) -> DialogueTrace)? = nil, logger: Logger
    ) {
        self.group = group
        self.spread = spread
        self.trace = trace
        self.logger = logger
        state = Mutex(State(lanes: relays.map { Lane(relay: $0) }, wanted: wanted))
    }

    /// Opens a connection to each of these relays that has none.
    func open(to names: [String], feed: any MessageFeed) {
        let missing = state.withLock { state in
            state.lanes.indices.filter { index in
                let lane = state.lanes[index]
                return names.contains(lane.relay.name) && lane.open == 0 && !lane.probing && lane.gaveUp == nil
            }
        }
        for index in missing { open(index, feed: feed) }
    }

    /// A session asked for a message. With its first one its relay let us in, so the rest of its connections may be opened.
    ///
    /// - Returns: whether it was the first.
    func ready(_ session: RelaySession, feed: any MessageFeed) -> Bool {
        let more: (index: Int, count: Int)? = state.withLock { state in
            guard state.usable.insert(ObjectIdentifier(session)).inserted, let index = lane(of: session, in: state) else { return nil }
            state.lanes[index].health.letIn()
            guard !state.closing else { return (index, 0) }
            // The rest follows once the relay has answered about a message.
            guard state.lanes[index].health.failures == 0 else { return (index, 0) }
            state.lanes[index].probing = false
            let open = state.lanes.reduce(0) { $0 + $1.open }
            return (index, max(0, min(state.lanes[index].relay.maxConnections - state.lanes[index].open, state.wanted - open)))
        }
        guard let more else { return false }
        for _ in 0..<more.count { open(more.index, feed: feed) }
        return true
    }

    /// There was nothing for a session.
    func rests(_ session: RelaySession) {
        state.withLock { _ = $0.rested.insert(ObjectIdentifier(session)) }
    }

    /// A session's relay answered about a message.
    ///
    /// - Parameter isWell: whether the answer was about the message and not about the relay.
    func answered(_ session: RelaySession, isWell: Bool, feed: any MessageFeed) {
        let more: (index: Int, count: Int)? = state.withLock { state in
            if !state.rested.isEmpty { state.rested.remove(ObjectIdentifier(session)) }
            guard isWell, let index = lane(of: session, in: state), state.lanes[index].health.failures > 0 else { return nil }
            state.lanes[index].health.succeeded()
            state.lanes[index].probing = false
            guard !state.closing else { return nil }
            let open = state.lanes.reduce(0) { $0 + $1.open }
            return (index, max(0, min(state.lanes[index].relay.maxConnections - state.lanes[index].open, state.wanted - open)))
        }
        guard let more else { return }
        for _ in 0..<more.count { open(more.index, feed: feed) }
    }

    /// A session gave back a message that had come back before: should it end now, it is the message that ends connections.
    func suspects(_ session: RelaySession) {
        state.withLock { _ = $0.suspicious.insert(ObjectIdentifier(session)) }
    }

    /// What the end of a session means for its relay.
    struct Ended {
        /// The failures of all relays, when none is left to send through.
        var hopeless: [SessionFailure]?
        /// The relay cannot be reached, or does not serve us; it is tried again.
        var isDown = false
        /// The relay is given up.
        var isGone = false
    }

    /// A session closed. Opens another where that is of use.
    func ended(_ session: RelaySession, _ end: SessionEnd, feed: any MessageFeed) -> Ended {
        enum Next { case nothing, reconnect, probe(after: Duration) }
        var ended = Ended()
        let (index, next, drained): (Int?, Next, CheckedContinuation<Void, Never>?) = state.withLock { state in
            guard let index = lane(of: session, in: state) else { return (nil, .nothing, nil) }
            let identity = ObjectIdentifier(session)
            state.sessions[identity] = nil
            state.usable.remove(identity)
            let hadRested = state.rested.remove(identity) != nil
            let isSuspicious = state.suspicious.remove(identity) != nil
            state.lanes[index].open -= 1
            var next = Next.nothing
            switch end {
            case .finished, .aborted: break
            case .quota, .vetoed: next = state.closing ? .nothing : .reconnect
            case .failed(let failure) where hadRested && failure.isOfIdleConnection:
                // It was closed while nothing was said, which is the relay's right. Whoever had a message for it tries once more.
                if failure.stage != .idle, !state.closing { next = .reconnect }
            case .failed(let failure):
                logger.info("session failed", metadata: ["relay": "\(session.relay.name)", "failure": "\(failure)"])
                var kind = failure.kind
                if kind == .breakage, isSuspicious { kind = .breakageAgain }
                let probing = state.lanes[index].probing && (state.lanes[index].open > 0 || state.lanes[index].probeIsDue)
                if !state.closing, !probing, state.lanes[index].gaveUp == nil {
                    switch state.lanes[index].health.failed(kind, spread: spread()) {
                    case .retry(let delay):
                        state.lanes[index].probing = true
                        state.lanes[index].probeIsDue = true
                        next = .probe(after: delay)
                    case .giveUp:
                        state.lanes[index].gaveUp = failure
                    }
                }
                ended.isDown = state.lanes[index].open == 0 || kind.isRelays
                ended.isGone = state.lanes[index].gaveUp != nil
            }
            if state.lanes[index].open == 0, !state.lanes[index].probeIsDue { state.lanes[index].probing = false }
            let failures = state.lanes.compactMap { $0.open == 0 ? $0.gaveUp : nil }
            if failures.count == state.lanes.count { ended.hopeless = failures }
            return (index, next, takeIfDrained(&state))
        }
        drained?.resume()
        switch (index, next) {
        case (let index?, .reconnect): open(index, feed: feed)
        case (let index?, .probe(let delay)):
            group.next().scheduleTask(in: .nanoseconds(Int64(delay / .nanoseconds(1)))) { self.open(index, feed: feed) }
        default: break
        }
        return ended
    }

    /// No more connections; sessions finish the message in flight, or close at once.
    func close(atOnce: Bool) {
        let sessions = state.withLock { state in
            state.closing = true
            return Array(state.sessions.values)
        }
        for session in sessions {
            if atOnce { session.abort() } else { session.stop() }
        }
    }

    /// Returns once every session has closed after `close`.
    func drained() async {
        await withCheckedContinuation { continuation in
            let now = state.withLock { state in
                state.drained = continuation
                return takeIfDrained(&state)
            }
            now?.resume()
        }
    }

    /// Open connections by relay name.
    var openByRelay: [String: Int] {
        state.withLock { Dictionary($0.lanes.map { ($0.relay.name, $0.open) }, uniquingKeysWith: +) }
    }

    /// One more connection, unless the relay has all it allows.
    private func open(_ index: Int, feed: any MessageFeed) {
        state.withLock { state in
            state.lanes[index].probeIsDue = false
            guard !state.closing, state.lanes[index].open < state.lanes[index].relay.maxConnections else { return }
            state.lanes[index].open += 1
            let relay = state.lanes[index].relay
            let session = RelaySession.connect(to: relay, on: group.next(), feed: feed, trace: trace?(relay), logger: logger)
            state.sessions[ObjectIdentifier(session)] = session
        }
    }

    private func lane(of session: RelaySession, in state: State) -> Int? {
        guard state.sessions[ObjectIdentifier(session)] != nil else { return nil }
        return state.lanes.firstIndex { $0.relay.name == session.relay.name }
    }

    private func takeIfDrained(_ state: inout State) -> CheckedContinuation<Void, Never>? {
        guard state.closing, state.sessions.isEmpty else { return nil }
        defer { state.drained = nil }
        return state.drained
    }
}

extension SessionFailure {
    /// What kind of failure it is for the relay's health.
    fileprivate var kind: RelayHealth.Failure {
        if isPermanent { return .lasting }
        switch cause {
        case .lost, .timeout, .protocolViolation:
            return [.mail, .rcpt, .data, .content, .dot, .rset].contains(stage) ? .breakage : .refusal
        // Behind MAIL a relay knows whom the message is for.
        case .closing: return [.rcpt, .data, .content, .dot].contains(stage) ? .breakage : .refusal
        default: return .refusal
        }
    }

    /// Whether it is how a connection ends on which nothing was said for a while.
    fileprivate var isOfIdleConnection: Bool {
        (cause == .lost && (stage == .idle || stage == .mail)) || (cause == .closing && (stage == .idle || stage == .mail))
    }
}
