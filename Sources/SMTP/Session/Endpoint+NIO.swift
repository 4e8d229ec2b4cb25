import NIOCore
import NIOPosix

extension Endpoint {
    /// Our end and the relay's end of a connection.
    init(local: SocketAddress?, remote: SocketAddress?) {
        let address = local?.ipAddress ?? "127.0.0.1"
        let literal =
            if case .v6 = local { "[IPv6:\(address)]" } else { "[\(address)]" }
        self.init(addressLiteral: literal, isLoopback: remote.map(Self.isLoopback) ?? false)
    }

    private static func isLoopback(_ address: SocketAddress) -> Bool {
        switch address {
        case .v4: address.ipAddress?.hasPrefix("127.") ?? false
        case .v6: address.ipAddress == "::1" || (address.ipAddress?.hasPrefix("::ffff:127.") ?? false)
        case .unixDomainSocket: true
        }
    }
}
