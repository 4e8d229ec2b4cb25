public import NIOCore
import NIOPosix

/// Asks name servers: the driver of `QueryMachine`.
///
/// Every UDP query has a socket of its own, so that its port is as hard to guess as its number (RFC 5452 §9.2), and takes answers only from
/// the server it asked. Nothing is cached here.
public final class DNSClient: Sendable {
    private let configuration: ResolverConfiguration
    private let group: any EventLoopGroup
    private let randomID: @Sendable () -> UInt16

    /// - Parameters:
    ///   - group: where the sockets live; stays the caller's.
    ///   - randomID: a number nobody can guess for each query.
    public init(_ configuration: ResolverConfiguration, group: any EventLoopGroup, randomID: @escaping @Sendable () -> UInt16) {
        self.configuration = configuration
        self.group = group
        self.randomID = randomID
    }

    /// The answer to a question: with records, or a no.
    ///
    /// - Throws: why nobody knows, after every server was asked as often as configured.
    public func answer(to question: DNSQuestion) async throws(DNSFailure) -> DNSMessage {
        var machine = QueryMachine(configuration)
        var step = machine.start()
        while true {
            switch step {
            case .done(let message): return message
            case .failed(let failure): throw failure
            case .ask(let server, let transport, let timeout):
                do throws(DNSFailure) {
                    step = machine.received(try await exchange(question, with: server, over: transport, timeout: timeout))
                } catch {
                    step = machine.failed(error)
                }
            }
        }
    }

    private func exchange(_ question: DNSQuestion, with server: Int, over transport: DNSTransport, timeout: Duration)
        async throws(DNSFailure) -> DNSMessage
    {
        let eventLoop = group.next()
        let answer = eventLoop.makePromise(of: DNSMessage.self)
        let query = DNSMessage(id: randomID(), question: question)
        let expiry = eventLoop.scheduleTask(in: .nanoseconds(Int64(timeout / .nanoseconds(1)))) { answer.fail(DNSFailure.timedOut) }
        defer { expiry.cancel() }
        do {
            let server = configuration.servers[server]
            let address = try SocketAddress(ipAddress: server.address, port: server.port)
            connect(to: address, over: transport, on: eventLoop, query: query, answer: answer)
            return try await answer.futureResult.get()
        } catch {
            answer.fail(error)
            throw error as? DNSFailure ?? .unreachable("\(error)")
        }
    }

    private func connect(
        to address: SocketAddress, over transport: DNSTransport, on eventLoop: any EventLoop, query: DNSMessage,
        answer: EventLoopPromise<DNSMessage>
    ) {
        let connecting: EventLoopFuture<any Channel>
        switch transport {
        case .udp:
            connecting = DatagramBootstrap(group: eventLoop).channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(DatagramExchange(query: query, server: address, answer: answer))
                }
            }.connect(to: address)
        case .tcp:
            connecting = ClientBootstrap(group: eventLoop).channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(StreamExchange(query: query, answer: answer))
                }
            }.connect(to: address)
        }
        connecting.whenFailure { answer.fail($0) }
        // However the exchange ends, its socket goes, also one that opens too late.
        answer.futureResult.whenComplete { _ in connecting.whenSuccess { $0.close(promise: nil) } }
    }
}
