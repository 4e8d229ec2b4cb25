import NIOCore

/// Closes a connection on which a request takes too long: from its first octet to the first of the answer. However slowly somebody sends,
/// header or body, she holds a connection no longer than that.
final class RequestDeadline: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let limit: TimeAmount
    /// When the request that is being read or answered began; nil between requests.
    private var began: NIODeadline?
    /// One look at the clock in flight, however many requests come.
    private var look: Scheduled<Void>?

    init(_ limit: Duration) {
        self.limit = .nanoseconds(limit.components.seconds * 1_000_000_000 + limit.components.attoseconds / 1_000_000_000)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if began == nil {
            began = context.eventLoop.now
            if look == nil { schedule(context, in: limit) }
        }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        began = nil
        context.write(data, promise: promise)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        look?.cancel()
    }

    private func schedule(_ context: ChannelHandlerContext, in delay: TimeAmount) {
        look = context.eventLoop.assumeIsolated().scheduleTask(in: delay) {
            self.look = nil
            guard let began = self.began else { return }
            let end = began + self.limit
            if end <= context.eventLoop.now {
                context.close(promise: nil)
            } else {
                self.schedule(context, in: end - context.eventLoop.now)
            }
        }
    }
}
