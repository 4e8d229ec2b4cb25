/// What one request, one connection and all of them together may take. Beyond it a request is refused and nothing is kept of it.
public struct RequestLimits: Hashable, Sendable {
    /// Octets of path and query.
    public var target = 2048
    /// Octets of all header fields.
    public var header = 16 << 10
    /// Number of header fields.
    public var fields = 100
    /// Octets of a body; a route may take more (``RouteGroup``) or less.
    public var body = 64 << 10
    /// From the first octet of a request to its last; a connection that sends more slowly is closed.
    public var request: Duration = .seconds(10)
    /// How long a connection may say nothing.
    public var idle: Duration = .seconds(30)
    /// Connections at a time; more wait in the system's queue.
    public var connections = 4096

    /// The defaults.
    public init() {}
}
