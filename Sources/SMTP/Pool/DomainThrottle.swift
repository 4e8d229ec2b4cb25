/// A limit on the mail to some recipient domains, over all relays.
///
/// Which domains belong together is said by a function that is injected, `bucket(of: domain)`: the name of a throttle, the name of the
/// provider that hosts the domain (MX roll-up), or the domain itself.
public struct DomainThrottle: Hashable, Sendable {
    /// What it is called: the bucket's name.
    public var name: String
    /// The domains it names, lower case, A-labels; `*.example.com` for all below one.
    public var domains: [String]
    /// The pace to all of them together; nil for any.
    public var rate: SendRate?
    /// Messages to them that may be on their way at once; nil for any number.
    public var maxConnections: Int?

    /// A throttle from its parts.
    ///
    /// - Parameter name: nil for the first of the domains.
    public init(name: String? = nil, domains: [String], rate: SendRate? = nil, maxConnections: Int? = nil) {
        self.name = name ?? domains.first ?? ""
        self.domains = domains
        self.rate = rate
        self.maxConnections = maxConnections
    }

    /// Whether it names a domain.
    public func covers(_ domain: String) -> Bool {
        domains.contains { $0.hasPrefix("*.") ? domain.hasSuffix($0.dropFirst()) : domain == $0 }
    }
}
