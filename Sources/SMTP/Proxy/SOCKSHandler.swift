import NIOCore

/// Why no tunnel came to be, as a sentence.
struct ProxyProblem: Error, Hashable, CustomStringConvertible {
    var description: String
}

/// Talks to a proxy until the tunnel is open; then whoever put it there takes it out.
final class SOCKSHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private var exchange: SOCKSExchange
    private let label: String
    private let limit: TimeAmount
    /// What came from the relay before anybody listened.
    private let opened: EventLoopPromise<[UInt8]>
    private var timer: Scheduled<Void>?

    /// - Parameters:
    ///   - limit: how long the proxy has.
    ///   - opened: with what came behind the proxy's last word, which is the relay's; fails with a `ProxyProblem`.
    init(_ exchange: SOCKSExchange, label: String, limit: TimeAmount, opened: EventLoopPromise<[UInt8]>) {
        self.exchange = exchange
        self.label = label
        self.limit = limit
        self.opened = opened
    }

    func handlerAdded(context: ChannelHandlerContext) {
        let opened = opened
        let problem = ProxyProblem(description: "\(label) did not answer in time")
        timer = context.eventLoop.scheduleTask(in: limit) { opened.fail(problem) }
        write(exchange.greeting, context)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        timer?.cancel()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        do throws(SOCKSExchange.Refusal) {
            var step = try exchange.receive(unwrapInboundIn(data).readableBytesView)
            while case .send(let bytes) = step {
                write(bytes, context)
                step = try exchange.receive([])
            }
            if case .open(let rest) = step { opened.succeed(rest) }
        } catch {
            opened.fail(ProxyProblem(description: "\(label) \(error.phrase)"))
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        opened.fail(ProxyProblem(description: "\(label) closed the connection"))
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        opened.fail(error)
    }

    private func write(_ bytes: [UInt8], _ context: ChannelHandlerContext) {
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: bytes)), promise: nil)
    }
}
