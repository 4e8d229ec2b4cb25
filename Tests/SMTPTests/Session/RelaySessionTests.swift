import Logging
import MailFormat
import NIOCore
import NIOEmbedded
import NIOPosix
import Synchronization
import Testing

@testable import SMTP

/// The driver itself: its clock, its calls from outside, its way with large content.
@Suite struct RelaySessionTests {
    private static let logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })

    /// A session in a channel in memory, whose clock moves when it is told to.
    private struct Bench {
        let loop = EmbeddedEventLoop()
        let channel: EmbeddedChannel
        let session: RelaySession
        let feed: ScriptedFeed

        init(
            _ recipients: String, relay: Relay = Transcript.relay(), octets: Int = 0, clears: Bool = true, afterwards: NextDelivery = .end,
            trace: DialogueTrace? = nil
        ) throws {
            var deliveries = Transcript("", "to: \(recipients)").deliveries
            if octets > 0 { deliveries[0].message.bytes += [UInt8](repeating: 0x61, count: octets) + [13, 10] }
            var script = FeedScript(deliveries)
            script.clears = clears
            script.afterwards = afterwards
            feed = ScriptedFeed(script)
            let handler: SessionHandler
            (session, handler) = RelaySession.detached(
                relay: relay, on: loop, feed: feed, nonce: "nonce", trace: trace, logger: RelaySessionTests.logger)
            channel = EmbeddedChannel(loop: loop)
            try channel.pipeline.syncOperations.addHandler(handler)
            let address = try SocketAddress(ipAddress: "127.0.0.1", port: 2525)
            channel.localAddress = address
            channel.remoteAddress = address
            try channel.connect(to: address).wait()
        }

        func say(_ lines: String...) throws {
            for line in lines {
                try channel.writeInbound(ByteBuffer(string: "\(line)\r\n"))
                loop.run()
            }
        }

        func heard() throws -> String {
            var bytes: [UInt8] = []
            while let buffer = try channel.readOutbound(as: ByteBuffer.self) { bytes += buffer.readableBytesView }
            return shown(bytes)
        }
    }

    @Test func `time-outs pass on the channel's clock, and only then`() throws {
        let bench = try Bench("a@example.com")
        bench.loop.advanceTime(by: .seconds(299))
        #expect(bench.feed.log == [])
        try bench.say("220 hi")
        // The deadline has moved with the reply.
        bench.loop.advanceTime(by: .seconds(299))
        #expect(bench.feed.log == [])
        bench.loop.advanceTime(by: .seconds(2))
        #expect(bench.feed.log == ["end timeout@ehlo"])
        #expect(!bench.channel.isActive)
    }

    @Test func `a reply that comes drop by drop gets no more time than one that comes at once`() throws {
        let bench = try Bench("a@example.com")
        for byte in "220-a".utf8 {
            bench.loop.advanceTime(by: .seconds(50))
            try bench.channel.writeInbound(ByteBuffer(bytes: [byte]))
            bench.loop.run()
        }
        #expect(bench.feed.log == [])
        bench.loop.advanceTime(by: .seconds(50))
        #expect(bench.feed.log == ["end timeout@greeting"])
    }

    /// Takes what is written, one write at a time.
    private final class Gate: ChannelOutboundHandler {
        typealias OutboundIn = ByteBuffer
        private let channel: EmbeddedChannel

        init(_ channel: EmbeddedChannel) { self.channel = channel }

        func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
            channel.isWritable = false
            context.write(data, promise: promise)
        }
    }

    @Test(arguments: [(100_000, "1 released session@content"), (1, nil)] as [(Int, String?)])
    func `content that leaves too slowly is given up, although something leaves`(rate: Int, outcome: String?) throws {
        var relay = Transcript.relay()
        relay.timeouts = StageTimeouts(block: .seconds(10), minimumRate: rate)
        let bench = try Bench("a@example.com", relay: relay, octets: 1_000_000)
        try bench.channel.pipeline.syncOperations.addHandler(Gate(bench.channel), position: .first)
        for line in ["220 hi", "250-relay", "250 PIPELINING", "250 ok", "250 ok", "354 go"] {
            bench.channel.isWritable = true
            try bench.say(line)
        }
        // 64 KiB every five seconds: no block is late.
        for _ in 0..<5 {
            bench.loop.advanceTime(by: .seconds(5))
            bench.channel.isWritable = true
            bench.channel.pipeline.fireChannelWritabilityChanged()
            bench.loop.run()
        }
        #expect(bench.feed.log == ["mark 1"] + (outcome.map { [$0, "end timeout@content"] } ?? []))
        _ = try bench.heard()
    }

    @Test func `a shorter limit is kept although a longer one was running`() throws {
        let bench = try Bench("a@example.com")
        try bench.say("220 hi", "250-relay", "250 PIPELINING", "250 ok", "250 ok")
        bench.loop.advanceTime(by: .seconds(121))
        #expect(bench.feed.log == ["1 released session@data", "end timeout@data"])
    }

    @Test func `while the ledger thinks nothing times out`() throws {
        let bench = try Bench("a@example.com", clears: false)
        try bench.say("220 hi", "250-relay", "250 PIPELINING", "250 ok", "250 ok", "354 go")
        _ = try bench.heard()
        bench.loop.advanceTime(by: .hours(1))
        #expect(bench.feed.log == ["mark 1"])
        RelaySession.clearAll([(bench.session, 1, .go)])
        bench.loop.run()
        #expect(try bench.heard().hasPrefix("Subject: 1"))
        bench.loop.advanceTime(by: .seconds(601))
        #expect(bench.feed.log == ["mark 1", "1 uncertain session@dot", "end timeout@dot"])
    }

    @Test func `an outcome waits 50 ms for the next mark, no longer`() throws {
        let bench = try Bench("a@example.com, b@example.com")
        try bench.say("220 hi", "250-relay", "250 PIPELINING", "250 ok", "250 ok", "354 go")
        try bench.say("250 queued")
        #expect(bench.feed.log == ["mark 1"])
        bench.loop.advanceTime(by: .milliseconds(50))
        #expect(bench.feed.log == ["mark 1", "1 accepted nobody@dot 250"])
    }

    @Test func `wake, stop and abort from outside`() throws {
        let bench = try Bench("a@example.com", afterwards: .wait)
        try bench.say("220 hi", "250-relay", "250 PIPELINING", "250 ok", "250 ok", "354 go", "250 queued")
        #expect(bench.feed.log == ["mark 1", "1 accepted nobody@dot 250"])
        bench.loop.advanceTime(by: .hours(1))
        _ = try bench.heard()
        bench.feed.add(Transcript("", "to: x@example.com, b@example.com").deliveries[1])
        bench.session.wake()
        bench.loop.run()
        #expect(try bench.heard().hasPrefix("MAIL FROM"))
        try bench.say("250 ok", "550 5.1.1 no", "554 no")
        bench.session.stop()
        bench.loop.run()
        #expect(try bench.heard() == "QUIT␍␊\n")
        bench.session.abort()
        bench.loop.run()
        #expect(bench.feed.log == ["mark 1", "1 accepted nobody@dot 250", "2 refused recipient@rcpt 550", "end finished"])
        // A session that is over hears nothing any more.
        bench.session.clear(1, .go)
        bench.session.wake()
        bench.loop.run()
        #expect(bench.feed.log.count == 4)
    }

    @Test func `a trace tells the dialogue without its content`() throws {
        let lines = Mutex<[String]>([])
        let bench = try Bench(
            "a@example.com", trace: DialogueTrace { speaker, text in lines.withLock { $0.append("\(speaker.rawValue): \(text)") } })
        try bench.say("220 hi", "250 relay", "250 ok", "250 ok", "354 go", "250 2.0.0 queued", "221 bye")
        #expect(
            lines.withLock { $0 } == [
                "S: 220 hi", "C: EHLO client.example", "S: 250 relay", "C: MAIL FROM:<news@example.org>", "S: 250 ok",
                "C: RCPT TO:<a@example.com>", "S: 250 ok", "C: DATA", "S: 354 go", "C: <30 octets>", "C: .", "S: 250 2.0.0 queued",
                "C: QUIT", "S: 221 bye", "*: ended: finished",
            ])
    }

    @Test(.timeLimit(.minutes(1)), arguments: [70_000, 5_000_000])
    func `large content arrives whole, however slowly it is taken`(size: Int) async throws {
        var content = Array("Subject: large\r\n\r\n".utf8)
        while content.count < size { content += Array(".a line that begins with a dot, and goes on for a while\r\n".utf8) }
        var transcript = Transcript(
            "large", adjust: { [content] in $0.bytes = content },
            """
            to: a@example.com
            S: 220 hi
            C: EHLO client.example
            S: 250-relay
            S: 250 PIPELINING
            C: MAIL FROM:<news@example.org>
            C: RCPT TO:<a@example.com>
            C: DATA
            S: 250 ok
            S: 250 ok
            S: 354 go
            = mark 1
            = 1 accepted nobody@dot 250
            = end finished
            """)
        // Stuffed the plain way, for comparison.
        var wire: [UInt8] = []
        for (index, byte) in content.enumerated() {
            if byte == 0x2E, index == 0 || content[index - 1] == 0x0A { wire.append(0x2E) }
            wire.append(byte)
        }
        transcript.steps += [
            .client(wire + Array(".\r\n".utf8)), .server(Array("250 ok\r\n".utf8)), .client(Array("QUIT\r\n".utf8)),
            .server(Array("221 bye\r\n".utf8)),
        ]
        try await transcript.runSocket(.whole)
    }

    @Test(.timeLimit(.minutes(1)), arguments: ["localhost", "127.0.0.1"])
    func `aborted while it connects, it ends once nothing of it can reach the event loop`(_ host: String) async throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let loop = group.next()
        var relay = Transcript.relay()
        relay.host = host
        relay.port = 1
        let ended = loop.makePromise(of: Void.self)
        let feed = ScriptedFeed(FeedScript([]), ended: ended)
        // All three are queued before the name is looked up.
        let endAtOnce = try await loop.flatSubmit { [relay] in
            RelaySession.connect(to: relay, on: group, feed: feed, logger: Self.logger).abort()
            return loop.submit { feed.end }
        }.get()
        #expect(endAtOnce == nil)
        try await ended.futureResult.get()
        #expect(feed.end == .aborted)
        try await group.shutdownGracefully()
    }

    @Test(.timeLimit(.minutes(1)))
    func `nobody there`() async throws {
        let group = MultiThreadedEventLoopGroup.singleton
        let server = try await ServerBootstrap(group: group).bind(host: "127.0.0.1", port: 0).get()
        var relay = Transcript.relay()
        relay.port = server.localAddress?.port ?? 0
        try await server.close()
        let ended = group.next().makePromise(of: Void.self)
        let feed = ScriptedFeed(FeedScript(Transcript("", "to: a@example.com").deliveries), ended: ended)
        let session = RelaySession.connect(to: relay, feed: feed, logger: Self.logger)
        try await ended.futureResult.get()
        #expect(feed.log == ["end unreachable@connect"])
        guard case .failed(let failure) = feed.end else { return #expect(Bool(false)) }
        #expect(failure.description == "relay \(relay.label), while connecting: Connection refused")
        session.wake()
    }
}
