public import Logging
public import MailFormat
public import SMTP
import Synchronization

/// One look at a relay: the whole way through greeting, TLS, EHLO and AUTH to QUIT, each step timed, and one message where wanted.
public final class RelayProbe: Sendable {
    /// One line of the dialogue.
    public struct Step: Hashable, Sendable {
        /// Since the connection was asked for.
        public var elapsed: Duration
        /// `C`, `S`, or `*` for what nobody said.
        public var speaker: DialogueTrace.Speaker
        /// The line, without secrets.
        public var text: String
    }

    /// What came of it.
    public struct Result: Sendable {
        /// The dialogue.
        public var steps: [Step]
        /// What became of the message, where one was given.
        public var outcome: Outcome?
        /// Why the session could not go on; nil where it went all the way.
        public var failure: SessionFailure?
    }

    private let steps = Mutex<[Step]>([])
    private let clock = ContinuousClock()
    private let start: ContinuousClock.Instant

    private let trace: DialogueTrace?

    private init(trace: DialogueTrace?) {
        self.trace = trace
        start = clock.now
    }

    /// Opens one session and closes it again.
    ///
    /// - Parameters:
    ///   - message: sent on the way where there is one.
    ///   - trace: gets every line too.
    public static func run(
        _ relay: Relay, message: OutgoingMessage? = nil, trace: DialogueTrace? = nil, logger: Logger
    ) async -> Result {
        let probe = RelayProbe(trace: trace)
        let delivery = SingleDelivery(message)
        let end = await delivery.send(
            through: relay, trace: DialogueTrace { probe.note($0, $1) }, logger: logger)
        var failure: SessionFailure?
        if case .failed(let cause) = end { failure = cause }
        return Result(steps: probe.steps.withLock(\.self), outcome: delivery.outcome, failure: failure)
    }

    private func note(_ speaker: DialogueTrace.Speaker, _ text: String) {
        let step = Step(elapsed: clock.now - start, speaker: speaker, text: text)
        steps.withLock { $0.append(step) }
        trace?(speaker, text)
    }
}
