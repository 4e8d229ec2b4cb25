/// A SOCKS5 proxy through which a relay is reached; it looks the relay's name up itself.
///
/// SeeAlso: RFC 1928, RFC 1929
public struct SOCKSProxy: Hashable, Sendable {
    /// A host name or an IP address.
    public var host: String
    /// 1…65535
    public var port: Int
    /// Who we are to the proxy; nil where it does not ask.
    public var username: String?
    /// What proves it.
    public var password: Secret?

    /// A proxy from its parts.
    public init(host: String, port: Int, username: String? = nil, password: Secret? = nil) {
        self.host = host
        self.port = port
        self.username = username
        self.password = password
    }

    /// The proxy as a person knows it.
    public var label: String { "the proxy \(host):\(port)" }
}
