import NIOCore

/// One connection of a sandbox: carries bytes to its `SandboxSession` and carries out what that says.
///
/// Replies are gathered and written when the session has nothing more to do, so a group of commands is answered with one
/// segment (RFC 2920 §3.2). While an action is open, or while the client does not read its replies, nothing is read: what a
/// client can make us hold is one read and one message.
final class SandboxConnection: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let relay: SandboxRelay
    private let isAdmitted: Bool
    private var session: SandboxSession
    private var replies = ByteBuffer()
    /// An action of the session is open.
    private var isPaused = false
    /// NIO asked for bytes, and they were not wanted yet.
    private var isReadHeldBack = false
    /// The session is over: what still comes is thrown away.
    private var isClosing = false

    /// How long a client may take to close its side.
    private static let lingering = TimeAmount.seconds(2)

    init(_ session: SandboxSession, of relay: SandboxRelay, isAdmitted: Bool) {
        self.session = session
        self.relay = relay
        self.isAdmitted = isAdmitted
    }

    // MARK: Events

    func channelActive(context: ChannelHandlerContext) {
        session.open(isAdmitted: isAdmitted)
        run(context)
        context.fireChannelActive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isClosing else { return }
        unwrapInboundIn(data).withUnsafeReadableBytes { session.receive($0) }
        run(context)
    }

    func read(context: ChannelHandlerContext) {
        if isPaused || !context.channel.isWritable {
            isReadHeldBack = true
        } else {
            context.read()
        }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        readAgain(context)
        context.fireChannelWritabilityChanged()
    }

    func channelInactive(context: ChannelHandlerContext) {
        session.inputClosed()
        run(context)
        context.fireChannelInactive()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event is IdleStateHandler.IdleStateEvent {
            session.idle()
            run(context)
        } else {
            context.fireUserInboundEventTriggered(event)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    // MARK: Actions

    private func run(_ context: ChannelHandlerContext) {
        while true {
            switch session.next() {
            case .reply(let bytes): replies.writeBytes(bytes)
            case .note(let violation): relay.note(violation)
            case .count(let verdict): relay.count(verdict)
            case .greylist(let address): session.greylisted(isFirst: relay.isFirstSight(of: address))
            case .settle(let message):
                guard let isStored = settle(message, context) else { return flush(context) }
                session.settled(isStored: isStored)
            case .delay(let delay):
                flush(context)
                return pause(for: delay, context)
            case .close(let isOrderly): return close(isOrderly: isOrderly, context)
            case .wait: return flush(context)
            }
        }
    }

    /// Hands a message over; nil if the answer comes later.
    private func settle(_ message: SandboxMessage, _ context: ChannelHandlerContext) -> Bool? {
        let loop = context.eventLoop
        let bound = NIOLoopBound((self, context), eventLoop: loop)
        isPaused = true
        let answer = relay.settle(message) { isStored in
            loop.execute {
                let (connection, context) = bound.value
                connection.session.settled(isStored: isStored)
                connection.goOn(context)
            }
        }
        if answer != nil { isPaused = false }
        return answer
    }

    private func pause(for delay: Duration, _ context: ChannelHandlerContext) {
        isPaused = true
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        context.eventLoop.scheduleTask(in: TimeAmount(delay)) {
            let (connection, context) = bound.value
            connection.session.resume()
            connection.goOn(context)
        }
    }

    private func goOn(_ context: ChannelHandlerContext) {
        isPaused = false
        run(context)
        readAgain(context)
    }

    private func readAgain(_ context: ChannelHandlerContext) {
        guard isReadHeldBack, !isPaused, context.channel.isWritable else { return }
        isReadHeldBack = false
        context.read()
    }

    private func flush(_ context: ChannelHandlerContext) {
        guard replies.readableBytes > 0 else { return }
        context.writeAndFlush(wrapOutboundOut(replies), promise: nil)
        replies = ByteBuffer()
    }

    /// An orderly close sends FIN behind the replies and waits for the client's: with unread input a plain close would send a
    /// reset, and that can overtake the last reply.
    private func close(isOrderly: Bool, _ context: ChannelHandlerContext) {
        isClosing = true
        flush(context)
        guard isOrderly else { return context.close(promise: nil) }
        context.close(mode: .output, promise: nil)
        let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
        context.eventLoop.scheduleTask(in: Self.lingering) { bound.value.close(promise: nil) }
    }
}
