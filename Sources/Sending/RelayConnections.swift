import Logging
import NIOCore
import SMTP
import Synchronization

/// Keeps as many sessions open as the relays allow: one at first, the rest as soon as it works, one probe at a time after a failure.
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
        var wanted: Int
        var closing = false
        /// Resumed once no session is open and none will be opened.
        var drained: CheckedContinuation<Void, Never>?
    }

    private let group: any EventLoopGroup
    private let logger: Logger
    private let state: Mutex<State>

    /// - Parameter wanted: connections that are of use at the most: there is no sense in more connections than messages.
    init(relays: [Relay], wanted: Int, group: any EventLoopGroup, logger: Logger) {
        self.group = group
        self.logger = logger
        state = Mutex(State(lanes: relays.map { Lane(relay: $0) }, wanted: wanted))
    }

    /// Opens the first connection to each relay.
    func start(feed: any MessageFeed) {
        for index in state.withLock({ $0.lanes.indices }) { open(index, feed: feed) }
    }

    /// A session asked for its first message: its relay works, so the rest of its connections may be opened.
    func ready(_ session: RelaySession, feed: any MessageFeed) {
        let more: (index: Int, count: Int)? = state.withLock { state in
            guard state.usable.insert(ObjectIdentifier(session)).inserted, let index = lane(of: session, in: state) else { return nil }
            state.lanes[index].health.succeeded()
            state.lanes[index].probing = false
            guard !state.closing else { return nil }
            let open = state.lanes.reduce(0) { $0 + $1.open }
            return (index, max(0, min(state.lanes[index].relay.maxConnections - state.lanes[index].open, state.wanted - open)))
        }
        guard let more else { return }
        for _ in 0..<more.count { open(more.index, feed: feed) }
    }

    /// A session closed. Opens another where that is of use.
    ///
    /// - Returns: the failures of all relays, when none is left to send through.
    func ended(_ session: RelaySession, _ end: SessionEnd, feed: any MessageFeed) -> [SessionFailure]? {
        enum Next { case nothing, reconnect, probe(after: Duration) }
        let (index, next, hopeless, drained): (Int?, Next, [SessionFailure]?, CheckedContinuation<Void, Never>?) = state.withLock { state in
            guard let index = lane(of: session, in: state) else { return (nil, .nothing, nil, nil) }
            state.sessions[ObjectIdentifier(session)] = nil
            state.usable.remove(ObjectIdentifier(session))
            state.lanes[index].open -= 1
            var next = Next.nothing
            switch end {
            case .finished, .aborted: break
            case .quota, .vetoed: next = state.closing ? .nothing : .reconnect
            case .failed(let failure):
                logger.info("session failed", metadata: ["relay": "\(session.relay.name)", "failure": "\(failure)"])
                let probing = state.lanes[index].probing && (state.lanes[index].open > 0 || state.lanes[index].probeIsDue)
                if !state.closing, !probing, state.lanes[index].gaveUp == nil {
                    switch state.lanes[index].health.failed(lasting: failure.isPermanent) {
                    case .retry(let delay):
                        state.lanes[index].probing = true
                        state.lanes[index].probeIsDue = true
                        next = .probe(after: delay)
                    case .giveUp:
                        state.lanes[index].gaveUp = failure
                    }
                }
            }
            let failures = state.lanes.compactMap { $0.open == 0 ? $0.gaveUp : nil }
            let hopeless = failures.count == state.lanes.count ? failures : nil
            return (index, next, hopeless, takeIfDrained(&state))
        }
        drained?.resume()
        switch (index, next) {
        case (let index?, .reconnect): open(index, feed: feed)
        case (let index?, .probe(let delay)):
            group.next().scheduleTask(in: .nanoseconds(Int64(delay / .nanoseconds(1)))) { self.open(index, feed: feed) }
        default: break
        }
        return hopeless
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
            let session = RelaySession.connect(to: state.lanes[index].relay, on: group.next(), feed: feed, logger: logger)
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
