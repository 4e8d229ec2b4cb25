/// How long a session waits in each stage.
///
/// The defaults are the minimums of RFC 5321 §4.5.3.2, but for connecting, which it does not name, and QUIT, whose reply
/// nobody needs.
///
/// | field | default | waits for |
/// |---|---|---|
/// | `connect` | 30 s | a connection, over all addresses of the name |
/// | `tls` | 60 s | the handshake |
/// | `greeting` | 5 min | the opening message |
/// | `command` | 5 min | the reply to EHLO, STARTTLS, AUTH, MAIL, RCPT, RSET |
/// | `data` | 2 min | the 354 |
/// | `block` | 3 min | one block of the content to leave |
/// | `dot` | 10 min | the reply to the final dot |
/// | `quit` | 5 s | the reply to QUIT |
/// | `minimumRate` | 500 octets/s | content of many blocks: all of it has `block` and its size at this rate |
///
/// A limit is for a whole reply: one that comes drop by drop gets no more time than one that comes at once.
public struct StageTimeouts: Hashable, Sendable {
    /// A connection, over all addresses of the name.
    public var connect: Duration
    /// The TLS handshake.
    public var tls: Duration
    /// The opening message.
    public var greeting: Duration
    /// The reply to any command without a field of its own.
    public var command: Duration
    /// The 354 to DATA.
    public var data: Duration
    /// One block of the content.
    public var block: Duration
    /// The reply to the final dot. Short values make duplicates (RFC 1047).
    public var dot: Duration
    /// The reply to QUIT.
    public var quit: Duration
    /// Octets a second at which content must leave on average; 0 for no such floor. A relay that takes one block every three minutes would
    /// keep a connection busy for a day with 25 MB.
    public var minimumRate: Int

    /// Timeouts; each has its default.
    public init(
        connect: Duration = .seconds(30), tls: Duration = .seconds(60), greeting: Duration = .seconds(300),
        command: Duration = .seconds(300), data: Duration = .seconds(120), block: Duration = .seconds(180),
        dot: Duration = .seconds(600), quit: Duration = .seconds(5), minimumRate: Int = 500
    ) {
        self.connect = connect
        self.tls = tls
        self.greeting = greeting
        self.command = command
        self.data = data
        self.block = block
        self.dot = dot
        self.quit = quit
        self.minimumRate = minimumRate
    }

    /// How long content of so many octets may take altogether; nil without a floor.
    func contentLimit(of octets: Int) -> Duration? {
        minimumRate > 0 ? block + .seconds(octets / minimumRate) : nil
    }

    /// How long to wait in a stage; nil where a session waits for as long as it takes.
    public func limit(for stage: Stage) -> Duration? {
        switch stage {
        case .connect: connect
        case .tls: tls
        case .greeting: greeting
        case .ehlo, .startTLS, .auth, .mail, .rcpt, .rset: command
        case .data: data
        case .content: block
        case .dot: dot
        case .quit: quit
        case .idle: nil
        }
    }
}
