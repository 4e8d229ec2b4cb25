import NIOCore
import NIOSSL

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

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

    /// What a person should read of a handshake that failed. The library judges certificates by the wall clock, so this does too.
    func tlsTrouble(_ error: any Error, _ context: ChannelHandlerContext?) -> TLSTrouble {
        let handler = try? context?.pipeline.syncOperations.handler(type: NIOSSLClientHandler.self)
        return TLSTrouble(error, certificate: handler?.peerCertificate.map(PeerCertificate.init), now: time(nil), relay: session.relay)
    }

    /// What a password may be bound to.
    func channelBinding(_ context: ChannelHandlerContext) -> ChannelBinding? {
        guard case .password = session.relay.credentials?.proof,
            let handler = try? context.pipeline.syncOperations.handler(type: NIOSSLClientHandler.self)
        else { return nil }
        return handler.peerCertificate.flatMap { ChannelBinding(certificate: PeerCertificate($0).der) }
    }

    /// The handshake is done; what remains is the fingerprint.
    func checkFingerprint(_ context: ChannelHandlerContext) throws {
        let handler = try context.pipeline.syncOperations.handler(type: NIOSSLClientHandler.self)
        try PinnedCertificate.check(handler.peerCertificate, session.relay.tls)
    }
}
