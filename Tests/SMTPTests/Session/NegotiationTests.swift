import MailFormat
import Testing

@testable import SMTP

@Suite struct NegotiationTests {
    @Test(arguments: Transcript.negotiation, Chunking.allCases)
    func `the bare machine and a channel in memory follow the transcript`(transcript: Transcript, chunking: Chunking) throws {
        transcript.runBare(chunking)
        try transcript.runEmbedded(chunking)
    }

    @Test(.timeLimit(.minutes(1)), arguments: Transcript.negotiation, Chunking.allCases)
    func `a real socket follows the transcript`(transcript: Transcript, chunking: Chunking) async throws {
        try await transcript.runSocket(chunking)
    }

    @Test(arguments: Transcript.injection)
    func `a byte in the clear behind the answer to STARTTLS ends the session`(transcript: Transcript) throws {
        transcript.runBare(.whole)
        try transcript.runEmbedded(.whole)
    }

    private func ended(_ relay: Relay, isLoopback: Bool, _ lines: [String]) -> SessionEnd? {
        var driver = BareDriver(relay: relay, feed: FeedScript([]))
        driver.start(isLoopback: isLoopback)
        for line in lines { driver.receive(Array("\(line)\r\n".utf8)) }
        return driver.feed.end
    }

    private func failure(_ end: SessionEnd?) -> SessionFailure? {
        if case .failed(let failure) = end { failure } else { nil }
    }

    @Test func `TLS off is for this machine, unless insecure says so`() {
        #expect(failure(ended(Transcript.relay(), isLoopback: false, []))?.cause == .policy)
        #expect(ended(Transcript.relay(), isLoopback: true, []) == nil)
        #expect(ended(Transcript.relay(TransportSecurity(.none, allowsInsecure: true)), isLoopback: false, []) == nil)
    }

    private struct NoToken: Error, CustomStringConvertible { let description = "the command failed" }

    @Test(
        arguments: [
            (Result<Secret, any Error>.success(Secret("new")), ["235 in"], "end finished", nil),
            (.success(Secret("new")), ["535 5.7.8 no"], "end authentication@auth", "check username and password"),
            (.success(Secret("old")), [], "end authentication@auth", "a new token was asked for, and it was the same one"),
            (.failure(NoToken()), [], "end authentication@auth", "no new token was to be had: the command failed"),
        ] as [(Result<Secret, any Error>, [String], String, String?)])
    func `a token that is refused is renewed once`(
        token: Result<Secret, any Error>, replies: [String], end: String, hint: String?
    ) throws {
        let credentials = Credentials(username: "tim", proof: .token(Secret("old")), renewal: TokenSource(Secret("old")) { _ in })
        var driver = BareDriver(relay: Transcript.relay(credentials: credentials), feed: FeedScript([]))
        driver.start()
        for line in ["220 hi", "250-relay", "250 AUTH XOAUTH2", "334 e30=", "535 5.7.8 expired"] {
            driver.receive(Array("\(line)\r\n".utf8))
        }
        #expect(driver.renewing?.reveal() == Array("old".utf8))
        #expect(driver.timers.last == .some(nil))
        driver.written = []
        driver.run(driver.machine.renewed(token))
        for line in replies { driver.receive(Array("\(line)\r\n".utf8)) }
        if !replies.isEmpty { #expect(shown(driver.written).hasPrefix("AUTH XOAUTH2 dXNlcj10aW0BYXV0aD1CZWFyZXIgbmV3AQE=")) }
        if driver.feed.end == nil { driver.receive(Array("221 bye\r\n".utf8)) }
        #expect(driver.feed.log.last == end)
        #expect(failure(driver.feed.end)?.hint == hint)
    }

    @Test func `a relay that knows no binding of ours is asked without one, once`() throws {
        let credentials = Credentials(username: "tim", proof: .password(Secret("x")))
        var machine = NegotiationMachine(relay: Transcript.relay(.implicit, credentials: credentials), nonce: "n")
        _ = machine.connected(Endpoint(addressLiteral: "[192.0.2.1]", isLoopback: false))
        _ = machine.protected(ChannelBinding(data: [1]))
        _ = machine.received(SMTPReply(code: 220, lines: ["hi"]), unread: false)
        let offer = SMTPReply(code: 250, lines: ["relay", "AUTH SCRAM-SHA-256 SCRAM-SHA-256-PLUS"])
        guard case .send(.auth("SCRAM-SHA-256-PLUS", _)) = machine.received(offer, unread: false) else { return #expect(Bool(false)) }
        let no = SMTPReply(code: 535, lines: ["5.7.8 no"])
        guard case .send(.auth("SCRAM-SHA-256", _)) = machine.received(no, unread: false) else { return #expect(Bool(false)) }
        guard case .fail = machine.received(no, unread: false) else { return #expect(Bool(false)) }
    }

    @Test func `a 535 to a password is final`() {
        let credentials = Credentials(username: "tim", proof: .password(Secret("x")))
        var driver = BareDriver(relay: Transcript.relay(credentials: credentials), feed: FeedScript([]))
        driver.start()
        for line in ["220 hi", "250-relay", "250 AUTH PLAIN", "535 5.7.8 no"] { driver.receive(Array("\(line)\r\n".utf8)) }
        #expect(driver.renewing == nil)
        #expect(driver.feed.log == ["end authentication@auth"])
    }

    @Test(.timeLimit(.minutes(1))) func `a token is renewed over a real socket, and kept for the connections to come`() async throws {
        let source = TokenSource(Secret("ya29")) { $0(.success(Secret("new"))) }
        let credentials = Credentials(username: "tim", proof: .token(Secret("ya29")), renewal: source)
        let transcript = Transcript(
            "renewed", relay: Transcript.relay(credentials: credentials),
            """
            S: 220 relay.example ESMTP
            C: EHLO client.example
            S: 250-relay.example
            S: 250 AUTH XOAUTH2
            C: AUTH XOAUTH2 dXNlcj10aW0BYXV0aD1CZWFyZXIgeWEyOQEB
            S: 334 eyJzdGF0dXMiOiI0MDEifQ==
            C:
            S: 535 5.7.8 expired
            C: AUTH XOAUTH2 dXNlcj10aW0BYXV0aD1CZWFyZXIgbmV3AQE=
            S: 235 2.7.0 welcome
            C: QUIT
            S: 221 bye
            = end finished
            """)
        try await transcript.runSocket(.byByte)
        #expect(source.token == Secret("new"))
    }

    @Test(arguments: ["my laptop", "a\r\nMAIL FROM:<x@y.z>", ""])
    func `a name that is none is not said`(name: String) {
        var relay = Transcript.relay()
        relay.heloName = name
        #expect(failure(ended(relay, isLoopback: true, ["220 hi"]))?.cause == .policy)
    }

    @Test func `without a name EHLO says our address`() {
        var relay = Transcript.relay()
        relay.heloName = nil
        var driver = BareDriver(relay: relay, feed: FeedScript([]))
        driver.start()
        driver.receive(Array("220 hi\r\n".utf8))
        #expect(shown(driver.written) == "EHLO [192.0.2.1]␍␊\n")
    }

    @Test func `credentials never go in the clear`() {
        let credentials = Credentials(username: "tim", proof: .password(Secret("x")))
        let relay = Transcript.relay(.opportunistic, credentials: credentials)
        let end = failure(ended(relay, isLoopback: false, ["220 hi", "250-relay", "250 AUTH PLAIN"]))
        #expect(end?.cause == .authentication)
        #expect(end?.hint == "set tls = \"starttls\" or \"implicit\"")
    }

    @Test func `after STARTTLS only what is offered then counts`() {
        var driver = BareDriver(
            relay: Transcript.relay(.startTLS, credentials: Credentials(username: "tim", proof: .password(Secret("x")))),
            feed: FeedScript([]))
        driver.start()
        for line in ["220 hi", "250-relay", "250-AUTH PLAIN", "250 STARTTLS", "220 go", "250 relay"] {
            driver.receive(Array("\(line)\r\n".utf8))
        }
        #expect(shown(driver.written) == "EHLO client.example␍␊\nSTARTTLS␍␊\nEHLO client.example␍␊\n")
        #expect(failure(driver.feed.end)?.detail == "the relay does not offer AUTH")
    }

    @Test(arguments: [
        ("SSH-2.0-OpenSSH_9.2", "this is an SSH server; check the port"),
        ("HTTP/1.1 400 Bad Request", "this is a web server; check the port"),
        ("\u{16}\u{3}\u{1}", "this port speaks implicit TLS; set tls = \"implicit\""),
        ("+OK ready", "this is a POP3 server; check the port"),
        ("* OK IMAP4rev1", "this is an IMAP server; check the port"),
    ])
    func `a greeting that is none says what the port speaks`(greeting: String, hint: String) {
        #expect(failure(ended(Transcript.relay(), isLoopback: true, [greeting]))?.hint == hint)
    }

    @Test func `a failure is one line: relay, stage, reply, hint`() {
        let relay = Transcript.relay(credentials: Credentials(username: "tim", proof: .password(Secret("x"))))
        let end = failure(ended(relay, isLoopback: true, ["220 hi", "250-relay", "250 AUTH PLAIN", "535 5.7.8 bad credentials"]))
        #expect(
            end?.description
                == "relay test (127.0.0.1:2525), while authenticating: 535 5.7.8 bad credentials; check username and password")
        #expect(end?.isPermanent == true)
    }
}
