extension SandboxRelay {
    /// What becomes of messages taken.
    public enum Storage: Sendable {
        /// Counted and forgotten.
        case nothing
        /// Kept in memory, the oldest thrown away over so many.
        case memory(limit: Int)
        /// Written to a Maildir before the dot is answered.
        case maildir(Maildir)
    }

    /// What a sandbox is set to; the defaults take everything and store nothing.
    public struct Options: Sendable {
        /// The name in greeting and EHLO.
        public var hostName = "sandbox.invalid"
        /// What becomes of messages taken.
        public var storage = Storage.nothing
        /// The record of every message whose end was seen; nil for none.
        public var log: RecordingLog?
        /// Service extensions offered.
        public var extensions = SandboxExtensions.all
        /// Octets of one message, 1…; more is answered with 552.
        public var maxMessageSize = 50 << 20
        /// Recipients of one transaction; more are answered with 452. RFC 5321 §4.5.3.1.8 asks for 100.
        public var maxRecipients = 100
        /// Connections at one time; more are turned away with 421.
        public var maxConnections = 1000
        /// Errors of one client before it is turned away with 421.
        public var maxErrors = 50
        /// How long a connection may be silent. RFC 5321 §4.5.3.2.7 asks for 5 minutes.
        public var idleTimeout = Duration.seconds(300)
        /// Whether recipients' addresses script failures (`SandboxScript`).
        public var isScripted = true
        /// Failures by chance.
        public var chaos: [SandboxChaos] = []
        /// Where chance begins: the same seed and the same dialogue give the same failures.
        public var chaosSeed: UInt64 = 0
        /// Whether it may listen on an address that others can reach.
        public var allowsRemoteClients = false

        /// The defaults.
        public init() {}
    }
}

extension SandboxSession.Rules {
    init(_ options: SandboxRelay.Options) {
        self.init(
            hostName: options.hostName, extensions: options.extensions, maxMessageSize: options.maxMessageSize,
            maxRecipients: options.maxRecipients, maxErrors: options.maxErrors, isScripted: options.isScripted, chaos: options.chaos,
            chaosSeed: options.chaosSeed)
        if case .nothing = options.storage, options.log == nil { keepsContent = false }
    }
}
