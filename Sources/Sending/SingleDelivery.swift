public import Logging
public import MailFormat
public import SMTP
import Synchronization

/// One session with one message, or with none, outside the ledger: a test copy, a probe.
public final class SingleDelivery: MessageFeed {
    private struct State {
        var delivery: Delivery?
        var outcome: Outcome?
        var waiter: CheckedContinuation<SessionEnd, Never>?
    }

    private let state: Mutex<State>

    /// - Parameter message: nil only opens and closes the session.
    public init(_ message: OutgoingMessage?) {
        state = Mutex(State(delivery: message.map { Delivery(key: 1, message: $0) }))
    }

    /// Sends a message and waits for what becomes of it. A relay that cannot be used gives `released`, with the reason as detail.
    public static func send(
        _ message: OutgoingMessage, through relay: Relay, trace: DialogueTrace? = nil, logger: Logger
    ) async -> Outcome {
        let delivery = SingleDelivery(message)
        let end = await delivery.send(through: relay, trace: trace, logger: logger)
        if let outcome = delivery.outcome { return outcome }
        var detail = "the session ended before the message was sent"
        if case .failed(let failure) = end { detail = failure.description }
        return Outcome(stage: .connect, reply: nil, detail: detail, blame: .relay, disposition: .released)
    }

    /// What became of the message, once the session has ended.
    public var outcome: Outcome? { state.withLock(\.outcome) }

    /// Runs the session to its end.
    public func send(through relay: Relay, trace: DialogueTrace? = nil, logger: Logger) async -> SessionEnd {
        await withCheckedContinuation { continuation in
            state.withLock { $0.waiter = continuation }
            _ = RelaySession.connect(to: relay, feed: self, trace: trace, logger: logger)
        }
    }

    /// The message, once.
    public func next(for session: RelaySession) -> NextDelivery {
        state.withLock { state in state.delivery.take().map(NextDelivery.deliver) ?? .end }
    }

    /// Nothing keeps the dot back: there is no mark to wait for.
    public func record(_ settled: [SettledDelivery], marking: Int64?, from session: RelaySession) {
        if let outcome = settled.first?.outcome { state.withLock { $0.outcome = outcome } }
        if let marking { session.clear(marking, .go) }
    }

    /// The end of the session is the end of the delivery.
    public func sessionEnded(_ session: RelaySession, _ end: SessionEnd) {
        state.withLock { $0.waiter.take() }?.resume(returning: end)
    }
}
