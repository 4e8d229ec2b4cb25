public import NIOCore
import NIOPosix
import Synchronization

/// The built-in pretend relay: a real SMTP server on loopback that takes mail and sends it to nobody.
///
/// It is what a project without a `[[relay]]` sends to, and what tests and rehearsals talk to. It is a strict sink: a client
/// that breaks the protocol is refused, and `violations` says where. The local part of a recipient's address scripts failures,
/// see `SandboxScript`.
///
/// ```
/// let sandbox = SandboxRelay(options)
/// let address = try await sandbox.start(group: group)     // 127.0.0.1, a free port
/// …
/// await sandbox.stop()
/// ```
///
/// A message counts, and is stored and recorded, before its dot is answered. `start` once, `stop` once.
///
/// ## Limits
/// No TLS and no AUTH: both are answered with 502.
public final class SandboxRelay: Sendable {
    /// As given.
    public let options: Options
    private let rules: SandboxSession.Rules
    private let store: SandboxStore?
    private let state = Mutex(State())

    private enum Life {
        /// May become: starting, stopped.
        case new
        /// May become: listening, stopped.
        case starting
        /// May become: stopped.
        case listening(any Channel)
        case stopped
    }

    private struct State {
        var life = Life.new
        var connections: [ObjectIdentifier: any Channel] = [:]
        var counts = SandboxCounts()
        var violations: [SandboxViolation] = []
        var greylisted: Set<String> = []
        var messages: [SandboxMessage] = []
    }

    /// Violations kept word for word; `counts.violations` counts on.
    private static let maxViolations = 1000
    /// Addresses remembered; a client that invents more finds them greylisted for ever.
    private static let maxGreylisted = 1_000_000

    /// A sandbox that does not listen yet.
    public init(_ options: Options = Options()) {
        self.options = options
        rules = SandboxSession.Rules(options)
        var maildir: Maildir?
        if case .maildir(let folder) = options.storage { maildir = folder }
        store = maildir == nil && options.log == nil ? nil : SandboxStore(maildir: maildir, log: options.log)
    }

    /// Listens.
    ///
    /// - Parameters:
    ///   - host: `localhost` or an IP address of loopback, unless `allowsRemoteClients`.
    ///   - port: 0 for a free one.
    ///   - group: where its connections live; it is not shut down by `stop`.
    /// - Returns: the address it listens on.
    /// - Throws: `SandboxError.notLoopback`, `.alreadyStarted` or `.cannotListen`.
    public func start(host: String = "127.0.0.1", port: Int = 0, group: any EventLoopGroup) async throws -> SocketAddress {
        guard let wanted = try? SocketAddress(ipAddress: host == "localhost" ? "127.0.0.1" : host, port: port),
            options.allowsRemoteClients || wanted.isLoopback
        else { throw SandboxError.notLoopback(host) }
        try state.withLock { state in
            guard case .new = state.life else { throw SandboxError.alreadyStarted }
            state.life = .starting
        }
        let listener = try await listen(on: wanted, group)
        let isStopped = state.withLock { state in
            if case .stopped = state.life { return true }
            state.life = .listening(listener)
            return false
        }
        if isStopped { try? await listener.close() }
        return listener.localAddress ?? wanted
    }

    private func listen(on address: SocketAddress, _ group: any EventLoopGroup) async throws -> any Channel {
        let bootstrap = ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 1024)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelOption(.recvAllocator, value: FixedSizeRecvByteBufferAllocator(capacity: 1 << 16))
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try self.attach(channel) }
            }
        do {
            return try await bootstrap.bind(to: address).get()
        } catch let error as IOError {
            throw SandboxError.cannotListen("\(address.ipAddress ?? ""):\(address.port ?? 0)", errno: error.errnoCode)
        }
    }

    /// Stops listening, closes every connection, and waits until what was taken is on the disk. Transactions under way are lost.
    public func stop() async {
        let (listener, connections) = state.withLock { state in
            defer { state.life = .stopped }
            if case .listening(let listener) = state.life { return (Optional(listener), Array(state.connections.values)) }
            return (nil, Array(state.connections.values))
        }
        try? await listener?.close()
        for connection in connections { connection.close(promise: nil) }
        for connection in connections { try? await connection.closeFuture.get() }
        await store?.drain()
    }

    /// What it has seen so far.
    public var counts: SandboxCounts { state.withLock(\.counts) }

    /// The first 1000 broken rules, in order.
    public var violations: [SandboxViolation] { state.withLock(\.violations) }

    /// Messages taken, oldest first, with `Storage.memory`; empty otherwise.
    public var messages: [SandboxMessage] { state.withLock(\.messages) }

    // MARK: For its connections

    private func attach(_ channel: any Channel) throws {
        let isAdmitted = state.withLock { state in
            if case .stopped = state.life { return false }
            guard state.connections.count < options.maxConnections else {
                state.counts.turnedAway += 1
                return false
            }
            state.counts.connections += 1
            state.connections[ObjectIdentifier(channel)] = channel
            return true
        }
        if isAdmitted {
            channel.closeFuture.whenComplete { _ in
                self.state.withLock { _ = $0.connections.removeValue(forKey: ObjectIdentifier(channel)) }
            }
        }
        var rules = rules
        // Connections draw apart from each other.
        rules.chaosSeed &+= state.withLock { UInt64($0.counts.connections) }
        let connection = SandboxConnection(SandboxSession(rules: rules), of: self, isAdmitted: isAdmitted)
        try channel.pipeline.syncOperations.addHandlers(
            IdleStateHandler(readTimeout: TimeAmount(options.idleTimeout)), connection)
    }

    /// Counts a message, stores and records it; `done` is called on any thread, or not at all if the answer is returned.
    func settle(_ message: SandboxMessage, done: @escaping @Sendable (_ isStored: Bool) -> Void) -> Bool? {
        guard let store else {
            finish(message, isStored: true)
            return true
        }
        store.settle(message) { isStored in
            self.finish(message, isStored: isStored)
            done(isStored)
        }
        return nil
    }

    private func finish(_ message: SandboxMessage, isStored: Bool) {
        state.withLock { state in
            let verdict = isStored ? message.verdict : .deferred
            state.counts.recipients[verdict, default: 0] += message.envelope.recipients.count
            state.counts.octets += message.size
            guard isStored, verdict.isTaken, case .memory(let limit) = options.storage else { return }
            state.messages.append(message)
            if state.messages.count > limit { state.messages.removeFirst(state.messages.count - limit) }
        }
    }

    func count(_ verdict: SandboxVerdict) {
        state.withLock { $0.counts.recipients[verdict, default: 0] += 1 }
    }

    func note(_ violation: SandboxViolation) {
        state.withLock { state in
            state.counts.violations += 1
            if state.violations.count < Self.maxViolations { state.violations.append(violation) }
        }
    }

    /// Whether an address was never seen before; it is now.
    func isFirstSight(of address: String) -> Bool {
        state.withLock { state in
            if state.greylisted.contains(address) { return false }
            if state.greylisted.count < Self.maxGreylisted { state.greylisted.insert(address) }
            return true
        }
    }
}

extension SocketAddress {
    /// 127.0.0.0/8 or ::1.
    fileprivate var isLoopback: Bool {
        guard let ipAddress else { return false }
        return ipAddress == "::1" || (self.protocol == .inet && ipAddress.hasPrefix("127."))
    }
}
