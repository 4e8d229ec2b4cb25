import NIOCore
import NIOSSL

extension SessionHandler {
    /// Puts TLS under the session; the handshake begins at once.
    func upgrade(_ context: ChannelHandlerContext) throws {
        let security = session.relay.tls
        // An address has no name to announce (RFC 6066 §3); the certificate is checked against the address itself then.
        let isAddress = (try? SocketAddress(ipAddress: session.relay.host, port: 0)) != nil
        let handler = try NIOSSLClientHandler(
            context: try TLSContext.make(security), serverHostname: isAddress ? nil : session.relay.host)
        try context.pipeline.syncOperations.addHandler(handler, position: .before(self))
    }

    /// The handshake is done; what remains is the fingerprint.
    func checkFingerprint(_ context: ChannelHandlerContext) throws {
        let handler = try context.pipeline.syncOperations.handler(type: NIOSSLClientHandler.self)
        try PinnedCertificate.check(handler.peerCertificate, session.relay.tls)
    }
}
