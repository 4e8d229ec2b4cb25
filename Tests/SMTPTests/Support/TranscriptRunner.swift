import Logging
import NIOCore
import NIOEmbedded
import NIOPosix
import NIOSSL
import Testing

@testable import SMTP

extension Transcript {
    private var script: FeedScript { FeedScript(deliveries, vetoed: vetoed) }

    /// Against the machine alone; also checks that no dot is written before its mark is cleared.
    func runBare(_ chunking: Chunking) {
        var driver = BareDriver(relay: relay, feed: script)
        driver.start()
        for step in steps {
            switch step {
            case .server(let bytes): for piece in chunking.cut(bytes) { driver.receive(piece) }
            case .client(let bytes):
                #expect(shown(driver.written) == shown(bytes))
                driver.written = []
            case .serverCloses: if !driver.isClosed { driver.run(driver.machine.lost(nil)) }
            // The bare machine is told of TLS as soon as it asks.
            case .serverStartsTLS: break
            }
        }
        #expect(shown(driver.written) == "")
        #expect(driver.feed.log == expected)
        #expect(driver.violations == [])
    }

    /// Against the handler in a channel in memory.
    func runEmbedded(_ chunking: Chunking, trace: DialogueTrace? = nil) throws {
        let loop = EmbeddedEventLoop()
        let feed = ScriptedFeed(script)
        let (_, handler) = RelaySession.detached(
            relay: relay, on: loop, feed: feed, nonce: "nonce", trace: trace,
            logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
        let channel = EmbeddedChannel(loop: loop)
        try channel.pipeline.syncOperations.addHandler(handler)
        let address = try SocketAddress(ipAddress: "127.0.0.1", port: 2525)
        channel.localAddress = address
        channel.remoteAddress = address
        try channel.connect(to: address).wait()
        func written() throws -> [UInt8] {
            var bytes: [UInt8] = []
            while let buffer = try channel.readOutbound(as: ByteBuffer.self) { bytes += buffer.readableBytesView }
            return bytes
        }
        for step in steps {
            switch step {
            case .server(let bytes):
                for piece in chunking.cut(bytes) where channel.isActive {
                    try channel.writeInbound(ByteBuffer(bytes: piece))
                    loop.run()
                }
            case .client(let bytes): #expect(shown(try written()) == shown(bytes))
            case .serverCloses: if channel.isActive { try channel.close().wait() }
            case .serverStartsTLS: Issue.record("a channel in memory has no TLS")
            }
        }
        #expect(shown(try written()) == "")
        #expect(feed.log == expected)
        _ = try? channel.finish()
    }

    /// Against a real socket on loopback, with a server's TLS where the transcript says that it begins.
    @discardableResult
    func runSocket(_ chunking: Chunking, tls: NIOSSLContext? = nil, ignoringClient: Bool = false) async throws -> SessionEnd? {
        let group = MultiThreadedEventLoopGroup.singleton
        let ended = group.next().makePromise(of: Void.self)
        let finished = group.next().makePromise(of: [UInt8].self)
        let server = try await ServerBootstrap(group: group)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(ScriptedServer(self, chunking: chunking, tls: tls, finished: finished))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        let feed = ScriptedFeed(script, ended: ended)
        var relay = relay
        relay.port = server.localAddress?.port ?? 0
        let session = RelaySession.connect(
            to: relay, on: group, feed: feed, nonce: "nonce", trace: nil,
            logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
        try await ended.futureResult.get()
        let left = try await finished.futureResult.get()
        // A ClientHello is nothing a transcript can spell.
        if !ignoringClient { #expect(shown(left) == "") }
        #expect(feed.log == expected)
        try await server.close()
        _ = session
        return feed.end
    }
}
