import Ledger
import MailFormat
import SMTP
import Synchronization

/// What the sessions pull from and report to: messages come from the queue, outcomes go to the ledger's writer.
final class SendFeed: MessageFeed {
    private let queue: SendQueue
    private let inFlight: InFlightMessages
    private let connections: RelayConnections
    private let retries: DoubtfulRetries
    private let batch: TurnBatch
    private let relayNumbers: [String: Int64]
    private let retry: RetrySchedule
    private let judge: (@Sendable (SMTPReply) -> Refusal)?
    private let now: @Sendable () -> Timestamp
    private let watch: Mutex<GuardWatch>

    /// - Parameters:
    ///   - relayNumbers: the ledger's number of each relay, by name.
    ///   - judge: what a refusal says of the address.
    ///   - watch: the campaign's guard.
    init(
        queue: SendQueue, inFlight: InFlightMessages, connections: RelayConnections, retries: DoubtfulRetries, batch: TurnBatch,
        relayNumbers: [String: Int64], retry: RetrySchedule, judge: (@Sendable (SMTPReply) -> Refusal)?,
        watch: GuardWatch, now: @escaping @Sendable () -> Timestamp
    ) {
        self.queue = queue
        self.inFlight = inFlight
        self.connections = connections
        self.retries = retries
        self.batch = batch
        self.relayNumbers = relayNumbers
        self.retry = retry
        self.judge = judge
        self.watch = Mutex(watch)
        self.now = now
    }

    func next(for session: RelaySession) -> NextDelivery {
        if connections.ready(session, feed: self) { queue.setDown(false, relay: session.relay.name) }
        if let again = retries.next(for: session.relay) { return .deliver(again) }
        let next = queue.next(for: session)
        if next == .wait { connections.rests(session) }
        guard case .deliver(let delivery) = next else { return next }
        return .deliver(retries.first(delivery, to: session.relay))
    }

    func record(_ settled: [SettledDelivery], marking: Int64?, from session: RelaySession) {
        let relay = relayNumbers[session.relay.name] ?? 0
        let moment = now()
        if !settled.isEmpty {
            queue.ended(settled, at: moment)
            if settled.contains(where: { $0.outcome.disposition == .released && inFlight.cameBack($0.key) }) {
                connections.suspects(session)
            }
            connections.answered(session, isWell: settled.contains { $0.outcome.testimony == .works }, feed: self)
        }
        let final = retries.filter(settled, from: session.relay, at: moment)
        var answers: [(answer: GuardWatch.Answer, words: String)] = []
        let outcomes = inFlight.settle(final, marking: marking, from: session) { settled, message in
            let settlement = settlement(of: settled, message, relay: relay, at: moment)
            if let answer = settlement.answer(blaming: settled.outcome.blame) {
                answers.append((answer, settled.outcome.reply.map { "\($0)" } ?? settled.outcome.detail))
            }
            return settlement
        }
        let mark = marking.map { key in
            Mark(
                key: key, relay: relay, peer: session.peer, at: moment,
                isAgain: session.relay.idempotency != nil && retries.isMarkedAgain(key, at: moment))
        }
        stop(where: { watch in answers.count { watch.note($0.answer, words: $0.words) } > 0 })
        if outcomes.isEmpty, mark == nil { return }
        batch.submit(LedgerOperation(outcomes: outcomes, mark: mark))
    }

    /// Settles messages in doubt whose second try no session came for: those that waited too long, or all.
    func settleDoubts(all: Bool) {
        let moment = now()
        let outcomes = retries.giveUp(at: moment, all: all).map { doubt, relay in
            inFlight.count(.uncertain, at: relay)
            return settlement(of: doubt, nil, relay: relayNumbers[relay] ?? 0, at: moment)
        }
        if !outcomes.isEmpty { batch.submit(LedgerOperation(outcomes: outcomes)) }
    }

    /// Why the campaign is to be paused; nil where it is not.
    var pauseCause: String? { watch.withLock(\.cause) }

    /// What came back in the meantime counts as well.
    func know(_ counts: GuardCounts) { stop { $0.know(counts) } }

    /// Stops the run, in order, where the guard is raised now: the rest would fare no better, and costs reputation.
    private func stop(where isRaised: (inout GuardWatch) -> Bool) {
        guard watch.withLock({ isRaised(&$0) }) else { return }
        queue.end()
        connections.close(atOnce: false)
    }

    func sessionEnded(_ session: RelaySession, _ end: SessionEnd) {
        queue.forget(session)
        let ended = connections.ended(session, end, feed: self)
        if ended.isGone { queue.giveUp(relay: session.relay.name) }
        if ended.isDown { queue.setDown(true, relay: session.relay.name) }
        if let failures = ended.hopeless { queue.end(because: SendError.relaysUnavailable(failures)) }
        if ended.isDown || ended.isGone { connections.open(to: queue.wantedRelays, feed: self) }
    }

    /// Returns that cost nothing before a message counts as deferred: one that breaks every connection it is sent on must not be sent
    /// for ever.
    private static let freeReleases = 3

    /// What an outcome becomes in the ledger: a deferral is a refusal once the message is too old.
    private func settlement(
        of settled: SettledDelivery, _ message: InFlightMessages.Message?, relay: Int64, at moment: Timestamp
    ) -> Settlement {
        let outcome = settled.outcome
        var settlement = Settlement(
            key: settled.key, .released, relay: relay, reply: outcome.reply, reason: outcome.detail.isEmpty ? nil : outcome.detail,
            at: moment)
        switch outcome.disposition {
        case .accepted: settlement.ending = .accepted
        case .refused: settlement.ending = .refused
        case .uncertain: settlement.ending = .uncertain
        case .released where outcome.isRefusedByRelay || (message?.releases ?? 0) < Self.freeReleases: break
        case .released, .deferred:
            let attempts = (message?.attempts ?? 0) + 1
            if let next = retry.next(afterAttempts: attempts, queuedAt: message?.date ?? moment, now: moment) {
                settlement.ending = .deferred(until: next)
            } else {
                settlement.ending = .refused
                settlement.reason = "given up after \(attempts) attempts"
            }
        }
        if settlement.ending == .refused { settlement.refusal = refusal(outcome) }
        return settlement
    }

    /// What a refusal says of the address; nil where it was not about this message at all. Only a relay that blames the recipient, by the
    /// place in the dialogue and its code, is certain evidence.
    private func refusal(_ outcome: Outcome) -> Refusal? {
        guard outcome.blame == .recipient || outcome.blame == .message, let reply = outcome.reply, var refusal = judge?(reply) else {
            return nil
        }
        if outcome.blame != .recipient { refusal.isCertain = false }
        return refusal
    }
}

extension Settlement {
    /// What it is to the guard; nil where it is no answer for good.
    fileprivate func answer(blaming blame: Blame?) -> GuardWatch.Answer? {
        switch (ending, refusal?.bounceClass) {
        case (.accepted, _): .accepted
        case (.refused, .hard), (.refused, .soft): .refused
        case (.refused, .blocked): .blocked
        case (.refused, _): blame == .recipient ? .refused : blame == .message || blame == .us ? .blocked : .other
        default: nil
        }
    }
}

extension Outcome {
    /// Whether the relay said no for good to us, not to this message: no further try in this run makes sense, so none can go on for ever.
    fileprivate var isRefusedByRelay: Bool {
        blame == .relay && (reply?.code ?? 0) >= 500
    }
}
