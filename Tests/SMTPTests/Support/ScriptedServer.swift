import NIOCore
import NIOPosix
import NIOSSL
import Testing

@testable import SMTP

/// The relay's side of a transcript on a real socket.
final class ScriptedServer: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private var steps: ArraySlice<Transcript.Step>
    private let chunking: Chunking
    private var heard: [UInt8] = []
    private let tls: NIOSSLContext?
    private let finished: EventLoopPromise<[UInt8]>

    init(_ transcript: Transcript, chunking: Chunking, tls: NIOSSLContext?, finished: EventLoopPromise<[UInt8]>) {
        steps = transcript.steps[...]
        self.chunking = chunking
        self.tls = tls
        self.finished = finished
    }

    func channelActive(context: ChannelHandlerContext) { goOn(context) }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        heard += unwrapInboundIn(data).readableBytesView
        goOn(context)
    }

    func channelInactive(context: ChannelHandlerContext) { finished.succeed(heard) }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    private func goOn(_ context: ChannelHandlerContext) {
        while let step = steps.first {
            switch step {
            case .server(let bytes):
                for piece in chunking.cut(bytes) { context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: piece)), promise: nil) }
            case .client(let bytes):
                guard heard.count >= bytes.count else { return }
                guard heard.starts(with: bytes) else {
                    Issue.record("the client said\n\(shown(heard))\nin place of\n\(shown(bytes))")
                    context.close(promise: nil)
                    steps = []
                    return
                }
                heard.removeFirst(bytes.count)
            case .serverCloses:
                context.close(promise: nil)
            case .serverStartsTLS:
                do {
                    guard let tls else { throw ChannelError.operationUnsupported }
                    try context.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tls), position: .before(self))
                } catch {
                    Issue.record("\(error)")
                }
            }
            steps = steps.dropFirst()
        }
    }
}
