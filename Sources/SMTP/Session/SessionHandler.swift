import Logging
import MailFormat
import NIOCore
import NIOPosix
import NIOTLS

/// The driver of one session: bytes and calls go to the machine, and what it says is done. It never decides.
final class SessionHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// How long outcomes may wait for the mark they would share a ledger operation with.
    private static let outcomePatience = TimeAmount.milliseconds(50)
    private static let blockSize = 64 * 1024

    let session: RelaySession
    private let feed: any MessageFeed
    private let logger: Logger
    private let trace: DialogueTrace?
    private var machine: SessionStateMachine
    private var parser = SMTPReplyParser()
    private var timer: SessionTimer
    private var context: ChannelHandlerContext?
    private var outbound = ByteBuffer()
    private var stream: (delivery: CheckedDelivery, offset: Int)?
    /// When all of what streams must have left.
    private var contentDeadline: NIODeadline?
    private var isFlushScheduled = false
    private var lastError: (any Error)?
    private var isConnecting = false
    /// Channels that try to connect.
    private var attempts: [any Channel] = []
    /// How the session ended while they still tried.
    private var endWhileConnecting: SessionEnd?

    init(session: RelaySession, feed: any MessageFeed, nonce: String, trace: DialogueTrace? = nil, logger: Logger) {
        self.session = session
        self.feed = feed
        self.logger = logger
        self.trace = trace
        var relay = session.relay
        if let tokens = relay.credentials?.renewal { relay.credentials?.proof = .token(tokens.token) }
        machine = SessionStateMachine(relay: relay, nonce: nonce)
        timer = SessionTimer(eventLoop: session.eventLoop)
    }

    // MARK: - From outside, on the event loop

    func connect(resolver: (any Resolver & Sendable)? = nil) {
        let bound = NIOLoopBound(self, eventLoop: session.eventLoop)
        isConnecting = true
        Self.open(to: session.relay, on: session.eventLoop, resolver: resolver, attempt: bound)
            .assumeIsolated()
            .whenComplete { result in
                bound.value.connected(result)
            }
    }

    func attempting(_ channel: any Channel) throws {
        guard machine.phase != .closed else { throw ChannelError.ioOnClosedChannel }
        attempts.append(channel)
    }

    private func connected(_ result: Result<(any Channel, [UInt8]), any Error>) {
        isConnecting = false
        attempts = []
        if let end = endWhileConnecting {
            try? result.get().0.close(promise: nil)
            return tell(end)
        }
        do {
            let (channel, heard) = try result.get()
            try channel.pipeline.syncOperations.addHandler(self)
            if !heard.isEmpty { channel.pipeline.fireChannelRead(ByteBuffer(bytes: heard)) }
            try channel.syncOptions?.setOption(.autoRead, value: true)
        } catch {
            run(machine.lost(NetworkTrouble.describe(error)))
        }
    }

    func wake() { run(machine.wake()) }
    func stop() { run(machine.stop()) }
    func abort() { run(machine.abort()) }
    func clear(_ key: Int64, _ verdict: MarkVerdict) {
        run(machine.cleared(key, verdict, unread: parser.hasUnreadBytes))
    }

    // MARK: - From the channel

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        if context.channel.isActive { begin(context) }
    }

    func channelActive(context: ChannelHandlerContext) {
        begin(context)
        context.fireChannelActive()
    }

    private func begin(_ context: ChannelHandlerContext) {
        // Through a proxy nobody knows whom we speak to, and it is not local because the proxy is.
        let remote = session.relay.proxy == nil ? context.remoteAddress : nil
        session.connected(to: remote)
        run(machine.connected(Endpoint(local: context.localAddress, remote: remote)))
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        // What a relay says behind the end is nobody's.
        guard machine.phase != .closed else { return }
        let bytes = unwrapInboundIn(data)
        parser.append(bytes.readableBytesView)
        do throws(ReplyProblem) {
            while machine.phase != .closed, let reply = try parser.next() {
                trace?(.server, "\(machine.presentable(reply))")
                Failpoint.reach(.afterRcpt, when: machine.stage == .rcpt && reply.code == 250)
                Failpoint.reach(.after250, when: machine.stage == .dot && reply.code == 250)
                run(machine.received(reply, unread: parser.hasUnreadBytes))
            }
            if parser.hasUnreadBytes, !machine.isOwedReply { run(machine.receivedUnasked()) }
        } catch {
            run(machine.received(error))
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        if machine.holdsOutcomes, !isFlushScheduled { scheduleFlush() }
        context.fireChannelReadComplete()
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if stream != nil, context.channel.isWritable { pump() }
        context.fireChannelWritabilityChanged()
    }

    func channelInactive(context: ChannelHandlerContext) {
        run(machine.lost(lastError.map(NetworkTrouble.describe)))
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        lastError = error
        if machine.stage == .tls { return tlsFailed(error) }
        context.close(promise: nil)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .handshakeCompleted? = event as? TLSUserEvent, machine.stage == .tls {
            do {
                try checkFingerprint(context)
                trace?(.note, "TLS is up")
                run(machine.protected(channelBinding(context)))
            } catch {
                tlsFailed(error)
            }
        }
        context.fireUserInboundEventTriggered(event)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
    }

    // MARK: - Doing what the machine says

    private func run(_ first: [SessionStateMachine.Action]) {
        var actions = first
        while !actions.isEmpty {
            var isPulling = false
            for action in actions {
                switch action {
                case .send(let command): send(command)
                case .startTLS: startTLS()
                case .renewToken(let refused): renewToken(refused)
                case .startTimer(let stage): startTimer(stage)
                case .stopTimer: timer.stop()
                case .close: close()
                case .ended(let end): ended(end)
                case .transaction(.pull): isPulling = true
                case .transaction(.record(let settled, let marking)): feed.record(settled, marking: marking, from: session)
                case .transaction(.write(let group)): write(group)
                case .transaction(.stream(let delivery)):
                    stream = (delivery, 0)
                    contentDeadline = session.relay.timeouts.contentLimit(of: delivery.delivery.message.bytes.count).map {
                        session.eventLoop.now + TimeAmount($0)
                    }
                    pump()
                case .transaction: preconditionFailure("the machine translates the rest")
                }
            }
            guard isPulling else { return }
            actions = machine.supplied(feed.next(for: session))
        }
    }

    private func send(_ command: Command) {
        var line: [UInt8] = []
        do throws(CommandProblem) {
            try command.encode(into: &line)
        } catch {
            run(machine.lost("\(command.stage.rawValue) cannot be written: \(error)"))
            return
        }
        if let redacted = command.redacted { trace?(.client, redacted) } else { traceLines(line) }
        flush(TransactionMachine.Group(lines: line))
    }

    private func traceLines(_ lines: [UInt8]) {
        guard let trace else { return }
        for line in lines.split(whereSeparator: { $0 == 0x0D || $0 == 0x0A }) { trace(.client, SMTPReply.sanitized(line)) }
    }

    private func write(_ group: TransactionMachine.Group) {
        if let trace {
            if case .content(let delivery) = group.ending {
                traceLines(delivery.chunkLine ?? [])
                trace(.client, "<\(delivery.delivery.message.bytes.count) octets>")
                if delivery.chunkLine == nil { trace(.client, ".") }
            }
            if group.ending == .dot { trace(.client, ".") }
            traceLines(group.lines)
        }
        flush(group)
    }

    private func flush(_ group: TransactionMachine.Group) {
        guard let context else { return }
        outbound.clear()
        switch group.ending {
        case .content(let delivery):
            let content = delivery.delivery.message.bytes
            outbound.reserveCapacity(content.count + delivery.dots + group.lines.count + 32)
            if let chunkLine = delivery.chunkLine { outbound.writeBytes(chunkLine) }
            append(content[...], of: delivery)
            if delivery.needsLineEnd { outbound.writeStaticString("\r\n") }
            if delivery.chunkLine == nil { outbound.writeStaticString(".\r\n") }
        case .dot:
            outbound.writeStaticString(".\r\n")
        case .chunkEnd:
            outbound.writeStaticString("\r\n")
        case nil:
            break
        }
        outbound.writeBytes(group.lines)
        Failpoint.reach(.beforeDot, when: group.ending != nil)
        context.writeAndFlush(wrapOutboundOut(outbound), promise: nil)
        Failpoint.reach(.afterDot, when: group.ending != nil)
    }

    private func append(_ piece: ArraySlice<UInt8>, of delivery: CheckedDelivery) {
        let startsLine = piece.startIndex == 0 || delivery.delivery.message.bytes[piece.startIndex - 1] == 0x0A
        outbound.writeWithUnsafeMutableBytes(minimumWritableBytes: piece.count + delivery.dots) { target in
            piece.withUnsafeBytes { DotStuffing.write($0, startsLine: startsLine, dots: delivery.dots, into: target) }
        }
    }

    /// Hands over a large content block by block, as fast as the relay takes it.
    private func pump() {
        while let context, context.channel.isWritable, let (delivery, offset) = stream {
            let content = delivery.streamedContent
            let end = min(content.endIndex, offset + Self.blockSize)
            outbound.clear()
            if offset == 0 {
                traceLines(delivery.chunkLine ?? [])
                trace?(.client, "<\(delivery.delivery.message.bytes.count) octets>")
                outbound.writeBytes(delivery.chunkLine ?? [])
            }
            append(content[offset..<end], of: delivery)
            if end == content.endIndex, delivery.chunkLine == nil, delivery.needsLineEnd { outbound.writeStaticString("\r\n") }
            stream = end < content.endIndex ? (delivery, end) : nil
            context.writeAndFlush(wrapOutboundOut(outbound), promise: nil)
            Failpoint.reach(.midBody)
            run(stream == nil ? machine.contentStreamed() : machine.blockStreamed())
        }
    }

    private func renewToken(_ refused: Secret) {
        let eventLoop = session.eventLoop
        let bound = NIOLoopBound(self, eventLoop: eventLoop)
        session.relay.credentials?.renewal?.next(after: refused) { result in
            eventLoop.execute { bound.value.run(bound.value.machine.renewed(result)) }
        }
    }

    private func startTLS() {
        guard let context else { return }
        do {
            try upgrade(context)
        } catch {
            tlsFailed(error)
        }
    }

    private func tlsFailed(_ error: any Error) {
        let trouble = tlsTrouble(error, context)
        run(machine.tlsFailed(trouble.detail, hint: trouble.hint))
    }

    private func startTimer(_ stage: Stage) {
        guard var limit = session.relay.timeouts.limit(for: stage) else { return timer.stop() }
        if stage == .content, let contentDeadline {
            limit = min(limit, .nanoseconds(max(0, (contentDeadline - session.eventLoop.now).nanoseconds)))
        }
        let bound = NIOLoopBound(self, eventLoop: session.eventLoop)
        timer.start(stage, limit) { bound.value.look() }
    }

    private func look() {
        let bound = NIOLoopBound(self, eventLoop: session.eventLoop)
        guard let stage = timer.look(again: { bound.value.look() }) else { return }
        run(machine.timedOut(stage))
    }

    private func scheduleFlush() {
        isFlushScheduled = true
        let bound = NIOLoopBound(self, eventLoop: session.eventLoop)
        session.eventLoop.scheduleTask(in: Self.outcomePatience) {
            bound.value.isFlushScheduled = false
            bound.value.run(bound.value.machine.flushOutcomes())
        }
    }

    private func close() {
        stream = nil
        timer.cancel()
        context?.close(promise: nil)
    }

    /// The end is told once nothing of the session is left, so that whoever owns the event loop may shut it down then: a name that is being
    /// looked up answers on it.
    private func ended(_ end: SessionEnd) {
        guard isConnecting else { return tell(end) }
        endWhileConnecting = end
        for attempt in attempts { attempt.close(promise: nil) }
    }

    private func tell(_ end: SessionEnd) {
        trace?(.note, "ended: \(end)")
        logger.debug("session ended", metadata: ["relay": "\(session.relay.name)", "end": "\(end)"])
        feed.sessionEnded(session, end)
        session.forgetHandler()
    }
}
