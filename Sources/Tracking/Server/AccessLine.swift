public import MailFormat

/// One line of the access log. The path is the route's, so no handle is in it; the address of the client only where it is asked for.
public struct AccessLine: Hashable, Sendable {
    /// When the answer was ready.
    public var at: Timestamp
    /// GET, POST …
    public var method: String
    /// `/u/:handle`; `-` for what is no route.
    public var route: String
    /// The status of the answer.
    public var status: Int
    /// From the head of the request to the answer.
    public var took: Duration
    /// The client, where `log_addresses` is on.
    public var client: String?
}
