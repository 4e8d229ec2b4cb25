import MailFormat

/// The message phase of a session: one transaction after the other, two of them overlapping where the relay offers PIPELINING.
///
/// With PIPELINING one group carries the content of message *n*, its final dot, and MAIL, RCPT, DATA of message *n* + 1, so
/// that a message costs one round trip:
///
///     C: content of n, dot, MAIL n+1, RCPT n+1, DATA n+1
///     S: 250 (dot of n), 250 (MAIL), 250 (RCPT), 354
///
/// With CHUNKING the content is one chunk and DATA falls away: `BDAT … LAST` of *n* with its octets, MAIL and RCPT of *n* + 1. The chunk
/// begins only once the mark is cleared, and its last two octets are its final dot: before they are written the message is not handed over.
///
/// Without it there is one command at a time. Replies are counted and never matched by their text (RFC 2920 §3.1).
///
/// A message is `current` from the moment its commands are written until its dot is, and `finishing` from then until the
/// dot's reply. ``State`` says what `current` is doing.
///
/// ## Limits
/// One recipient a transaction, one chunk a message.
///
/// SeeAlso: RFC 5321 §3.3, RFC 2920, RFC 3030
struct TransactionMachine: Sendable {
    /// What the message phase is doing beside waiting for the reply to a dot.
    enum State: Hashable, Sendable {
        /// There is no current message. May become: asking, ended.
        case resting(Rest)
        /// The feed was asked for a message; where there is a current one it is cleared and leaves with the answer.
        /// May become: opening, resting.
        case asking
        /// The current message's commands are out, and the reply to this one is the next that is owed for it.
        /// May become: marked, loneDot, asking, resting, ended.
        case opening(Stage)
        /// DATA was taken although the transaction had failed, and an empty message ends it (RFC 2920 §3.1).
        /// May become: asking, resting, ended.
        case loneDot
        /// The current message has its 354, or as a chunk its recipient, and the ledger was asked to mark it. May become: asking, resting, ended.
        case marked(Content, isCleared: Bool)
        /// Over. Final.
        case ended
    }

    /// Why there is no current message.
    enum Rest: Hashable, Sendable {
        /// The feed has none now.
        case parked
        /// The relay does not pipeline, and the reply to the dot is owed.
        case awaitingDot
        /// There will be no more.
        case finished
    }

    /// Where the content of a marked message is.
    enum Content: Hashable, Sendable {
        /// Here: it leaves in one write with its dot, or begins to stream, as a chunk, once it is cleared.
        case waiting
        /// On its way.
        case streaming
        /// Handed over, but for the dot.
        case streamed
    }

    /// What to do; pure values, so that tests compare whole lists.
    enum Action: Hashable, Sendable {
        /// Ask the feed; always the last of a list.
        case pull
        case record([SettledDelivery], marking: Int64?)
        case write(Group)
        /// Hand over the content, all but the dot, and say so with ``contentStreamed()``.
        case stream(CheckedDelivery)
        case startTimer(Stage)
        case stopTimer
        /// Say QUIT, then end.
        case quit(SessionEnd)
        /// End now, closing the connection.
        case close(SessionEnd)
    }

    /// What leaves in one write.
    struct Group: Hashable, Sendable {
        /// How the group ends a message.
        enum Ending: Hashable, Sendable {
            /// With its content and the dot.
            case content(CheckedDelivery)
            /// With the dot alone: the content has gone, or there is none.
            case dot
            /// With the last two octets of a chunk, its CRLF: the rest has gone.
            case chunkEnd
        }
        /// nil where it ends none.
        var ending: Ending?
        /// Command lines with their CRLF.
        var lines: [UInt8] = []
    }

    /// Content above so many octets streams before the mark is durable; below, it waits and leaves in one write with its dot.
    static let streamingThreshold = 64 * 1024

    let capabilities: Capabilities
    let quota: Int
    let relay: String

    /// Turned off for the session by a relay that offers DSN and does not take its parameters.
    private(set) var requestsDSN: Bool
    private(set) var state: State = .resting(.parked)
    private var current: CheckedDelivery?
    private var finishing: CheckedDelivery?
    private var settled: [SettledDelivery] = []
    private var rejection: (stage: Stage, reply: SMTPReply)?
    private var mailWasTaken = false
    private var needsReset = false
    private var started = 0
    private var end: SessionEnd?

    init(capabilities: Capabilities, quota: Int, requestsDSN: Bool, relay: String) {
        self.capabilities = capabilities
        self.quota = quota
        self.requestsDSN = requestsDSN
        self.relay = relay
    }

    /// Whether outcomes wait for the next mark; a driver flushes them where that takes long.
    var holdsOutcomes: Bool { !settled.isEmpty }

    /// Whether the relay owes a reply: bytes that come when it does not are out of step.
    var isOwedReply: Bool {
        if finishing != nil { return true }
        switch state {
        case .opening, .loneDot: return true
        case .resting, .asking, .marked, .ended: return false
        }
    }

    /// Where in the dialogue the session is.
    var stage: Stage {
        if finishing != nil { return .dot }
        switch state {
        case .resting, .asking, .ended: return .idle
        case .opening(let stage): return stage
        case .loneDot: return .dot
        case .marked: return .content
        }
    }

    // MARK: - The feed

    /// The session is ready for its first message, or the feed has some again.
    mutating func wake() -> [Action] {
        guard case .resting(.parked) = state else { return [] }
        return ask()
    }

    /// The feed's answer to `pull`.
    mutating func supplied(_ next: NextDelivery) -> [Action] {
        guard case .asking = state else { preconditionFailure("the feed answered without being asked") }
        switch next {
        case .deliver(let delivery):
            do throws(CheckedDelivery.Refusal) {
                let checked = try CheckedDelivery(delivery, for: capabilities, requestsDSN: requestsDSN)
                return open(checked)
            } catch {
                return [.record([SettledDelivery(key: delivery.key, outcome: error.outcome)], marking: nil), .pull]
            }
        case .wait:
            return rest(.parked)
        case .end:
            end = end ?? .finished
            return rest(.finished)
        }
    }

    /// The ledger's answer to a mark. One that comes too late, for a message the session holds no more, means nothing.
    ///
    /// - Parameter unread: Whether bytes came that no reply used up; they would be taken for the beginning of the dot's reply.
    mutating func cleared(_ key: Int64, _ verdict: MarkVerdict, unread: Bool) -> [Action] {
        guard case .marked(let content, _) = state, current?.key == key else { return [] }
        if verdict == .veto {
            // The row is the vetoer's: nothing is recorded for it.
            let isTakenBack = content == .waiting && current?.chunkLine != nil
            current = nil
            guard isTakenBack else { return finish(.vetoed) }
            // Nothing of a chunk is out yet, so RSET takes it back.
            needsReset = true
            return ask()
        }
        if unread { return outOfStep("bytes came when no reply was owed") }
        if content == .streaming {
            state = .marked(.streaming, isCleared: true)
            return []
        }
        if let current, content == .waiting, isLarge(current) {
            state = .marked(.streaming, isCleared: true)
            return [.startTimer(.content), .stream(current)]
        }
        return closeCurrent()
    }

    /// One block of the content was handed over.
    mutating func blockStreamed() -> [Action] {
        guard case .marked(.streaming, _) = state else { return [] }
        return [.startTimer(.content)]
    }

    /// All of the content but its dot was handed over.
    mutating func contentStreamed() -> [Action] {
        guard case .marked(.streaming, let isCleared) = state else { return [] }
        state = .marked(.streamed, isCleared: isCleared)
        return isCleared ? closeCurrent() : [.stopTimer]
    }

    /// Finish what is under way, then QUIT.
    mutating func stop() -> [Action] {
        end = end ?? .finished
        guard case .resting = state else { return [] }
        return rest(.finished)
    }

    /// Outcomes have waited long enough for the next mark.
    mutating func flushOutcomes() -> [Action] { takeSettled().map { [.record($0, marking: nil)] } ?? [] }

    // MARK: - The relay

    /// A reply came.
    mutating func received(_ reply: SMTPReply) -> [Action] {
        if reply.code == 421 { return closing(reply) }
        if let finishing { return dotAnswered(finishing, reply) }
        switch state {
        case .opening(let stage): return answered(stage, reply)
        // Its text is of no interest: nothing was in that message.
        case .loneDot: return resolve(endedByDot: true)
        case .marked: return answeredEarly(reply)
        case .resting, .asking: return outOfStep("\(reply) came when no reply was owed")
        case .ended: return []
        }
    }

    /// The connection is lost, a reply did not come in time, or what came is no reply.
    mutating func fail(_ failure: SessionFailure) -> [Action] {
        // Replies out of step may not have been the ones we took them for.
        if failure.cause == .protocolViolation { rejection = nil }
        return finish(.failed(failure))
    }

    /// Close now.
    mutating func abort() -> [Action] { finish(.aborted) }

    // MARK: - Steps

    private var mayAsk: Bool { end == nil && started < quota }

    private mutating func ask() -> [Action] {
        guard mayAsk else { return rest(.finished) }
        state = .asking
        return [.pull]
    }

    /// No further message for now: a cleared one leaves by itself, and what is settled is recorded.
    private mutating func rest(_ rest: Rest) -> [Action] {
        var actions: [Action] = []
        state = .resting(rest)
        if let current {
            actions += writeEnd(of: current, lines: [])
        }
        if finishing == nil {
            if let settled = takeSettled() { actions.append(.record(settled, marking: nil)) }
            if rest == .finished {
                state = .ended
                actions.append(.quit(end ?? .quota))
            } else {
                actions.append(.stopTimer)
            }
        }
        return actions
    }

    /// The commands of a message, behind the content of the one before where that is cleared.
    private mutating func open(_ next: CheckedDelivery) -> [Action] {
        started += 1
        rejection = nil
        mailWasTaken = false
        var lines: [UInt8] = []
        let first: Stage = needsReset ? .rset : .mail
        if capabilities.pipelining {
            lines.reserveCapacity(next.mailLine.count + next.rcptLine.count + 12)
            if needsReset { lines += Self.rset }
            lines += next.mailLine
            lines += next.rcptLine
            if next.chunkLine == nil { lines += Self.data }
        } else {
            lines = needsReset ? Self.rset : next.mailLine
        }
        needsReset = false
        state = .opening(first)
        let ended = current
        current = next
        if let ended { return writeEnd(of: ended, lines: lines, next: next) }
        let write = Action.write(Group(lines: lines))
        return finishing == nil ? [write, .startTimer(first)] : [write]
    }

    /// From here on the dot counts as sent, whatever becomes of the write.
    private mutating func writeEnd(of ended: CheckedDelivery, lines: [UInt8], next: CheckedDelivery? = nil) -> [Action] {
        finishing = ended
        current = next
        let ending: Group.Ending = isLarge(ended) ? (ended.chunkLine == nil ? .dot : .chunkEnd) : .content(ended)
        return [.write(Group(ending: ending, lines: lines)), .startTimer(.dot)]
    }

    private func isLarge(_ delivery: CheckedDelivery) -> Bool { delivery.delivery.message.bytes.count > Self.streamingThreshold }

    private mutating func closeCurrent() -> [Action] {
        if capabilities.pipelining { return ask() }
        return rest(mayAsk ? .awaitingDot : .finished)
    }

    private mutating func dotAnswered(_ delivery: CheckedDelivery, _ reply: SMTPReply) -> [Action] {
        guard reply.code / 100 != 3 else { return outOfStep("\(reply) is no answer to the end of data") }
        if delivery.chunkLine != nil, (500...504).contains(reply.code) { return chunkNotUnderstood(delivery, reply) }
        finishing = nil
        settled.append(SettledDelivery(key: delivery.key, outcome: OutcomeClassifier.outcome(.dot, reply)))
        switch state {
        case .opening(let stage): return [.startTimer(stage)]
        case .resting(.awaitingDot): return ask()
        case .resting(let rest): return self.rest(rest)
        case .asking, .loneDot, .marked, .ended: preconditionFailure("a dot was owed beside another reply")
        }
    }

    private mutating func answered(_ stage: Stage, _ reply: SMTPReply) -> [Action] {
        let isYes = reply.code / 100 == 2
        let isNo = reply.code >= 400
        guard let current else { preconditionFailure("no message is being opened") }
        switch stage {
        case .rset:
            guard isYes else { return isNo ? refusedSession(.rset, reply) : outOfStep("\(reply) is no answer to RSET") }
            return advance(to: .mail, current.mailLine)
        case .mail:
            if isNo { return reject(.mail, reply, then: .rcpt) }
            guard isYes else { return outOfStep("\(reply) is no answer to MAIL") }
            mailWasTaken = true
            return advance(to: .rcpt, current.rcptLine)
        case .rcpt:
            if isNo { return reject(.rcpt, reply, then: .data) }
            guard isYes else { return outOfStep("\(reply) is no answer to RCPT") }
            if current.chunkLine != nil { return rejection == nil ? mark(current) : resolve(endedByDot: false) }
            return advance(to: .data, Self.data)
        default:
            if isNo {
                if rejection == nil { rejection = (.data, reply) }
                return resolve(endedByDot: false)
            }
            guard reply.code / 100 == 3 else { return outOfStep("\(reply) is no answer to DATA") }
            if rejection != nil {
                state = .loneDot
                return [.write(Group(ending: .dot)), .startTimer(.dot)]
            }
            return mark(current)
        }
    }

    private mutating func advance(to stage: Stage, _ line: [UInt8]) -> [Action] {
        state = .opening(stage)
        return capabilities.pipelining ? [.startTimer(stage)] : [.write(Group(lines: line)), .startTimer(stage)]
    }

    /// The first no is the one that counts: those behind it follow from it.
    private mutating func reject(_ stage: Stage, _ reply: SMTPReply, then next: Stage) -> [Action] {
        if rejection == nil { rejection = (stage, reply) }
        guard capabilities.pipelining, next != .data || current?.chunkLine == nil else { return resolve(endedByDot: false) }
        state = .opening(next)
        return [.startTimer(next)]
    }

    private mutating func mark(_ delivery: CheckedDelivery) -> [Action] {
        let streams = isLarge(delivery) && delivery.chunkLine == nil
        state = .marked(streams ? .streaming : .waiting, isCleared: false)
        let record = Action.record(takeSettled() ?? [], marking: delivery.key)
        return streams ? [record, .startTimer(.content), .stream(delivery)] : [record, .stopTimer]
    }

    /// A relay that does not know BDAT reads the chunk as commands, so nothing it says from here on can be relied on but that it did
    /// not take the message.
    private mutating func chunkNotUnderstood(_ delivery: CheckedDelivery, _ reply: SMTPReply) -> [Action] {
        finishing = nil
        settled.append(
            SettledDelivery(
                key: delivery.key, outcome: Outcome(stage: .dot, reply: reply, detail: "", blame: .relay, disposition: .released)))
        let failure = SessionFailure(
            cause: .policy, stage: .dot, relay: relay, reply: reply, detail: "the relay offers CHUNKING and does not take BDAT",
            hint: "set chunking = false")
        return finish(.failed(failure))
    }

    /// A message whose transaction failed is over; the session goes on unless the fault is the relay's.
    private mutating func resolve(endedByDot: Bool) -> [Action] {
        guard let current, let rejection else { preconditionFailure("no message failed") }
        var outcome = OutcomeClassifier.outcome(rejection.stage, rejection.reply)
        let isLie = blamesParameters(rejection.stage, rejection.reply)
        if isLie {
            requestsDSN = false
            outcome.blame = .session
            outcome.disposition = .released
            outcome.detail = "the relay offers DSN and may not take its parameters; goes on without them"
        }
        settled.append(SettledDelivery(key: current.key, outcome: outcome))
        needsReset = mailWasTaken && !endedByDot
        self.current = nil
        self.rejection = nil
        let record = Action.record(takeSettled() ?? [], marking: nil)
        if outcome.disposition == .released, !isLie {
            state = .ended
            return [record, .quit(.failed(failure(.refused, rejection.stage, rejection.reply)))]
        }
        return [record] + ask()
    }

    /// Whether a no may be one to the parameters of RFC 3461, which this relay was given because it offered to take them.
    private func blamesParameters(_ stage: Stage, _ reply: SMTPReply) -> Bool {
        requestsDSN && capabilities.dsn && (stage == .mail || stage == .rcpt) && [501, 504, 555].contains(reply.code)
    }

    /// A reply before the dot: the relay does not wait for the rest. There is no way on but to close, without the dot.
    private mutating func answeredEarly(_ reply: SMTPReply) -> [Action] {
        // Of a chunk that waits nothing is out that could be answered.
        if case .marked(.waiting, _) = state, current?.chunkLine != nil { return outOfStep("\(reply) came before the content") }
        guard reply.code >= 400 else { return outOfStep("\(reply) came before the end of data") }
        rejection = (.content, reply)
        return finish(.failed(failure(.closing, .content, reply)))
    }

    private mutating func closing(_ reply: SMTPReply) -> [Action] {
        let failure = failure(.closing, stage, reply)
        if let finishing {
            settled.append(SettledDelivery(key: finishing.key, outcome: OutcomeClassifier.outcome(.dot, reply)))
            self.finishing = nil
        } else if rejection == nil, current != nil {
            rejection = (stage, reply)
        }
        return finish(.failed(failure))
    }

    private mutating func refusedSession(_ stage: Stage, _ reply: SMTPReply) -> [Action] {
        finish(.failed(failure(.refused, stage, reply)))
    }

    private mutating func outOfStep(_ detail: String) -> [Action] {
        fail(SessionFailure(cause: .protocolViolation, stage: stage, relay: relay, detail: detail))
    }

    private func failure(_ cause: SessionFailure.Cause, _ stage: Stage, _ reply: SMTPReply) -> SessionFailure {
        SessionFailure(cause: cause, stage: stage, relay: relay, reply: reply)
    }

    /// Everything that is held gets its outcome; then the connection is closed.
    private mutating func finish(_ end: SessionEnd) -> [Action] {
        let stage = stage
        guard state != .ended else { return [] }
        var why = "the session was closed"
        if case .failed(let failure) = end { why = failure.description }
        if let finishing {
            let outcome = Outcome(stage: .dot, reply: nil, detail: why, blame: .session, disposition: .uncertain)
            settled.append(SettledDelivery(key: finishing.key, outcome: outcome))
        }
        if let current {
            let own: Stage = if case .opening(let opening) = state { opening } else { stage }
            let outcome =
                rejection.map { OutcomeClassifier.outcome($0.stage, $0.reply) }
                ?? Outcome(stage: own, reply: nil, detail: why, blame: .session, disposition: .released)
            settled.append(SettledDelivery(key: current.key, outcome: outcome))
        }
        finishing = nil
        current = nil
        rejection = nil
        state = .ended
        return (takeSettled().map { [.record($0, marking: nil)] } ?? []) + [.close(end)]
    }

    private mutating func takeSettled() -> [SettledDelivery]? {
        guard !settled.isEmpty else { return nil }
        let taken = settled
        settled.removeAll(keepingCapacity: false)
        return taken
    }

    private static let rset = Array("RSET\r\n".utf8)
    private static let data = Array("DATA\r\n".utf8)
}
