import MailFormat

/// Our own end of a connection.
struct Endpoint: Hashable, Sendable {
    /// What EHLO says where no name is configured: `[192.0.2.1]`, `[IPv6:2001:db8::1]` (RFC 5321 §4.1.3).
    var addressLiteral: String
    /// Whether the relay is on this machine.
    var isLoopback: Bool
}

/// The beginning of a session, up to the first message: greeting, EHLO, STARTTLS and EHLO again, AUTH.
///
///     S: 220 relay.example.com ESMTP
///     C: EHLO client.example.org
///     S: 250-relay.example.com
///     S: 250 STARTTLS
///     C: STARTTLS
///     S: 220 go ahead
///
/// What a relay offered in the clear is forgotten once TLS is up (RFC 3207 §4.2), and a byte that came in the clear behind
/// the answer to STARTTLS ends the session: whoever sent it wants it read as if it had come protected.
///
/// SeeAlso: RFC 5321 §3.1, §3.2; RFC 3207; RFC 4954
struct NegotiationMachine: Sendable {
    /// How far it has come.
    enum State: Hashable, Sendable {
        /// May become: handshaking, greeting, failed.
        case connecting
        /// TLS is being set up: before the greeting (implicit), or after STARTTLS. May become: greeting, ehlo.
        case handshaking(isImplicit: Bool)
        /// May become: ehlo, failed.
        case greeting
        /// May become: helo, startTLS, authenticating, ready, failed.
        case ehlo
        /// May become: ready, failed.
        case helo
        /// May become: handshaking, authenticating, ready, failed.
        case startTLS(Capabilities)
        /// May become: renewing, ready, failed.
        case authenticating(SASLExchange, Capabilities)
        /// The relay refused the token with this reply, and another is being had. May become: authenticating, failed.
        case renewing(SMTPReply, detail: String, Capabilities)
        /// Final.
        case ready
        /// Final.
        case failed
    }

    /// What to do next.
    enum Action: Hashable, Sendable {
        /// Wait for what is owed in this stage.
        case wait(Stage)
        case send(Command)
        case startTLS
        /// Get a token other than this one.
        case renewToken(Secret)
        case ready(Capabilities)
        case fail(SessionFailure)
    }

    let relay: Relay
    /// Random text for SCRAM, printable and without a comma.
    let nonce: String
    private(set) var state: State = .connecting
    private var isProtected = false
    private var credentials: Credentials?
    private var hasRenewedToken = false
    /// What an authentication can be bound to.
    private var binding: ChannelBinding?
    private var endpoint = Endpoint(addressLiteral: "[127.0.0.1]", isLoopback: false)

    init(relay: Relay, nonce: String) {
        self.relay = relay
        self.nonce = nonce
        credentials = relay.credentials
    }

    /// Where in the dialogue the session is.
    var stage: Stage {
        switch state {
        case .connecting: .connect
        case .handshaking: .tls
        case .greeting: .greeting
        case .ehlo, .helo: .ehlo
        case .startTLS: .startTLS
        case .authenticating, .renewing: .auth
        case .ready, .failed: .idle
        }
    }

    /// Whether the relay owes a reply.
    var isOwedReply: Bool {
        switch state {
        case .greeting, .ehlo, .helo, .startTLS, .authenticating: true
        case .connecting, .handshaking, .renewing, .ready, .failed: false
        }
    }

    /// The connection is open.
    mutating func connected(_ endpoint: Endpoint) -> Action {
        self.endpoint = endpoint
        switch relay.tls.mode {
        case .implicit:
            state = .handshaking(isImplicit: true)
            return .startTLS
        case .none where !endpoint.isLoopback && !relay.tls.allowsInsecure:
            return fail(.policy, "TLS is off and the relay is not on this machine", hint: "set tls = \"starttls\", or insecure = true")
        case .startTLS, .opportunistic, .none:
            state = .greeting
            return .wait(.greeting)
        }
    }

    /// The handshake is done and the certificate is good.
    mutating func protected(_ binding: ChannelBinding? = nil) -> Action {
        self.binding = binding
        guard case .handshaking(let isImplicit) = state else { preconditionFailure("a handshake that was not asked for is done") }
        isProtected = true
        if isImplicit {
            state = .greeting
            return .wait(.greeting)
        }
        return sayEHLO()
    }

    /// A reply came.
    ///
    /// - Parameter unread: Whether more bytes came behind it.
    mutating func received(_ reply: SMTPReply, unread: Bool) -> Action {
        if reply.code == 421 { return fail(.closing, reply: reply) }
        switch state {
        case .greeting:
            guard reply.code / 100 == 2 else { return fail(.refused, reply: reply) }
            return sayEHLO()
        case .ehlo:
            if reply.code / 100 == 2 { return greeted(Capabilities(ehlo: reply)) }
            return mayFallBack(reply) ? sayHELO() : fail(.refused, reply: reply)
        case .helo:
            guard reply.code / 100 == 2 else { return fail(.refused, reply: reply) }
            return greeted(Capabilities())
        case .startTLS(let capabilities):
            return startTLSAnswered(reply, capabilities, unread: unread)
        case .authenticating(let exchange, let capabilities):
            return challenged(reply, exchange, capabilities)
        case .connecting, .handshaking, .renewing, .ready, .failed:
            return fail(.protocolViolation, "\(reply) came when no reply was owed")
        }
    }

    private mutating func sayEHLO() -> Action {
        state = .ehlo
        let command = Command.ehlo(relay.heloName ?? endpoint.addressLiteral)
        var line: [UInt8] = []
        guard (try? command.encode(into: &line)) != nil else {
            return fail(.policy, "the name to say in EHLO is no name", hint: "name this host as others know it, such as mail.example.com")
        }
        return .send(command)
    }

    private mutating func sayHELO() -> Action {
        state = .helo
        return .send(.helo(relay.heloName ?? endpoint.addressLiteral))
    }

    /// HELO has no extensions, so it will not do where TLS or AUTH is required.
    private func mayFallBack(_ reply: SMTPReply) -> Bool {
        let isSatisfied = isProtected || relay.tls.mode == .none || relay.tls.mode == .opportunistic
        return reply.code / 100 == 5 && isSatisfied && relay.credentials == nil
    }

    private mutating func greeted(_ capabilities: Capabilities) -> Action {
        if !isProtected, relay.tls.mode == .startTLS || (relay.tls.mode == .opportunistic && capabilities.startTLS) {
            guard capabilities.startTLS else {
                return fail(.policy, "the relay does not offer STARTTLS", hint: "another port may: 465 with tls = \"implicit\"")
            }
            state = .startTLS(capabilities)
            return .send(.startTLS)
        }
        return authenticate(capabilities)
    }

    private mutating func startTLSAnswered(_ reply: SMTPReply, _ capabilities: Capabilities, unread: Bool) -> Action {
        if reply.code / 100 == 2 {
            if unread {
                return fail(.tls, "bytes came in the clear behind the answer to STARTTLS", hint: "somebody on the path may be tampering")
            }
            state = .handshaking(isImplicit: false)
            return .startTLS
        }
        if relay.tls.mode == .opportunistic { return authenticate(capabilities) }
        return fail(.tls, reply: reply)
    }

    private mutating func authenticate(_ capabilities: Capabilities) -> Action {
        guard let credentials else { return ready(capabilities) }
        guard isProtected || endpoint.isLoopback || relay.tls.allowsInsecure else {
            return fail(.authentication, "credentials are not sent in the clear", hint: "set tls = \"starttls\" or \"implicit\"")
        }
        guard
            let exchange = SASLExchange(
                credentials, offered: capabilities.authMechanisms, binding: binding, nonce: nonce, host: relay.host, port: relay.port)
        else {
            let offered = capabilities.authMechanisms.joined(separator: " ")
            return fail(
                .authentication, offered.isEmpty ? "the relay does not offer AUTH" : "no common mechanism; the relay offers \(offered)",
                hint: offered.isEmpty ? "it may do so on another port, or after TLS" : nil)
        }
        state = .authenticating(exchange, capabilities)
        return .send(.auth(mechanism: exchange.mechanism, initialResponse: exchange.initialResponse))
    }

    private mutating func challenged(_ reply: SMTPReply, _ exchange: SASLExchange, _ capabilities: Capabilities) -> Action {
        var exchange = exchange
        switch reply.code {
        case 200..<300:
            guard exchange.isSatisfied else {
                return fail(
                    .authentication, "the relay did not prove that it knows the password",
                    hint: "it may not be the relay it says it is")
            }
            return ready(capabilities)
        case 334:
            switch exchange.answer(reply.lines.first ?? "") {
            case .response(let response):
                state = .authenticating(exchange, capabilities)
                return .send(.authResponse(response))
            case .cancel:
                state = .authenticating(exchange, capabilities)
                return .send(.authCancel)
            }
        case 400... where exchange.mechanism.hasSuffix("-PLUS") && credentials?.mechanism == nil:
            // There are several kinds of binding, and the relay may know others only (RFC 9266 §4).
            binding = nil
            return authenticate(capabilities)
        case 400... where mayRenewToken(reply, exchange):
            hasRenewedToken = true
            state = .renewing(reply, detail: exchange.failureDetail ?? "", capabilities)
            return .renewToken(credentials?.secret ?? Secret(""))
        case 400...:
            return fail(.authentication, exchange.failureDetail ?? "", reply: reply, hint: Self.hint(for: reply))
        default:
            return fail(.protocolViolation, "\(reply) is no answer to AUTH")
        }
    }

    /// A token that is refused has most likely expired: 535, or the relay's account of it behind 334 (RFC 7628 §3.2.2).
    private func mayRenewToken(_ reply: SMTPReply, _ exchange: SASLExchange) -> Bool {
        credentials?.renewal != nil && !hasRenewedToken && (reply.code == 535 || exchange.failureDetail != nil)
    }

    /// The token that was asked for, or why there is none; nil where nobody waits for it any more.
    mutating func renewed(_ token: Result<Secret, any Error>) -> Action? {
        guard case .renewing(let reply, let detail, let capabilities) = state else { return nil }
        switch token {
        case .success(let token) where token != credentials?.secret:
            credentials?.proof = .token(token)
            return authenticate(capabilities)
        case .success:
            return fail(.authentication, detail, reply: reply, hint: "a new token was asked for, and it was the same one")
        case .failure(let problem):
            return fail(.authentication, detail, reply: reply, hint: "no new token was to be had: \(problem)")
        }
    }

    private static func hint(for reply: SMTPReply) -> String? {
        switch reply.code {
        case 535: "check username and password"
        case 534: "the relay wants another mechanism, or an application password"
        case 538: "the relay wants TLS first"
        case 432: "the password has expired"
        default: nil
        }
    }

    private mutating func ready(_ capabilities: Capabilities) -> Action {
        if relay.requiresTLSOnward {
            guard isProtected, relay.tls.verifiesCertificate else {
                return fail(.policy, "require_tls_onward asks for TLS here too", hint: "set tls = \"starttls\" or \"implicit\"")
            }
            guard capabilities.requireTLS else {
                return fail(
                    .policy, "the relay does not offer REQUIRETLS, so it will not promise TLS on the way",
                    hint: "use a relay that does, or take require_tls_onward out")
            }
        }
        state = .ready
        return .ready(capabilities)
    }

    private mutating func fail(
        _ cause: SessionFailure.Cause, _ detail: String = "", reply: SMTPReply? = nil, hint: String? = nil
    ) -> Action {
        let failure = SessionFailure(cause: cause, stage: stage, relay: relay.label, reply: reply, detail: detail, hint: hint)
        state = .failed
        return .fail(failure)
    }
}
