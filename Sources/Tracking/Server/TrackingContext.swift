public import Hummingbird
public import NIOCore

/// What is known of a request besides its text.
public struct TrackingContext: RequestContext {
    /// What Hummingbird keeps with a request.
    public var coreContext: CoreRequestContextStorage
    /// The other end of the connection: a reverse proxy, or whoever asks.
    public let peer: SocketAddress?

    /// The context of a request on a connection.
    public init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        peer = source.channel.remoteAddress
    }
}
