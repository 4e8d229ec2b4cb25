public import Logging
import MailFormat
public import NIOCore
import NIOPosix
import Synchronization

/// One connection to a relay, from connecting to QUIT, fed by a ``MessageFeed``.
///
/// Every decision is ``SessionStateMachine``'s. All methods may be called from any thread; they take effect on the
/// session's event loop, in the order they were called.
///
/// ## The write protocol
/// With PIPELINING one write carries the content of message *n*, its final dot, and MAIL, RCPT, DATA of *n* + 1. When the
/// replies are in, the session calls `record([outcome of n], marking: n + 1)`. The final dot of *n* + 1 is written only
/// after `clear(n + 1, .go)`. A connection lost before the dot was handed to the system gives `released`, after it
/// `uncertain`.
///
/// SeeAlso: RFC 5321, RFC 2920
public final class RelaySession: Sendable {
    /// The relay it speaks to.
    public let relay: Relay
    let eventLoop: any EventLoop
    private let handler: NIOLoopBoundBox<SessionHandler?>
    private let connected = Mutex<String?>(nil)

    private init(relay: Relay, eventLoop: any EventLoop) {
        self.relay = relay
        self.eventLoop = eventLoop
        handler = NIOLoopBoundBox.makeEmptyBox(valueType: SessionHandler.self, eventLoop: eventLoop)
    }

    /// The address and port it is connected to, as the relay's log knows it: `192.0.2.1:25`, `[2001:db8::1]:587`; nil before.
    public var peer: String? { connected.withLock(\.self) }

    /// Opens a session. It begins at once and tells its feed how it ends, also where no connection comes to be.
    ///
    /// - Parameters:
    ///   - relay: Where to.
    ///   - group: One of its event loops carries the session; nil: of the group all of the process shares, a loop a core.
    ///   - feed: Gives messages and takes outcomes; kept alive by the session until it ends.
    ///   - trace: Where the dialogue is written down, redacted; nil for nowhere.
    ///   - logger: Gets one line an event at `debug`.
    public static func connect(
        to relay: Relay, on group: (any EventLoopGroup)? = nil, feed: any MessageFeed,
        trace: DialogueTrace? = nil, logger: Logger
    ) -> RelaySession {
        connect(to: relay, on: group, feed: feed, nonce: Nonce.random(), trace: trace, logger: logger)
    }

    /// The same, with the randomness given, SCRAM's nonce, and with who looks names up.
    static func connect(
        to relay: Relay, on group: (any EventLoopGroup)?, feed: any MessageFeed, nonce: String, resolver: (any Resolver & Sendable)? = nil,
        trace: DialogueTrace?, logger: Logger
    ) -> RelaySession {
        let session = RelaySession(relay: relay, eventLoop: (group ?? MultiThreadedEventLoopGroup.singleton).next())
        session.eventLoop.execute {
            let handler = SessionHandler(session: session, feed: feed, nonce: nonce, trace: trace, logger: logger)
            session.handler.value = handler
            handler.connect(resolver: resolver)
        }
        return session
    }

    /// A session whose channel is somebody else's: tests put its handler into a channel of their own.
    static func detached(
        relay: Relay, on eventLoop: any EventLoop, feed: any MessageFeed, nonce: String, trace: DialogueTrace? = nil, logger: Logger
    ) -> (RelaySession, SessionHandler) {
        let session = RelaySession(relay: relay, eventLoop: eventLoop)
        let handler = SessionHandler(session: session, feed: feed, nonce: nonce, trace: trace, logger: logger)
        session.handler.value = handler
        return (session, handler)
    }

    /// The feed that answered `.wait` has messages again.
    public func wake() {
        eventLoop.execute { self.handler.value?.wake() }
    }

    /// The ledger's answer to a mark.
    public func clear(_ key: Int64, _ verdict: MarkVerdict) {
        eventLoop.execute { self.handler.value?.clear(key, verdict) }
    }

    /// Answers many marks at once, with one hop an event loop: what a ledger calls after a group commit.
    public static func clearAll(_ verdicts: [(session: RelaySession, key: Int64, verdict: MarkVerdict)]) {
        let loops = Dictionary(grouping: verdicts) { ObjectIdentifier($0.session.eventLoop) }
        for (_, group) in loops {
            group.first?.session.eventLoop.execute {
                for (session, key, verdict) in group { session.handler.value?.clear(key, verdict) }
            }
        }
    }

    /// Finishes the message in flight, then says QUIT.
    public func stop() {
        eventLoop.execute { self.handler.value?.stop() }
    }

    /// Closes the connection now. A message whose dot is out becomes `uncertain`, any other `released`.
    public func abort() {
        eventLoop.execute { self.handler.value?.abort() }
    }

    /// The connection is open.
    func connected(to address: SocketAddress?) {
        guard let ip = address?.ipAddress, let port = address?.port else { return }
        connected.withLock { $0 = ip.contains(":") ? "[\(ip)]:\(port)" : "\(ip):\(port)" }
    }

    /// The session is over: let go of what it held.
    func forgetHandler() {
        handler.value = nil
    }
}
