import NIOCore

/// One query and its answer in datagrams.
final class DatagramExchange: ChannelInboundHandler {
    typealias InboundIn = AddressedEnvelope<ByteBuffer>
    typealias OutboundOut = AddressedEnvelope<ByteBuffer>

    private let query: DNSMessage
    private let server: SocketAddress
    private let answer: EventLoopPromise<DNSMessage>

    init(query: DNSMessage, server: SocketAddress, answer: EventLoopPromise<DNSMessage>) {
        self.query = query
        self.server = server
        self.answer = answer
    }

    func channelActive(context: ChannelHandlerContext) {
        let envelope = AddressedEnvelope(remoteAddress: server, data: ByteBuffer(bytes: query.encoded()))
        context.writeAndFlush(wrapOutboundOut(envelope), promise: nil)
    }

    /// Anything that is not the answer may be forged: it is passed over, and the real one is waited for.
    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let envelope = unwrapInboundIn(data)
        guard let message = try? DNSMessage(decoding: Array(envelope.data.readableBytesView)),
            message.answers(query.questions[0], id: query.id)
        else { return }
        answer.succeed(message)
    }

    /// "Connection refused" arrives here: nobody listens at the port.
    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        answer.fail(error)
    }
}

/// One query and its answer over a connection: two octets of length, then the message (RFC 1035 §4.2.2).
final class StreamExchange: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let query: DNSMessage
    private let answer: EventLoopPromise<DNSMessage>
    private var received = ByteBuffer()

    init(query: DNSMessage, answer: EventLoopPromise<DNSMessage>) {
        self.query = query
        self.answer = answer
    }

    func channelActive(context: ChannelHandlerContext) {
        let bytes = query.encoded()
        var buffer = context.channel.allocator.buffer(capacity: bytes.count + 2)
        buffer.writeInteger(UInt16(bytes.count))
        buffer.writeBytes(bytes)
        context.writeAndFlush(wrapOutboundOut(buffer), promise: nil)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        received.writeImmutableBuffer(unwrapInboundIn(data))
        guard let slice = received.readLengthPrefixedSlice(as: UInt16.self) else { return }
        guard let message = try? DNSMessage(decoding: Array(slice.readableBytesView)), message.answers(query.questions[0], id: query.id)
        else { return answer.fail(DNSFailure.malformed) }
        answer.succeed(message)
    }

    func channelInactive(context: ChannelHandlerContext) {
        answer.fail(DNSFailure.unreachable("the connection was closed before the answer"))
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        answer.fail(error)
    }
}
