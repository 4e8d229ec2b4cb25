import MailFormat

@testable import SMTP

/// Does what the session machine says, without any I/O, and traps where it says what its contract forbids.
///
/// - No octet of the end of a message (final dot, or a chunk) before its mark was cleared, none ever for one that was vetoed.
/// - What is written is whole lines, each one command of a transaction, in the order RFC 5321 gives them; one at a time where the relay does
///   not offer PIPELINING; behind a group's DATA nothing.
/// - Every message that was given comes back in exactly one outcome, but a vetoed one in none. `accepted` and `uncertain` are said of those
///   only whose end was written, `released` without a reply of those only whose end was not.
/// - Credentials travel over TLS or on this machine; where TLS is required no message does without it.
/// - Whenever the relay owes a reply a timer runs, so that nothing waits for ever.
/// - The end is told once and last, and behind it nothing is done.
struct SessionContract {
    private(set) var machine: SessionStateMachine
    private(set) var parser = SMTPReplyParser()
    /// What the feed has left to give; then ``afterwards``.
    private var waiting: [Delivery]
    private let afterwards: NextDelivery
    private let isLoopback: Bool

    private(set) var isOver = false
    /// The message whose mark is asked for.
    private(set) var marking: Int64?
    /// The content that is on its way.
    private(set) var streaming: CheckedDelivery?
    private(set) var isHandshaking = false
    private(set) var isRenewing = false
    private var hasRenewed = false
    /// The stage the timer runs for.
    private(set) var timer: Stage?

    private var isProtected = false
    private var isTransacting = false
    private var given: Set<Int64> = []
    private var settled: Set<Int64> = []
    private var cleared: Set<Int64> = []
    private var vetoed: Set<Int64> = []
    private var ended: Set<Int64> = []
    private var streamed: CheckedDelivery?
    private var isPipelining = false
    private var owed = 0

    init(_ relay: Relay, isLoopback: Bool, feed: [Delivery], afterwards: NextDelivery) {
        machine = SessionStateMachine(relay: relay, nonce: "nonce")
        waiting = feed
        self.afterwards = afterwards
        self.isLoopback = isLoopback
        run(machine.connected(Endpoint(addressLiteral: "[192.0.2.1]", isLoopback: isLoopback)))
    }

    // MARK: - What happens

    mutating func receive(_ bytes: [UInt8]) {
        parser.append(bytes)
        do throws(ReplyProblem) {
            while !isOver, let reply = try parser.next() {
                if machine.stage == .ehlo, reply.lines.contains("PIPELINING"), machine.relay.allowsPipelining { isPipelining = true }
                owed -= 1
                run(machine.received(reply, unread: parser.hasUnreadBytes))
            }
            if !isOver, parser.hasUnreadBytes, !machine.isOwedReply { run(machine.receivedUnasked()) }
        } catch {
            run(machine.received(error))
        }
    }

    mutating func clear(_ verdict: MarkVerdict) {
        guard let key = marking else { return }
        marking = nil
        if verdict == .go { cleared.insert(key) } else if !settled.contains(key) { vetoed.insert(key) }
        run(machine.cleared(key, verdict, unread: parser.hasUnreadBytes))
    }

    mutating func handshakeIsDone() {
        guard isHandshaking else { return }
        isHandshaking = false
        isProtected = true
        run(machine.protected(ChannelBinding(data: [1])))
    }

    mutating func handshakeFails() {
        guard isHandshaking else { return }
        run(machine.tlsFailed("no common version", hint: nil))
    }

    mutating func tokenComes() {
        guard isRenewing else { return }
        isRenewing = false
        hasRenewed = true
        run(machine.renewed(.success(Secret("new"))))
    }

    mutating func contentLeaves(whole: Bool) {
        guard streaming != nil else { return }
        if whole { streaming = nil }
        run(whole ? machine.contentStreamed() : machine.blockStreamed())
    }

    mutating func timePasses() {
        guard let stage = timer else { return }
        timer = nil
        run(machine.timedOut(stage))
    }

    mutating func connectedAgain() { run(machine.connected(Endpoint(addressLiteral: "[192.0.2.1]", isLoopback: isLoopback))) }
    mutating func wake() { run(machine.wake()) }
    mutating func flush() { run(machine.flushOutcomes()) }
    mutating func stop() { run(machine.stop()) }
    mutating func abort() { run(machine.abort()) }
    mutating func lose() { run(machine.lost(nil)) }

    /// The connection goes, and the books must balance.
    mutating func close() {
        lose()
        precondition(isOver, "a session outlives its connection")
        precondition(settled == given.subtracting(vetoed), "a message was forgotten, or a vetoed one told of")
    }

    // MARK: - What is done about it

    private mutating func run(_ first: [SessionStateMachine.Action]) {
        precondition(!isOver || first.isEmpty, "something is done behind the end: \(first)")
        var actions = first
        while !actions.isEmpty {
            let pulls = actions.last == .transaction(.pull)
            for action in pulls ? actions.dropLast() : actions[...] { perform(action) }
            guard pulls, !isOver else { break }
            actions = machine.supplied(supply())
        }
        precondition(given.count - settled.count - vetoed.count <= 2, "a session holds more than two messages")
        precondition(isOver || !machine.isOwedReply || timer != nil, "nobody looks at the clock while a reply is owed")
    }

    private mutating func perform(_ action: SessionStateMachine.Action) {
        precondition(!isOver, "\(action) behind the end")
        switch action {
        case .send(let command): say(command)
        case .startTLS: isHandshaking = true
        case .renewToken:
            precondition(!isRenewing && !hasRenewed, "a token is had again twice")
            isRenewing = true
        case .startTimer(let stage): timer = stage
        case .stopTimer: timer = nil
        case .close:
            timer = nil
            streaming = nil
        case .ended: isOver = true
        case .transaction(.record(let outcomes, let key)): record(outcomes, marking: key)
        case .transaction(.write(let group)): write(group)
        case .transaction(.stream(let delivery)):
            checkBeginning(of: delivery)
            streaming = delivery
            streamed = delivery
        case .transaction: preconditionFailure("\(action) is not for a driver, or not last")
        }
    }

    private mutating func supply() -> NextDelivery {
        guard !waiting.isEmpty else { return afterwards }
        let next = waiting.removeFirst()
        given.insert(next.key)
        return .deliver(next)
    }

    private mutating func record(_ outcomes: [SettledDelivery], marking key: Int64?) {
        for one in outcomes {
            precondition(given.contains(one.key) && !vetoed.contains(one.key), "an outcome of \(one.key), which is not held")
            precondition(settled.insert(one.key).inserted, "two outcomes of \(one.key)")
            let isEnded = ended.contains(one.key)
            switch one.outcome.disposition {
            case .accepted, .uncertain: precondition(isEnded, "\(one.outcome.disposition) without its end: \(one.key)")
            case .released: precondition(!isEnded || one.outcome.reply != nil, "released behind its end: \(one.key)")
            case .deferred, .refused: break
            }
        }
        guard let key else { return }
        precondition(given.contains(key) && !settled.contains(key) && marking == nil, "a mark for \(key) out of turn")
        marking = key
    }

    private mutating func say(_ command: Command) {
        var line: [UInt8] = []
        do throws(CommandProblem) { try command.encode(into: &line) } catch { preconditionFailure("\(error)") }
        precondition(Self.lines(line).count == 1)
        switch command {
        case .auth, .authResponse: precondition(isProtected || isLoopback || machine.relay.tls.allowsInsecure, "credentials in the clear")
        case .startTLS: precondition(!isProtected)
        default: break
        }
        expectReplies(1)
    }

    private mutating func write(_ group: TransactionMachine.Group) {
        if !isTransacting, machine.relay.tls.mode == .startTLS || machine.relay.tls.mode == .implicit {
            precondition(isProtected, "a message in the clear")
        }
        isTransacting = true
        switch group.ending {
        case .content(let delivery):
            checkBeginning(of: delivery)
            checkEnd(of: delivery)
        case .dot, .chunkEnd:
            precondition(streaming == nil, "the end of content that is still on its way")
            // Without content it is the lone dot of a transaction that failed.
            if let streamed { checkEnd(of: streamed) } else { precondition(group.ending == .dot && group.lines.isEmpty) }
            streamed = nil
        case nil: break
        }
        let verbs = Self.lines(group.lines).map(Self.verb)
        let order = ["RSET", "MAIL", "RCPT", "DATA"]
        let places = verbs.map { order.firstIndex(of: $0) ?? -1 }
        precondition(zip(places, places.dropFirst()).allSatisfy { $1 == $0 + 1 }, "\(verbs) is no group of commands")
        expectReplies(verbs.count + (group.ending == nil ? 0 : 1))
    }

    private mutating func expectReplies(_ count: Int) {
        owed = max(owed, 0) + count
        precondition(isPipelining || owed <= 1, "\(owed) commands at once, and no PIPELINING")
    }

    private func checkBeginning(of delivery: CheckedDelivery) {
        let bytes = delivery.delivery.message.bytes
        precondition(given.contains(delivery.key) && !settled.contains(delivery.key) && !vetoed.contains(delivery.key))
        for (at, byte) in bytes.enumerated() where byte == 0x0A || byte == 0x0D {
            let isPair = byte == 0x0A ? at > 0 && bytes[at - 1] == 0x0D : at + 1 < bytes.count && bytes[at + 1] == 0x0A
            precondition(isPair, "a bare CR or LF in the content")
        }
        if delivery.chunkLine != nil { precondition(cleared.contains(delivery.key), "a chunk before its mark was cleared") }
    }

    private mutating func checkEnd(of delivery: CheckedDelivery) {
        precondition(cleared.contains(delivery.key), "the end of \(delivery.key) before its mark was cleared")
        precondition(ended.insert(delivery.key).inserted, "the end of \(delivery.key) twice")
    }

    /// The commands in a text; traps where it is not whole lines.
    private static func lines(_ bytes: [UInt8]) -> [ArraySlice<UInt8>] {
        var lines: [ArraySlice<UInt8>] = []
        var start = 0
        for at in bytes.indices where bytes[at] == 0x0A {
            precondition(at > start && bytes[at - 1] == 0x0D, "a line ends in LF alone")
            lines.append(bytes[start..<at - 1])
            start = at + 1
        }
        precondition(start == bytes.count, "a command without its end")
        precondition(lines.allSatisfy { !$0.contains(0x0D) && !$0.contains(0) }, "a CR or NUL within a command")
        return lines
    }

    private static func verb(_ line: ArraySlice<UInt8>) -> String {
        String(decoding: line.prefix { $0 != 0x20 }, as: UTF8.self)
    }
}
