/// A configured upstream: where it is, how to speak to it, and how much.
public struct Relay: Hashable, Sendable {
    /// The name the user gave it, unique in a project.
    public var name: String
    /// A host name or an IP address.
    public var host: String
    /// 1…65535
    public var port: Int
    /// How the connection is protected.
    public var tls: TransportSecurity
    /// Who we are to the relay; nil where it does not ask.
    public var credentials: Credentials?
    /// What EHLO says: a fully qualified name or an address literal (RFC 5321 §4.1.4). nil: the address literal of our end of the connection.
    public var heloName: String?
    /// At most so many sessions at once; 1 or more.
    public var maxConnections: Int
    /// A session ends after so many messages; 1 or more.
    public var messagesPerConnection: Int
    /// How long a session with nothing to do is kept open. Relays close idle ones themselves, many after a minute.
    public var idleTimeout: Duration = .seconds(30)
    /// How long a session waits in each stage.
    public var timeouts: StageTimeouts
    /// Whether to ask for delivery status notifications where the relay offers them: `RET=HDRS ENVID=…`, `NOTIFY=FAILURE,DELAY ORCPT=…` (RFC 3461).
    public var requestsDSN: Bool
    /// Whether commands are sent ahead of replies where the relay offers it (RFC 2920). Dovecot 2.3's submission service offers it and
    /// crashes when the next message waits behind the final dot, which leaves the one before it uncertain.
    public var allowsPipelining: Bool
    /// How much of the mail it gets, and how fast.
    public var policy: RelayPolicy
    /// Whether content goes as a chunk (BDAT) where the relay offers it, in place of DATA (RFC 3030). It spares the round trip of DATA where
    /// nothing is pipelined, and the doubling of dots. Off by default: with PIPELINING both cost one round trip a message, DATA is the way
    /// every relay has been tried on, and a relay that offers BDAT and does not know it would read the content as commands.
    public var usesChunking: Bool
    /// How the relay knows a message again; nil where it does not, so that a message in doubt stays in doubt.
    public var idempotency: IdempotencyHeader?
    /// Whether the relay must promise to hand mail on over verified TLS only, or not at all (REQUIRETLS, RFC 8689). A relay that does not
    /// offer it is not used.
    public var requiresTLSOnward = false
    /// The address of ours that connections come from; nil: the system's choice.
    public var sourceAddress: String?
    /// Through which proxy the relay is reached; nil: through none.
    public var proxy: SOCKSProxy?

    /// A relay from its parts.
    public init(
        name: String, host: String, port: Int, tls: TransportSecurity, credentials: Credentials? = nil,
        heloName: String? = nil, maxConnections: Int = 10, messagesPerConnection: Int = 100,
        timeouts: StageTimeouts = StageTimeouts(), requestsDSN: Bool = true, allowsPipelining: Bool = true,
        usesChunking: Bool = false, idempotency: IdempotencyHeader? = nil,
        policy: RelayPolicy = RelayPolicy()
    ) {
        self.name = name
        self.host = host
        self.port = port
        self.tls = tls
        self.credentials = credentials
        self.heloName = heloName
        self.maxConnections = maxConnections
        self.messagesPerConnection = messagesPerConnection
        self.timeouts = timeouts
        self.requestsDSN = requestsDSN
        self.allowsPipelining = allowsPipelining
        self.policy = policy
        self.usesChunking = usesChunking
        self.idempotency = idempotency
    }

    /// The relay as a person knows it: `ses (email-smtp.eu-west-1.amazonaws.com:587)`.
    public var label: String { "\(name) (\(host):\(port))" }
}
