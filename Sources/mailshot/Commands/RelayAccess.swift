import NIOCore
import NIOPosix
import SMTP

/// The relays of a project, and the sandbox relay where there are none.
enum RelayAccess {
    /// Runs something with the project's relays; the sandbox lives as long as that.
    ///
    /// - Parameter name: only the relay of this name; nil for all.
    static func use(_ project: Project, only name: String? = nil, _ body: ([Relay]) async throws -> Void) async throws {
        guard project.usesSandbox else { return try await body(try await project.relays(named: name)) }
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        var options = SandboxRelay.Options()
        options.storage = .maildir(try Maildir(folder: project.folder.outbox, now: WallClock.now))
        let sandbox = SandboxRelay(options)
        let address = try await sandbox.start(group: group)
        let relay = Relay(name: "sandbox", host: "127.0.0.1", port: address.port ?? 0, tls: .none, messagesPerConnection: 1000)
        let result: Result<Void, any Error>
        do { result = .success(try await body([relay])) } catch { result = .failure(error) }
        await sandbox.stop()
        try await group.shutdownGracefully()
        try result.get()
    }
}
