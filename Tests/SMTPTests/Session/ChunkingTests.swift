import Logging
import MailFormat
import NIOCore
import NIOPosix
import Testing

@testable import SMTP

/// Chunks against a strict server on a real socket.
@Suite struct ChunkingTests {
    @Test(.timeLimit(.minutes(1)), arguments: [true, false])
    func `small and large content arrives octet for octet`(pipelining: Bool) async throws {
        var options = SandboxRelay.Options()
        options.storage = .memory(limit: 10)
        if !pipelining { options.extensions.remove(.pipelining) }
        var deliveries = Transcript(
            "", "to: a@example.com, b@example.com, refuse-550-5.1.1@example.com, dot-554-5.7.1@example.com, c@example.com"
        ).deliveries
        let lines = [UInt8](repeating: 0x2E, count: 70) + [13, 10]
        for _ in 0..<4_000 { deliveries[1].message.bytes += lines }
        deliveries[4].message.bytes.removeLast(2)
        try await `Sandbox relay`.run(options) { [deliveries] sandbox, address in
            let ended = `Sandbox relay`.group.next().makePromise(of: Void.self)
            let feed = ScriptedFeed(FeedScript(deliveries), ended: ended)
            var relay = Transcript.relay()
            relay.port = address.port ?? 0
            relay.usesChunking = true
            _ = RelaySession.connect(to: relay, feed: feed, logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
            try await ended.futureResult.get()
            #expect(
                feed.log == [
                    "mark 1", "1 accepted nobody@dot 250", "mark 2", "2 accepted nobody@dot 250", "3 refused recipient@rcpt 550", "mark 4",
                    "4 refused message@dot 554", "mark 5", "5 accepted nobody@dot 250", "end finished",
                ])
            #expect(sandbox.counts.violations == 0)
            let taken = sandbox.messages.map(\.content)
            #expect(taken.count == 3)
            #expect(taken.first == deliveries[0].message.bytes)
            #expect(taken.dropFirst().first == deliveries[1].message.bytes)
            #expect(taken.last == deliveries[4].message.bytes + [13, 10])
        }
    }
}
