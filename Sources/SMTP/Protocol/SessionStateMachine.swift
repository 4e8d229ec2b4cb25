import MailFormat

/// A whole session as a value: what happened goes in, what to do comes out. No I/O, no clock, no randomness.
///
/// connect → greeting → EHLO (HELO where a relay knows no other) → [STARTTLS → EHLO] → [AUTH] → messages → QUIT
///
/// The phases have files of their own, ``NegotiationMachine`` and ``TransactionMachine``; here they are joined, and what may
/// happen at any point is handled: loss, time-out, 421, nonsense, abort. However a session ends, every message it holds gets
/// its outcome first.
///
/// SeeAlso: RFC 5321 §4.1.4
struct SessionStateMachine: Sendable {
    /// Which part of the session is under way.
    enum Phase: Hashable, Sendable {
        /// May become: transacting, closed.
        case negotiating
        /// May become: quitting, closed.
        case transacting
        /// QUIT is said; what comes of it does not matter. May become: closed.
        case quitting(SessionEnd)
        /// Final.
        case closed
    }

    /// What to do. Pure values, so that tests compare whole lists.
    enum Action: Hashable, Sendable {
        case send(Command)
        case startTLS
        /// Get a token other than this one, and say so with ``renewed(_:)``.
        case renewToken(Secret)
        /// Something of the message phase; `quit` and `close` never come in this form.
        case transaction(TransactionMachine.Action)
        case startTimer(Stage)
        case stopTimer
        /// Close the connection; nothing more is written.
        case close
        /// Tell the feed; comes once, and last.
        case ended(SessionEnd)
    }

    let relay: Relay
    private(set) var phase: Phase = .negotiating
    private var negotiation: NegotiationMachine
    private var transactions: TransactionMachine
    private var secrets: EchoedSecrets

    init(relay: Relay, nonce: String) {
        self.relay = relay
        negotiation = NegotiationMachine(relay: relay, nonce: nonce)
        secrets = EchoedSecrets(relay.credentials)
        transactions = TransactionMachine(
            capabilities: Capabilities(), quota: 0, requestsDSN: false, relay: relay.label)
    }

    /// Where in the dialogue the session is.
    var stage: Stage {
        switch phase {
        case .negotiating: negotiation.stage
        case .transacting: transactions.stage
        case .quitting: .quit
        case .closed: .idle
        }
    }

    /// Whether the relay owes a reply.
    var isOwedReply: Bool {
        switch phase {
        case .negotiating: negotiation.isOwedReply
        case .transacting: transactions.isOwedReply
        case .quitting: true
        case .closed: false
        }
    }

    /// Whether outcomes wait for the next mark.
    var holdsOutcomes: Bool { transactions.holdsOutcomes }

    // MARK: - The connection

    /// The connection is open. A channel may say so twice; only the first counts.
    mutating func connected(_ endpoint: Endpoint) -> [Action] {
        guard phase == .negotiating, negotiation.state == .connecting else { return [] }
        return perform(negotiation.connected(endpoint))
    }

    /// TLS is up and the certificate is good.
    mutating func protected(_ binding: ChannelBinding? = nil) -> [Action] {
        guard phase == .negotiating else { return [] }
        return perform(negotiation.protected(binding))
    }

    /// A new token is there, or none is to be had.
    mutating func renewed(_ token: Result<Secret, any Error>) -> [Action] {
        if case .success(let secret) = token { secrets.add(secret) }
        guard phase == .negotiating, let action = negotiation.renewed(token) else { return [] }
        return perform(action)
    }

    /// A reply came.
    ///
    /// - Parameter unread: Whether more bytes came behind it.
    mutating func received(_ reply: SMTPReply, unread: Bool) -> [Action] {
        switch phase {
        // A challenge is read by its octets, and is no text for a person.
        case .negotiating: perform(negotiation.received(reply.code == 334 ? reply : presentable(reply), unread: unread))
        case .transacting: perform(transactions.received(reply))
        case .quitting(let end): over(end)
        case .closed: []
        }
    }

    /// A reply as it may be shown: without what was said to the relay in secret.
    func presentable(_ reply: SMTPReply) -> SMTPReply {
        phase == .negotiating ? secrets.removed(from: reply) : reply
    }

    /// Bytes are left over that are no whole reply, and the relay owes none.
    mutating func receivedUnasked() -> [Action] {
        fail(.protocolViolation, "bytes came when no reply was owed")
    }

    /// What came is no reply.
    mutating func received(_ problem: ReplyProblem) -> [Action] {
        fail(.protocolViolation, "the relay sent \(problem.phrase)", hint: FailureHint.forProblem(problem, stage: stage, relay: relay))
    }

    /// Nothing came in time.
    mutating func timedOut(_ stage: Stage) -> [Action] {
        if stage == .content {
            return fail(
                .timeout,
                "the relay took none of the content for \(relay.timeouts.block), or less than \(relay.timeouts.minimumRate) octets/s")
        }
        let limit = relay.timeouts.limit(for: stage).map { " within \($0)" } ?? ""
        return fail(.timeout, "no answer\(limit)", hint: FailureHint.forTimeout(stage, relay: relay))
    }

    /// The connection is gone, or never came to be.
    ///
    /// - Parameter detail: What the system said; nil where the relay just closed.
    mutating func lost(_ detail: String?) -> [Action] {
        if stage == .connect { return fail(.unreachable, detail ?? "no connection") }
        return fail(.lost, detail ?? "the relay closed the connection")
    }

    /// TLS could not be set up, or broke.
    mutating func tlsFailed(_ detail: String, hint: String?) -> [Action] {
        fail(.tls, detail, hint: hint)
    }

    // MARK: - The feed

    /// See ``TransactionMachine/supplied(_:)``.
    mutating func supplied(_ next: NextDelivery) -> [Action] { perform(transactions.supplied(next)) }

    /// The feed has messages again.
    mutating func wake() -> [Action] {
        guard phase == .transacting else { return [] }
        return perform(transactions.wake())
    }

    /// The ledger's answer to a mark.
    mutating func cleared(_ key: Int64, _ verdict: MarkVerdict, unread: Bool) -> [Action] {
        guard phase == .transacting else { return [] }
        return perform(transactions.cleared(key, verdict, unread: unread))
    }

    /// One block of the content was handed over.
    mutating func blockStreamed() -> [Action] {
        guard phase == .transacting else { return [] }
        return perform(transactions.blockStreamed())
    }

    /// All of the content but its dot was handed over.
    mutating func contentStreamed() -> [Action] {
        guard phase == .transacting else { return [] }
        return perform(transactions.contentStreamed())
    }

    /// Outcomes have waited long enough for the next mark.
    mutating func flushOutcomes() -> [Action] {
        guard phase == .transacting else { return [] }
        return perform(transactions.flushOutcomes())
    }

    /// Finish the message in flight, then QUIT; before the first message there is nothing to finish.
    mutating func stop() -> [Action] {
        switch phase {
        case .negotiating: over(.finished)
        case .transacting: perform(transactions.stop())
        case .quitting, .closed: []
        }
    }

    /// Close now.
    mutating func abort() -> [Action] {
        switch phase {
        case .negotiating: over(.aborted)
        case .transacting: perform(transactions.abort())
        case .quitting(let end): over(end)
        case .closed: []
        }
    }

    // MARK: - Joining the phases

    private mutating func perform(_ action: NegotiationMachine.Action) -> [Action] {
        switch action {
        case .wait(let stage): return [.startTimer(stage)]
        case .send(let command):
            if let secret = command.secret { secrets.add(secret) }
            return [.send(command), .startTimer(command.stage)]
        case .startTLS: return [.startTLS, .startTimer(.tls)]
        // Whoever gets it has a limit of its own.
        case .renewToken(let refused): return [.stopTimer, .renewToken(refused)]
        case .fail(let failure): return over(.failed(failure))
        case .ready(var capabilities):
            if !relay.allowsPipelining { capabilities.pipelining = false }
            if !relay.usesChunking { capabilities.chunking = false }
            if !relay.requiresTLSOnward { capabilities.requireTLS = false }
            phase = .transacting
            transactions = TransactionMachine(
                capabilities: capabilities, quota: max(1, relay.messagesPerConnection), requestsDSN: relay.requestsDSN,
                relay: relay.label)
            return perform(transactions.wake())
        }
    }

    private mutating func perform(_ actions: [TransactionMachine.Action]) -> [Action] {
        if actions.isEmpty { return [] }
        var performed: [Action] = []
        performed.reserveCapacity(actions.count + 1)
        for action in actions {
            switch action {
            case .startTimer(let stage): performed.append(.startTimer(stage))
            case .stopTimer: performed.append(.stopTimer)
            case .quit(let end):
                phase = .quitting(end)
                performed += [.send(.quit), .startTimer(.quit)]
            case .close(let end): performed += over(end)
            case .pull, .record, .write, .stream: performed.append(.transaction(action))
            }
        }
        return performed
    }

    private mutating func fail(_ cause: SessionFailure.Cause, _ detail: String, hint: String? = nil) -> [Action] {
        let failure = SessionFailure(cause: cause, stage: stage, relay: relay.label, detail: detail, hint: hint)
        switch phase {
        case .negotiating: return over(.failed(failure))
        case .transacting: return perform(transactions.fail(failure))
        // Everything was settled before QUIT was said.
        case .quitting(let end): return over(end)
        case .closed: return []
        }
    }

    private mutating func over(_ end: SessionEnd) -> [Action] {
        phase = .closed
        return [.stopTimer, .close, .ended(end)]
    }
}
