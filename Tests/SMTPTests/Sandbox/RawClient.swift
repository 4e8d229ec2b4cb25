import NIOCore
import NIOPosix
import Testing

/// A client that knows nothing of SMTP: it sends what it is told and reads lines.
struct RawClient {
    private var inbound: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator
    let outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
    private var received = ByteBuffer()

    /// Connects, and closes when `body` is done.
    static func talk(
        to address: SocketAddress, on group: any EventLoopGroup, _ body: (inout RawClient) async throws -> Void
    ) async throws {
        let channel = try await ClientBootstrap(group: group).connect(to: address) { channel in
            channel.eventLoop.makeCompletedFuture { try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel) }
        }
        try await channel.executeThenClose { inbound, outbound in
            var client = RawClient(inbound: inbound.makeAsyncIterator(), outbound: outbound)
            try await body(&client)
        }
    }

    func send(_ text: String) async {
        // A write that fails is a server that closed: the next read says so.
        try? await outbound.write(ByteBuffer(string: text))
    }

    /// The next line without its CRLF; nil when the server closed, orderly or with a reset.
    mutating func line() async -> String? {
        while true {
            let view = received.readableBytesView
            if let length = view.firstIndex(of: UInt8(ascii: "\n")).map({ $0 - view.startIndex }) {
                defer { received.moveReaderIndex(forwardBy: 1) }
                return received.readString(length: length).map { String($0.dropLast()) }
            }
            guard var more = try? await inbound.next() else { return nil }
            received.discardReadBytes()
            received.writeBuffer(&more)
        }
    }

    /// The codes of so many reply lines; shorter when the server closed.
    mutating func codes(_ count: Int) async -> [String] {
        var codes: [String] = []
        while codes.count < count, let line = await line() {
            codes.append(line.split(separator: " ").prefix(2).joined(separator: " "))
        }
        return codes
    }

    /// Sends a group and reads the codes of its replies.
    mutating func exchange(_ text: String, _ count: Int) async -> [String] {
        await send(text)
        return await codes(count)
    }

    /// Reads the greeting and says EHLO.
    mutating func greet() async throws {
        try #require(await codes(1) == ["220 sandbox.invalid"])
        await send("EHLO client.example\r\n")
        while let line = await line(), line.hasPrefix("250-") {}
    }

    /// Sends one message; the last code of the dialogue, nil where the server closed.
    mutating func deliver(_ content: String, to recipient: String = "ada@example.com") async -> String? {
        let codes = await exchange("MAIL FROM:<news@example.org>\r\nRCPT TO:<\(recipient)>\r\nDATA\r\n", 3)
        guard codes.last == "354 end" else { return codes.last }
        return await exchange(content + ".\r\n", 1).first
    }
}
