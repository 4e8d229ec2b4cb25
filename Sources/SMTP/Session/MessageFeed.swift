public import MailFormat

/// A message on its way to a relay, under the key its row has in the ledger.
public struct Delivery: Hashable, Sendable {
    /// The row's key, unique among the messages a session holds.
    public var key: Int64
    /// What to send.
    public var message: OutgoingMessage { didSet { survey = message.bytes.withUnsafeBytes(DotStuffing.survey) } }
    /// What its content looks like: seen once, and by whoever makes the delivery, not on the event loop of a session.
    private(set) var survey: DotStuffing.Survey

    /// A delivery from its parts.
    public init(key: Int64, message: OutgoingMessage) {
        self.key = key
        self.message = message
        survey = message.bytes.withUnsafeBytes(DotStuffing.survey)
    }
}

/// A message that is over, and what became of it.
public struct SettledDelivery: Hashable, Sendable {
    /// The row's key.
    public var key: Int64
    /// What became of it.
    public var outcome: Outcome

    /// A settled delivery from its parts.
    public init(key: Int64, outcome: Outcome) {
        self.key = key
        self.outcome = outcome
    }
}

/// A feed's answer to a session that is ready for a message.
public enum NextDelivery: Hashable, Sendable {
    /// Send this.
    case deliver(Delivery)
    /// Nothing now: the session parks until ``RelaySession/wake()``.
    case wait
    /// Nothing any more: the session finishes what it has and says QUIT.
    case end
}

/// The ledger's answer to a marked message: may its final dot be written?
public enum MarkVerdict: Hashable, Sendable {
    /// The mark is durable: write the dot.
    case go
    /// Do not send it: the connection is closed without the dot, and no outcome is recorded, for whoever vetoed knows it.
    case veto
}

/// Where a session gets its messages and leaves their outcomes.
///
/// All calls come on the session's event loop and must not block it. A session pulls: it never holds more than two
/// messages, one whose dot's reply is owed and the next.
///
/// Every message that ``next(for:)`` gave comes back in exactly one ``record(_:marking:from:)``, unless it was vetoed.
public protocol MessageFeed: AnyObject, Sendable {
    /// The session is ready for one more message.
    func next(for session: RelaySession) -> NextDelivery

    /// Messages are over, and perhaps one is about to be sent.
    ///
    /// - Parameters:
    ///   - settled: Messages that are over; empty where only a mark is asked for.
    ///   - marking: A message whose content may stream already but whose final dot waits for
    ///     ``RelaySession/clear(_:_:)``, called from any thread once the mark is durable. It may still come back as
    ///     `released`, where the connection is lost before the dot.
    func record(_ settled: [SettledDelivery], marking: Int64?, from session: RelaySession)

    /// The session is over. Comes once, and last: everything it held was recorded before.
    func sessionEnded(_ session: RelaySession, _ end: SessionEnd)
}
