import NIOCore
import NIOPosix
import Synchronization

/// A SOCKS5 proxy of few words: whatever is asked for, it connects to one address.
final class SOCKSServer: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// What was asked for.
    final class Record: Sendable {
        let requests = Mutex<[[UInt8]]>([])
    }

    private let target: SocketAddress
    private let wantsPassword: Bool
    private let record: Record
    private var step = 0

    init(target: SocketAddress, wantsPassword: Bool, record: Record) {
        self.target = target
        self.wantsPassword = wantsPassword
        self.record = record
    }

    static func start(to target: SocketAddress, wantsPassword: Bool, record: Record) async throws -> any Channel {
        try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(
                        SOCKSServer(target: target, wantsPassword: wantsPassword, record: record))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let bytes = Array(unwrapInboundIn(data).readableBytesView)
        record.requests.withLock { $0.append(bytes) }
        step += 1
        switch (step, wantsPassword) {
        case (1, false): say([5, 0], context)
        case (1, true): say([5, 2], context)
        case (2, true): say([1, bytes == [1, 3] + Array("tim".utf8) + [2] + Array("pw".utf8) ? 0 : 1], context)
        default: connect(context)
        }
    }

    private func say(_ bytes: [UInt8], _ context: ChannelHandlerContext) {
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: bytes)), promise: nil)
    }

    private func connect(_ context: ChannelHandlerContext) {
        let near = context.channel
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        ClientBootstrap(group: context.eventLoop)
            .channelInitializer { far in far.eventLoop.makeCompletedFuture { try far.pipeline.syncOperations.addHandler(Glue(near)) } }
            .channelOption(.autoRead, value: false)
            .connect(to: target)
            .assumeIsolated()
            .whenComplete { result in
                let (server, context) = bound.value
                switch result {
                case .success(let far):
                    server.say([5, 0, 0, 1, 0, 0, 0, 0, 0, 0], context)
                    try? near.pipeline.syncOperations.addHandler(Glue(far))
                    _ = near.pipeline.syncOperations.removeHandler(server)
                    try? far.syncOptions?.setOption(.autoRead, value: true)
                case .failure:
                    server.say([5, 5, 0, 1, 0, 0, 0, 0, 0, 0], context)
                }
            }
    }

    /// Hands on what comes.
    private final class Glue: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        private let other: any Channel

        init(_ other: any Channel) { self.other = other }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            other.writeAndFlush(unwrapInboundIn(data), promise: nil)
        }

        func channelInactive(context: ChannelHandlerContext) { other.close(promise: nil) }
    }
}
