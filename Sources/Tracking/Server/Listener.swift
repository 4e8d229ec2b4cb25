import Foundation
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import NIOPosix
import NIOSSL
import ServiceLifecycle
import Synchronization

/// Where a server listens.
public enum ListenPlace: Hashable, Sendable {
    /// A host and a port; 0 takes a free one.
    case address(host: String, port: Int)
    /// A socket that listens already: systemd opened it and hands it over (`LISTEN_FDS`).
    case descriptor(Int32)
}

/// Takes connections in and gives each to Hummingbird's HTTP/1 channel, over TLS where there is a certificate.
///
/// Hummingbird's own server opens its socket itself and keeps one certificate; this one can be handed a socket and asks for the certificate
/// of every new connection. At the end it stops listening, lets every request that has begun be answered, and closes what is idle.
struct Listener: Service {
    let place: ListenPlace
    let channel: HTTP1Channel
    let tls: ReloadedFile<NIOSSLContext>?
    let limits: RequestLimits
    let group: any EventLoopGroup
    let logger: Logger
    /// Told the port.
    let onRunning: @Sendable (Int) async -> Void
    let open = OpenConnections()

    func run() async throws {
        let bootstrap = ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 1024)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .serverChannelInitializer { [limits] channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(
                        AvailableConnectionsChannelHandler(maxConnections: limits.connections))
                }
            }
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
        let server = try await bind(bootstrap)
        await withGracefulShutdownHandler {
            await onRunning(server.channel.localAddress?.port ?? 0)
            await serve(server)
        } onGracefulShutdown: {
            server.channel.close(promise: nil)
            open.quiesce()
        }
    }

    private func bind(_ bootstrap: ServerBootstrap) async throws -> NIOAsyncChannel<HTTP1Channel.Value, Never> {
        switch place {
        case .descriptor(let descriptor): return try await bootstrap.bind(descriptor, childChannelInitializer: setUp)
        case .address(let host, let port):
            do {
                return try await bootstrap.bind(host: host, port: port, childChannelInitializer: setUp)
            } catch let error as IOError {
                throw ServeError.listen("\(host):\(port)", reason: String(cString: strerror(error.errnoCode)))
            }
        }
    }

    private func serve(_ server: NIOAsyncChannel<HTTP1Channel.Value, Never>) async {
        await withDiscardingTaskGroup { tasks in
            do {
                try await server.executeThenClose { connections in
                    for try await connection in connections {
                        tasks.addTask { await channel.handle(value: connection, logger: logger) }
                    }
                }
            } catch {
                // Closing is how it ends.
                logger.debug("listening ended: \(error)")
            }
        }
    }

    @Sendable private func setUp(_ child: any Channel) -> EventLoopFuture<HTTP1Channel.Value> {
        open.add(child)
        return child.eventLoop.makeCompletedFuture {
            if let tls { try child.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tls.current)) }
            try child.pipeline.syncOperations.addHandler(RequestDeadline(limits.request))
        }.flatMap { channel.setup(channel: child, logger: logger) }
    }
}

/// The connections that are open, so that they can be told that the server ends.
final class OpenConnections: Sendable {
    private struct State {
        var channels: [ObjectIdentifier: any Channel] = [:]
        var isEnding = false
    }

    private let state = Mutex(State())

    /// How many there are.
    var count: Int { state.withLock(\.channels.count) }

    func add(_ channel: any Channel) {
        let key = ObjectIdentifier(channel)
        let isEnding = state.withLock { state in
            state.channels[key] = channel
            return state.isEnding
        }
        channel.closeFuture.whenComplete { _ in self.state.withLock { $0.channels[key] = nil } }
        if isEnding { channel.close(promise: nil) }
    }

    /// Closes what is idle now, and the others when they have answered.
    func quiesce() {
        let channels = state.withLock { state in
            state.isEnding = true
            return Array(state.channels.values)
        }
        for channel in channels { channel.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent()) }
    }
}
