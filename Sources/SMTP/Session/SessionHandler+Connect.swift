import NIOCore
import NIOPosix

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

extension SessionHandler {
    /// A connection to the relay: all addresses of the name, IPv6 and IPv4 racing (RFC 8305), from our source address where one is set, and
    /// through the proxy where there is one.
    ///
    /// - Parameters:
    ///   - resolver: who looks names up; nil for the system.
    ///   - attempt: told of every channel that tries.
    /// - Returns: the channel, and what the relay said before anybody listened.
    static func open(
        to relay: Relay, on eventLoop: any EventLoop, resolver: (any Resolver & Sendable)?, attempt: NIOLoopBound<SessionHandler>
    ) -> EventLoopFuture<(any Channel, [UInt8])> {
        var bootstrap = ClientBootstrap(group: eventLoop)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try attempt.value.attempting(channel) }
            }
            .resolver(resolver)
            .connectTimeout(TimeAmount(relay.timeouts.connect))
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelOption(.autoRead, value: false)
        do {
            if let source = relay.sourceAddress { bootstrap = bootstrap.bind(to: try SocketAddress(ipAddress: source, port: 0)) }
        } catch {
            return eventLoop.makeFailedFuture(ProxyProblem(description: "\(relay.sourceAddress ?? "") is no address to connect from"))
        }
        guard let proxy = relay.proxy else {
            return bootstrap.connect(host: relay.host, port: relay.port).map { ($0, []) }
        }
        return bootstrap.connect(host: proxy.host, port: proxy.port)
            .flatMapErrorThrowing { throw ProxyProblem(description: "\(proxy.label): \(NetworkTrouble.describe($0))") }
            .flatMap { channel in tunnel(channel, through: proxy, to: relay) }
    }

    private static func tunnel(
        _ channel: any Channel, through proxy: SOCKSProxy, to relay: Relay
    ) -> EventLoopFuture<(any Channel, [UInt8])> {
        let opened = channel.eventLoop.makePromise(of: [UInt8].self)
        do {
            let exchange = try SOCKSExchange(proxy, host: relay.host, address: octets(of: relay.host), port: relay.port)
            let handler = SOCKSHandler(exchange, label: proxy.label, limit: TimeAmount(relay.timeouts.connect), opened: opened)
            try channel.pipeline.syncOperations.addHandler(handler)
            try channel.syncOptions?.setOption(.autoRead, value: true)
        } catch let refusal as SOCKSExchange.Refusal {
            opened.fail(ProxyProblem(description: "\(proxy.label) \(refusal.phrase)"))
        } catch {
            opened.fail(error)
        }
        return opened.futureResult.flatMapThrowing { rest in
            try channel.syncOptions?.setOption(.autoRead, value: false)
            let operations = channel.pipeline.syncOperations
            _ = operations.removeHandler(context: try operations.context(handlerType: SOCKSHandler.self))
            return (channel, rest)
        }.flatMapErrorThrowing { error in
            channel.close(promise: nil)
            throw error
        }
    }

    /// 4 or 16 octets; nil for a name.
    private static func octets(of host: String) -> [UInt8]? {
        var octets = [UInt8](repeating: 0, count: 16)
        if inet_pton(AF_INET, host, &octets) == 1 { return Array(octets.prefix(4)) }
        return inet_pton(AF_INET6, host, &octets) == 1 ? octets : nil
    }
}
