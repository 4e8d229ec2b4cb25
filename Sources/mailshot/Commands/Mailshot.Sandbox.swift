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
                  mailshot sandbox --listen 127.0.0.1:2525 --store outbox
                  mailshot sandbox --inbox 127.0.0.1:8025                      and a page that shows what came in, as readers see it
                  mailshot sandbox --chaos rcpt:451:10% --chaos dot:554:1%     failures by chance: mail, rcpt, data or dot

                A recipient's address scripts what happens, so that failures can be rehearsed. Whatever follows a + or . in the local part
                is free: defer-451+17@example.com.

                \(SandboxScript.manual.map { "  \($0.localPart.padding(toLength: 18))\($0.meaning)" }.joined(separator: "\n"))
                """)

        @Option(help: ArgumentHelp("Where to listen; port 0 takes a free one.", valueName: "host:port"))
        var listen = "127.0.0.1:2525"
        @Option(help: ArgumentHelp("Folder (a Maildir) that gets the messages; without it they are counted and dropped.", valueName: "dir"))
        var store: String?
        @Option(help: ArgumentHelp("File that gets one JSON line a message, written before the relay answers.", valueName: "file"))
        var record: String?
        @Option(
            help: ArgumentHelp(
                "Where the inbox page listens; it shows the project's outbox unless --store says otherwise.", valueName: "host:port"))
        var inbox: String?
        @Option(help: ArgumentHelp("A failure by chance; may be said again.", valueName: "stage:code:percent")) var chaos: [String] = []
        @Option(help: ArgumentHelp("Where chance begins: the same number repeats the same failures.", valueName: "n")) var seed: UInt64?
        @Option(help: "How the counts are printed at the end: text, json, ndjson or csv.") var format: OutputFormat = .text
        @Flag(name: .shortAndLong, help: "Print the counts only.") var quiet = false

        func run() async throws {
            let (host, port) = try Self.address(listen)
            var relay = SandboxRelay.Options()
            let project = try? Project(at: nil)
            let store = store ?? (inbox == nil ? nil : project?.folder.outbox)
            if inbox != nil, store == nil {
                throw Failure(.usage, "--inbox shows what is stored: say where with --store DIR, or run it inside a project")
            }
            if let store { relay.storage = .maildir(try Maildir(folder: store, now: WallClock.now)) }
            if let record { relay.log = try RecordingLog(path: record) }
            relay.chaos = try chaos.map { text in
                guard let chaos = SandboxChaos(text) else {
                    throw Failure(
                        .usage, "--chaos \(text): write mail, rcpt, data or dot, a code from 400 to 599 and a chance: rcpt:451:10%")
                }
                return chaos
            }
            relay.chaosSeed = seed ?? UInt64.random(in: .min ... .max)
            let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
            let sandbox = SandboxRelay(relay)
            let address = try await sandbox.start(host: host, port: port, group: group)
            if !quiet {
                StandardError.line("sandbox relay on \(host):\(address.port ?? port); it sends nothing to anyone; stop it with Ctrl-C")
            }
            if let inbox, let store {
                let isQuiet = quiet
                try await InboxPage(folder: store, project: project).serve(at: inbox) { address in
                    if !isQuiet { StandardError.line("inbox at \(address)") }
                }
            } else {
                await StopSignals.each { _ in false }
            }
            await sandbox.stop()
            try await group.shutdownGracefully()
            try format.show(SandboxSummary(sandbox.counts))
        }

        /// `127.0.0.1:2525` or `[::1]:2525`.
        static func address(_ text: String) throws -> (host: String, port: Int) {
            guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]), (0...65535).contains(port) else {
                throw Failure(.usage, "\(text): write HOST:PORT, such as 127.0.0.1:2525")
            }
            var host = String(text[..<colon])
            if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
            return (host.isEmpty ? "127.0.0.1" : host, port)
        }
    }
}

/// What the sandbox saw.
struct SandboxSummary: CommandResult {
    var schema = 1
    var connections: Int
    var octets: Int
    var violations: Int
    /// Recipients by verdict.
    var recipients: [String: Int]

    init(_ counts: SandboxCounts) {
        connections = counts.connections
        octets = counts.octets
        violations = counts.violations
        recipients = Dictionary(uniqueKeysWithValues: SandboxVerdict.allCases.map { ($0.rawValue, counts[$0]) })
    }

    func text(_ style: TextStyle) -> String {
        let verdicts = recipients.filter { $0.value > 0 }.sorted { $0.key < $1.key }.map { "\(NumberText.grouped($0.value)) \($0.key)" }
        return (verdicts.isEmpty ? "no messages" : verdicts.joined(separator: " · "))
            + (violations > 0 ? " · \(violations) violations of the protocol" : "")
    }
}
