import ArgumentParser
import NIOCore
import NIOPosix
import SMTP

extension Mailshot {
    /// The pretend relay by itself.
    struct Sandbox: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Run the pretend relay by itself: a real SMTP server that sends nothing to anyone",
            discussion: """
                Addresses script what it does, so that failures can be rehearsed: anything behind a + or . of the local part is free.

                  refuse-550-5.1.1@…     refused at RCPT          dot-554-5.7.1@…       refused after the content
                  defer-451-4.7.1@…      deferred at RCPT         greylist@…            deferred the first time only
                  drop-before-dot@…      hangs up behind 354      drop-after-dot@…      takes the message and hangs up: doubt
                  lose-after-dot@…       the same, not taken      slow-2s@…             answers late

                  mailshot sandbox --listen 127.0.0.1:2525 --store /tmp/outbox
                """)

        @Option(help: ArgumentHelp("Where to listen; port 0 takes a free one.", valueName: "host:port"))
        var listen = "127.0.0.1:2525"
        @Option(help: ArgumentHelp("Folder (a Maildir) that gets the messages; without it they are counted and dropped.", valueName: "dir"))
        var store: String?
        @Option(help: ArgumentHelp("File that gets one JSON line a message, written before the relay answers.", valueName: "file"))
        var record: String?
        @Flag(name: .shortAndLong, help: "Print nothing.") var quiet = false

        func run() async throws {
            let (host, port) = try Self.address(listen)
            var relay = SandboxRelay.Options()
            if let store { relay.storage = .maildir(try Maildir(folder: store, now: WallClock.now)) }
            if let record { relay.log = try RecordingLog(path: record) }
            let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
            let sandbox = SandboxRelay(relay)
            let address = try await sandbox.start(host: host, port: port, group: group)
            if !quiet {
                StandardError.line("sandbox relay on \(host):\(address.port ?? port); it sends nothing to anyone; stop it with Ctrl-C")
            }
            await StopSignals.each { _ in false }
            await sandbox.stop()
            try await group.shutdownGracefully()
            if !quiet { StandardError.line(SandboxSummary.text(sandbox.counts)) }
        }

        /// `127.0.0.1:2525` or `[::1]:2525`.
        static func address(_ text: String) throws -> (host: String, port: Int) {
            guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]), (0...65535).contains(port) else {
                throw Failure(.usage, "--listen \(text): write HOST:PORT, such as 127.0.0.1:2525")
            }
            var host = String(text[..<colon])
            if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
            return (host.isEmpty ? "127.0.0.1" : host, port)
        }
    }
}

/// What the sandbox saw, one line.
enum SandboxSummary {
    static func text(_ counts: SandboxCounts) -> String {
        let verdicts = SandboxVerdict.allCases.filter { counts[$0] > 0 }.map { "\(NumberText.grouped(counts[$0])) \($0.rawValue)" }
        return (verdicts.isEmpty ? "no messages" : verdicts.joined(separator: " · "))
            + (counts.violations > 0 ? " · \(counts.violations) violations of the protocol" : "")
    }
}
