import NIOCore
import NIOPosix
import Testing

@testable import SMTP

/// The sandbox on a real socket.
@Suite struct `Sandbox relay` {
    static let group = MultiThreadedEventLoopGroup.singleton
    static let content = "Message-ID: <1@example.org>\r\nSubject: x\r\n\r\nbody\r\n"

    /// Starts a sandbox, runs `body`, stops it.
    static func run(
        _ options: SandboxRelay.Options = .init(), _ body: (SandboxRelay, SocketAddress) async throws -> Void
    ) async throws {
        let relay = SandboxRelay(options)
        let address = try await relay.start(group: group)
        do {
            try await body(relay, address)
        } catch {
            await relay.stop()
            throw error
        }
        await relay.stop()
    }

    private static var inMemory: SandboxRelay.Options {
        var options = SandboxRelay.Options()
        options.storage = .memory(limit: 100)
        return options
    }

    @Test func `a message is taken and kept`() async throws {
        try await Self.run(Self.inMemory) { relay, address in
            try await RawClient.talk(to: address, on: Self.group) { client in
                try await client.greet()
                #expect(await client.deliver(Self.content) == "250 2.0.0")
                #expect(await client.exchange("QUIT\r\n", 2) == ["221 2.0.0"])
            }
            #expect(relay.counts.recipients == [.accepted: 1])
            #expect(relay.counts.octets == Self.content.utf8.count)
            #expect(relay.messages.map { String(decoding: $0.content, as: UTF8.self) } == [Self.content])
        }
    }

    /// The table of `SandboxScript` once more, over a socket: what the client hears last, and what the sandbox counts.
    @Test(
        arguments: [
            ("ada", "250 2.0.0", .accepted), ("refuse-550-5.1.1", "554 5.5.1", .refused), ("defer-451-4.7.1", "554 5.5.1", .deferred),
            ("greylist-1", "554 5.5.1", .deferred), ("close-421", "421 4.3.2", .deferred), ("garbage", "554 5.5.1", .refused),
            ("data-451", "451 4.3.0", .deferred), ("data-250", "250 2.0.0", .refused), ("drop-before-dot", "250 2.1.5", .dropped),
            ("dot-451", "451 4.3.0", .deferred), ("dot-554-5.7.1", "554 5.7.1", .refused), ("dot-421", "421 4.3.2", .deferred),
            ("drop-after-dot", nil, .unanswered), ("lose-after-dot", nil, .lost), ("garbage-after-dot", "and now", .unanswered),
            ("slow-50ms", "250 2.0.0", .accepted),
        ] as [(String, String?, SandboxVerdict)])
    func `a script plays on a socket`(localPart: String, last: String?, verdict: SandboxVerdict) async throws {
        try await Self.run(Self.inMemory) { relay, address in
            try await RawClient.talk(to: address, on: Self.group) { client in
                try await client.greet()
                #expect(await client.deliver(Self.content, to: "\(localPart)@example.com") == last)
            }
            #expect(relay.counts.recipients == [verdict: 1])
            #expect(relay.messages.count == (verdict.isTaken ? 1 : 0))
        }
    }

    @Test func `a slow reply is slow and holds up what follows`() async throws {
        try await Self.run { relay, address in
            try await RawClient.talk(to: address, on: Self.group) { client in
                try await client.greet()
                let group = "MAIL FROM:<>\r\nRCPT TO:<slow-300ms@example.com>\r\nDATA\r\n"
                #expect(await client.exchange(group, 3).last == "354 end")
                let clock = ContinuousClock()
                let start = clock.now
                #expect(await client.exchange(Self.content + ".\r\nMAIL FROM:<>\r\n", 2) == ["250 2.0.0", "250 2.1.0"])
                #expect(clock.now - start >= .milliseconds(300))
            }
        }
    }

    @Test func `greylisting is remembered between connections`() async throws {
        try await Self.run { relay, address in
            for last in ["554 5.5.1", "250 2.0.0"] {
                try await RawClient.talk(to: address, on: Self.group) { client in
                    try await client.greet()
                    #expect(await client.deliver(Self.content, to: "greylist@example.com") == last)
                }
            }
            #expect(relay.counts.recipients == [.deferred: 1, .accepted: 1])
        }
    }

    @Test func `an orderly close comes behind the reply even when input is left unread`() async throws {
        try await Self.run { relay, address in
            try await RawClient.talk(to: address, on: Self.group) { client in
                try await client.greet()
                await client.send("NOOP\r\n" + String(repeating: "NOOP\r\n", count: 50_000))
                #expect(await client.codes(2) == ["554 5.5.0"])
            }
            #expect(relay.violations == [SandboxViolation(.synchronization, command: "NOOP")])
        }
    }

    @Test func `connections over the limit are turned away`() async throws {
        var options = SandboxRelay.Options()
        options.maxConnections = 1
        try await Self.run(options) { relay, address in
            try await RawClient.talk(to: address, on: Self.group) { first in
                try await first.greet()
                try await RawClient.talk(to: address, on: Self.group) { second in
                    #expect(await second.codes(2) == ["421 4.7.0"])
                }
                #expect(await first.exchange("NOOP\r\n", 1) == ["250 2.0.0"])
            }
            #expect(relay.counts.connections == 1 && relay.counts.turnedAway == 1)
        }
    }

    @Test func `silence is answered with 421`() async throws {
        var options = SandboxRelay.Options()
        options.idleTimeout = .milliseconds(100)
        try await Self.run(options) { _, address in
            try await RawClient.talk(to: address, on: Self.group) { client in
                #expect(await client.codes(3) == ["220 sandbox.invalid", "421 4.4.2"])
            }
        }
    }

    @Test func `a client that goes away in the content is counted`() async throws {
        let relay = SandboxRelay()
        let address = try await relay.start(group: Self.group)
        try await RawClient.talk(to: address, on: Self.group) { client in
            try await client.greet()
            _ = await client.exchange("MAIL FROM:<>\r\nRCPT TO:<ada@example.com>\r\nDATA\r\n", 3)
            await client.send("Subject: x\r\n")
        }
        await relay.stop()
        #expect(relay.counts.recipients == [.abandoned: 1])
    }

    @Test func `stop closes everything`() async throws {
        let relay = SandboxRelay()
        let address = try await relay.start(group: Self.group)
        try await RawClient.talk(to: address, on: Self.group) { client in
            try await client.greet()
            await relay.stop()
            #expect(await client.line() == nil)
        }
        await #expect(throws: (any Error).self) {
            try await RawClient.talk(to: address, on: Self.group) { _ in }
        }
        await #expect(throws: SandboxError.alreadyStarted) { try await relay.start(group: Self.group) }
    }

    @Test(arguments: ["0.0.0.0", "::", "192.0.2.1", "example.com", ""])
    func `only loopback is listened on`(host: String) async throws {
        await #expect(throws: SandboxError.notLoopback(host)) { try await SandboxRelay().start(host: host, group: Self.group) }
    }

    @Test func `a port in use is named`() async throws {
        try await Self.run { _, address in
            let port = try #require(address.port)
            let error = await #expect(throws: SandboxError.self) { try await SandboxRelay().start(port: port, group: Self.group) }
            #expect(error?.description == "cannot listen on 127.0.0.1:\(port): Address already in use")
        }
    }

    @Test func `a client that does not read its replies is not read from, and loses nothing`() async throws {
        // Far more than the sockets of both sides hold.
        let count = 300_000
        try await Self.run { _, address in
            try await RawClient.talk(to: address, on: Self.group) { client in
                try await client.greet()
                let outbound = client.outbound
                let commands = ByteBuffer(string: String(repeating: "RSET\r\n", count: count))
                async let sending: Void = outbound.write(commands)
                var replies = 0
                while replies < count, await client.line() == "250 2.0.0 ok" { replies += 1 }
                try await sending
                #expect(replies == count)
            }
        }
    }

    @Test func `many clients at once are served`() async throws {
        try await Self.run { relay, address in
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                for _ in 0..<20 {
                    tasks.addTask {
                        try await RawClient.talk(to: address, on: Self.group) { client in
                            try await client.greet()
                            for _ in 0..<25 { #expect(await client.deliver(Self.content) == "250 2.0.0") }
                        }
                    }
                }
                try await tasks.waitForAll()
            }
            #expect(relay.counts.recipients == [.accepted: 500])
            #expect(relay.counts.connections == 20)
        }
    }

    @Test func `memory keeps the newest`() async throws {
        var options = SandboxRelay.Options()
        options.storage = .memory(limit: 2)
        try await Self.run(options) { relay, address in
            try await RawClient.talk(to: address, on: Self.group) { client in
                try await client.greet()
                for number in 1...3 { _ = await client.deliver("\r\n\(number)\r\n") }
            }
            #expect(relay.messages.map { String(decoding: $0.content, as: UTF8.self) } == ["\r\n2\r\n", "\r\n3\r\n"])
        }
    }
}
