public import Logging
public import MailFormat
public import SMTP
import Synchronization

/// Sends one message through one relay, without the ledger: a test copy, a notification.
public final class SingleDelivery: MessageFeed {
    private struct State {
        var delivery: Delivery?
        var outcome: Outcome?
        var waiter: CheckedContinuation<Outcome, Never>?
    }

    private let state: Mutex<State>

    private init(_ message: OutgoingMessage) {
        state = Mutex(State(delivery: Delivery(key: 1, message: message)))
    }

    /// Sends it and waits for what becomes of it. A relay that cannot be used gives `released`, with the reason as detail.
    public static func send(_ message: OutgoingMessage, through relay: Relay, logger: Logger) async -> Outcome {
        let feed = SingleDelivery(message)
        return await withCheckedContinuation { continuation in
            feed.state.withLock { $0.waiter = continuation }
            _ = RelaySession.connect(to: relay, feed: feed, logger: logger)
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
        let (waiter, outcome) = state.withLock { state in (state.waiter.take(), state.outcome) }
        var detail = "the session ended before the message was sent"
        if case .failed(let failure) = end { detail = failure.description }
        waiter?.resume(returning: outcome ?? Outcome(stage: .connect, reply: nil, detail: detail, blame: .relay, disposition: .released))
    }
}
