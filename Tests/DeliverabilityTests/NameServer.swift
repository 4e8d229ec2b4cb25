import NIOCore
import NIOPosix
import Synchronization

@testable import Deliverability

/// A name server on loopback that answers as a test says: UDP and TCP on one port.
final class NameServer: Sendable {
    /// What a question leads to.
    enum Reply: Sendable {
        case message(DNSMessage)
        case octets([UInt8])
        case silence
    }

    private let rule: @Sendable (DNSMessage, _ overTCP: Bool) -> [Reply]
    private let asked = Mutex<[(question: DNSQuestion, overTCP: Bool)]>([])

    private init(_ rule: @escaping @Sendable (DNSMessage, Bool) -> [Reply]) {
        self.rule = rule
    }

    /// Everything that was asked so far.
    var questions: [(question: DNSQuestion, overTCP: Bool)] { asked.withLock(\.self) }

    fileprivate func replies(to bytes: [UInt8], overTCP: Bool) -> [[UInt8]] {
        guard let query = try? DNSMessage(decoding: bytes), let question = query.questions.first else { return [] }
        asked.withLock { $0.append((question, overTCP)) }
        return rule(query, overTCP).compactMap { reply in
            switch reply {
            case .message(let message): message.encoded()
            case .octets(let octets): octets
            case .silence: nil
            }
        }
    }

    /// Runs a server and a client that asks it.
    static func with(
        timeout: Duration = .seconds(30), attempts: Int = 1, _ rule: @escaping @Sendable (DNSMessage, Bool) -> [Reply],
        _ body: (NameServer, DNSClient) async throws -> Void
    ) async throws {
        let server = NameServer(rule)
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let stream = try await ServerBootstrap(group: group).childChannelInitializer { channel in
            channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(StreamServer(server)) }
        }.bind(host: "127.0.0.1", port: 0).get()
        let port = stream.localAddress?.port ?? 0
        let datagrams = try await DatagramBootstrap(group: group).channelInitializer { channel in
            channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(DatagramServer(server)) }
        }.bind(host: "127.0.0.1", port: port).get()
        let ids = Mutex<UInt16>(0)
        let client = DNSClient(
            ResolverConfiguration(servers: [.init(address: "127.0.0.1", port: port)], timeout: timeout, attempts: attempts), group: group,
            randomID: {
                ids.withLock {
                    $0 += 1; return $0
                }
            })
        let result: Result<Void, any Error>
        do { result = .success(try await body(server, client)) } catch { result = .failure(error) }
        try await stream.close()
        try await datagrams.close()
        try await group.shutdownGracefully()
        try result.get()
    }
}

private final class DatagramServer: ChannelInboundHandler {
    typealias InboundIn = AddressedEnvelope<ByteBuffer>
    typealias OutboundOut = AddressedEnvelope<ByteBuffer>

    private let server: NameServer

    init(_ server: NameServer) { self.server = server }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let envelope = unwrapInboundIn(data)
        for reply in server.replies(to: Array(envelope.data.readableBytesView), overTCP: false) {
            let answer = AddressedEnvelope(remoteAddress: envelope.remoteAddress, data: ByteBuffer(bytes: reply))
            context.writeAndFlush(wrapOutboundOut(answer), promise: nil)
        }
    }
}

private final class StreamServer: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let server: NameServer
    private var received = ByteBuffer()

    init(_ server: NameServer) { self.server = server }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        received.writeImmutableBuffer(unwrapInboundIn(data))
        guard let query = received.readLengthPrefixedSlice(as: UInt16.self) else { return }
        let replies = server.replies(to: Array(query.readableBytesView), overTCP: true)
        guard !replies.isEmpty else { return context.close(promise: nil) }
        for reply in replies {
            // In two writes, so that the length may arrive alone.
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(integer: UInt16(reply.count))), promise: nil)
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: reply)), promise: nil)
        }
    }
}
