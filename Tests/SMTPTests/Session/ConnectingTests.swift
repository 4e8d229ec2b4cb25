import Logging
import MailFormat
import NIOCore
import NIOPosix
import Synchronization
import Testing

@testable import SMTP

/// How a connection comes to be: by which address, from which address, through which proxy.
@Suite struct ConnectingTests {
    private static let group = MultiThreadedEventLoopGroup.singleton

    private func send(through relay: Relay, resolver: (any Resolver & Sendable)? = nil) async throws -> ScriptedFeed {
        let ended = Self.group.next().makePromise(of: Void.self)
        let feed = ScriptedFeed(FeedScript(Transcript("", "to: a@example.com").deliveries), ended: ended)
        _ = RelaySession.connect(
            to: relay, on: Self.group, feed: feed, nonce: "nonce", resolver: resolver, trace: nil,
            logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
        try await ended.futureResult.get()
        return feed
    }

    private func relay(at address: SocketAddress, named host: String) -> Relay {
        var relay = Transcript.relay()
        relay.host = host
        relay.port = address.port ?? 0
        return relay
    }

    /// Knows one name of both families; nil never answers.
    private struct TwoFamilies: Resolver, Sendable {
        let loop: any EventLoop
        var four: [SocketAddress]?
        var six: [SocketAddress]?

        func initiateAQuery(host: String, port: Int) -> EventLoopFuture<[SocketAddress]> { answer(four) }
        func initiateAAAAQuery(host: String, port: Int) -> EventLoopFuture<[SocketAddress]> { answer(six) }
        func cancelQueries() {}

        private func answer(_ addresses: [SocketAddress]?) -> EventLoopFuture<[SocketAddress]> {
            addresses.map { loop.makeSucceededFuture($0) } ?? never.futureResult
        }
        let never: EventLoopPromise<[SocketAddress]>
    }

    /// IPv6 whose address refuses, whose name server is silent, or that is not there; and IPv4 that is not.
    @Test(.timeLimit(.minutes(1)), arguments: ["refused", "silent", "none"])
    func `a dead IPv6 keeps nobody from IPv4`(six: String) async throws {
        try await `Sandbox relay`.run { sandbox, address in
            let loop = Self.group.next()
            let never = loop.makePromise(of: [SocketAddress].self)
            let dead = try SocketAddress(ipAddress: "::1", port: 1)
            let resolver = TwoFamilies(
                loop: loop, four: [address], six: six == "silent" ? nil : six == "none" ? [] : [dead], never: never)
            let feed = try await send(through: relay(at: address, named: "relay.invalid"), resolver: resolver)
            #expect(feed.log.last == "end finished")
            #expect(sandbox.counts[.accepted] == 1)
            never.succeed([])
        }
    }

    private final class Peers: ChannelInboundHandler, Sendable {
        typealias InboundIn = ByteBuffer
        static let seen = Mutex<[String]>([])

        func channelActive(context: ChannelHandlerContext) {
            Self.seen.withLock { $0.append(context.remoteAddress?.ipAddress ?? "?") }
            context.close(promise: nil)
        }
    }

    @Test(.timeLimit(.minutes(1)), arguments: ["127.0.0.1", "localhost"])
    func `connections come from the source address`(host: String) async throws {
        let server = try await ServerBootstrap(group: Self.group)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(Peers()) }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        var relay = relay(at: try #require(server.localAddress), named: host)
        relay.sourceAddress = host == "localhost" ? "127.0.0.3" : "127.0.0.2"
        #expect(try await send(through: relay).log == ["end lost@greeting"])
        #expect(Peers.seen.withLock { $0.contains(relay.sourceAddress ?? "") })
        relay.sourceAddress = "here"
        let end = try await send(through: relay).end
        guard case .failed(let failure) = end else { return #expect(Bool(false), "\(String(describing: end))") }
        #expect(failure.detail == "here is no address to connect from")
        try await server.close()
    }

    private static var insecure: TransportSecurity { TransportSecurity(.none, allowsInsecure: true) }

    @Test(.timeLimit(.minutes(1)), arguments: [false, true])
    func `a relay is reached through a proxy, which looks its name up`(wantsPassword: Bool) async throws {
        try await `Sandbox relay`.run { sandbox, address in
            let record = SOCKSServer.Record()
            let server = try await SOCKSServer.start(to: address, wantsPassword: wantsPassword, record: record)
            var relay = relay(at: address, named: "relay.invalid")
            relay.tls = Self.insecure
            relay.proxy = SOCKSProxy(
                host: "127.0.0.1", port: server.localAddress?.port ?? 0, username: wantsPassword ? "tim" : nil,
                password: wantsPassword ? Secret("pw") : nil)
            #expect(try await send(through: relay).log == ["mark 1", "1 accepted nobody@dot 250", "end finished"])
            #expect(sandbox.counts[.accepted] == 1)
            let asked = record.requests.withLock { $0.last ?? [] }
            #expect(asked.dropFirst(5).starts(with: "relay.invalid".utf8))
            try await server.close()
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `a proxy on this machine does not make a relay local`() async throws {
        try await `Sandbox relay`.run { sandbox, address in
            let server = try await SOCKSServer.start(to: address, wantsPassword: false, record: SOCKSServer.Record())
            var relay = relay(at: address, named: "relay.invalid")
            relay.proxy = SOCKSProxy(host: "127.0.0.1", port: server.localAddress?.port ?? 0)
            #expect(try await send(through: relay).log == ["end policy@connect"])
            try await server.close()
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `a proxy that refuses, is none, or is not there says so`() async throws {
        let nobody = try SocketAddress(ipAddress: "127.0.0.1", port: 1)
        let server = try await SOCKSServer.start(to: nobody, wantsPassword: true, record: SOCKSServer.Record())
        let port = server.localAddress?.port ?? 0
        func detail(_ proxy: SOCKSProxy) async throws -> String {
            var relay = relay(at: nobody, named: "relay.invalid")
            relay.proxy = proxy
            guard case .failed(let failure) = try await send(through: relay).end else { return "" }
            #expect(failure.cause == .unreachable)
            return failure.detail
        }
        let tim = SOCKSProxy(host: "127.0.0.1", port: port, username: "tim", password: Secret("pw"))
        #expect(try await detail(tim) == "the proxy 127.0.0.1:\(port) cannot reach the relay: connection refused")
        var wrong = tim
        wrong.password = Secret("no")
        #expect(try await detail(wrong) == "the proxy 127.0.0.1:\(port) does not take the user name and password")
        wrong.password = nil
        #expect(try await detail(wrong) == "the proxy 127.0.0.1:\(port) wants a user name and a password")
        #expect(try await detail(SOCKSProxy(host: "127.0.0.1", port: 1)) == "the proxy 127.0.0.1:1: Connection refused")
        try await server.close()
        try await `Sandbox relay`.run { _, address in
            let smtp = SOCKSProxy(host: "127.0.0.1", port: address.port ?? 0)
            let said = try await detail(smtp)
            #expect(said.hasSuffix("speaks no SOCKS5"))
        }
    }
}
