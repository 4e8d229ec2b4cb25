import MailFormat
import Testing

@testable import SMTP

@Suite struct SASLExchangeTests {
    private func exchange(
        _ mechanism: String, username: String, secret: String, nonce: String = "nonce", isToken: Bool = false
    ) throws -> SASLExchange {
        let proof: Credentials.Proof = isToken ? .token(Secret(secret)) : .password(Secret(secret))
        return try #require(
            SASLExchange(
                Credentials(username: username, proof: proof, mechanism: mechanism), offered: [mechanism], nonce: nonce,
                host: "server.example.com", port: 587))
    }

    private func text(_ secret: Secret?) -> String? {
        secret.flatMap { StrictBase64.decode(String(decoding: $0.reveal(), as: UTF8.self)) }.map { String(decoding: $0, as: UTF8.self) }
    }

    private func answer(_ exchange: inout SASLExchange, _ challenge: String) -> String? {
        switch exchange.answer(String(decoding: Base64MIME.encodeUnbroken(Array(challenge.utf8)), as: UTF8.self)) {
        case .response(let response): text(response)
        case .cancel: nil
        }
    }

    @Test func `PLAIN, RFC 4616 §4`() throws {
        let exchange = try exchange("PLAIN", username: "tim", secret: "tanstaaftanstaaf")
        #expect(text(exchange.initialResponse) == "\0tim\0tanstaaftanstaaf")
        #expect(exchange.isSatisfied)
    }

    @Test func `LOGIN answers by turn, whatever is asked`() throws {
        var exchange = try exchange("LOGIN", username: "tim", secret: "tanstaaf")
        #expect(exchange.initialResponse == nil)
        #expect(answer(&exchange, "Username:") == "tim")
        #expect(answer(&exchange, "Passwort?") == "tanstaaf")
        #expect(exchange.answer("") == .cancel)
    }

    @Test func `CRAM-MD5, RFC 2195 §2`() throws {
        var exchange = try exchange("CRAM-MD5", username: "tim", secret: "tanstaaftanstaaf")
        #expect(
            answer(&exchange, "<1896.697170952@postoffice.reston.mci.net>") == "tim b913a602c7eda7a495b4e6e7334d3890")
    }

    @Test func `SCRAM-SHA-1, RFC 5802 §5`() throws {
        var exchange = try exchange("SCRAM-SHA-1", username: "user", secret: "pencil", nonce: "fyko+d2lbbFgONRv9qkxdawL")
        #expect(text(exchange.initialResponse) == "n,,n=user,r=fyko+d2lbbFgONRv9qkxdawL")
        #expect(
            answer(&exchange, "r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096")
                == "c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=")
        #expect(!exchange.isSatisfied)
        #expect(answer(&exchange, "v=rmF9pqV8S7suAoZWja4dJRkFsKQ=") == "")
        #expect(exchange.isSatisfied)
    }

    @Test func `SCRAM-SHA-256, RFC 7677 §3`() throws {
        var exchange = try exchange("SCRAM-SHA-256", username: "user", secret: "pencil", nonce: "rOprNGfwEbeRWgbNEkqO")
        #expect(text(exchange.initialResponse) == "n,,n=user,r=rOprNGfwEbeRWgbNEkqO")
        #expect(
            answer(&exchange, "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096")
                == "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=")
        #expect(answer(&exchange, "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=") == "")
        #expect(exchange.isSatisfied)
    }

    @Test(arguments: [
        "r=other,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096", "r=nonce,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096", "r=nonceX,s=,i=4096",
        "r=nonceX,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=1", "r=nonceX,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=100000000", "r=nonceX,s=!,i=4096",
        "m=ext,r=nonceX,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096", "e=other-error", "", "r=nonceX",
    ])
    func `a hostile first message of SCRAM is cancelled`(challenge: String) throws {
        var exchange = try exchange("SCRAM-SHA-256", username: "user", secret: "pencil")
        #expect(answer(&exchange, challenge) == nil)
        #expect(exchange.failureDetail != nil)
    }

    @Test func `a relay that cannot sign is not believed`() throws {
        var exchange = try exchange("SCRAM-SHA-256", username: "user", secret: "pencil", nonce: "rOprNGfwEbeRWgbNEkqO")
        _ = answer(&exchange, "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096")
        #expect(answer(&exchange, "v=7rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=") == nil)
        #expect(!exchange.isSatisfied || exchange.failureDetail != nil)
    }

    @Test func `OAUTHBEARER, RFC 7628 §4`() throws {
        var exchange = try exchange("OAUTHBEARER", username: "user@example.com", secret: "vF9dft4qmT", isToken: true)
        #expect(
            text(exchange.initialResponse)
                == "n,a=user@example.com,\u{1}host=server.example.com\u{1}port=587\u{1}auth=Bearer vF9dft4qmT\u{1}\u{1}")
        #expect(answer(&exchange, #"{"status":"invalid_token"}"#) == "\u{1}")
        #expect(exchange.failureDetail == #"{"status":"invalid_token"}"#)
    }

    @Test func `XOAUTH2`() throws {
        var exchange = try exchange("XOAUTH2", username: "someuser@example.com", secret: "ya29", isToken: true)
        #expect(text(exchange.initialResponse) == "user=someuser@example.com\u{1}auth=Bearer ya29\u{1}\u{1}")
        #expect(answer(&exchange, #"{"status":"401"}"#) == "")
    }

    /// Worked out by hand with another implementation of HMAC and PBKDF2.
    @Test func `SCRAM-SHA-256-PLUS proves the channel too`() throws {
        let binding = try #require(ChannelBinding(certificate: try TestCertificates.der(TestCertificates.good)))
        let known = ChannelBinding(data: Array(0..<32))
        var exchange = try #require(
            SASLExchange(
                Credentials(username: "user", proof: .password(Secret("pencil"))), offered: ["SCRAM-SHA-256", "SCRAM-SHA-256-PLUS"],
                binding: known, nonce: "rOprNGfwEbeRWgbNEkqO", host: "h", port: 25))
        #expect(exchange.mechanism == "SCRAM-SHA-256-PLUS")
        #expect(text(exchange.initialResponse) == "p=tls-server-end-point,,n=user,r=rOprNGfwEbeRWgbNEkqO")
        #expect(
            answer(&exchange, "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096")
                == "c=cD10bHMtc2VydmVyLWVuZC1wb2ludCwsAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=,"
                + "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=nY1Wus9a+gM2DrbQ1msXFgyhW6KM5ktOxWiU+/P/EGY=")
        #expect(answer(&exchange, "v=RwppMGddhz/J0lFYaRReBjXcQeNUFP5Qc76Lo5Exrig=") == "")
        #expect(exchange.isSatisfied)
        #expect(binding.data.count == 32)
        #expect(ChannelBinding(certificate: []) == nil)
    }

    @Test(arguments: [
        (["SCRAM-SHA-1"], false, "n,,"), (["SCRAM-SHA-1"], true, "y,,"), (["SCRAM-SHA-1", "SCRAM-SHA-1-PLUS"], false, "n,,"),
        (["SCRAM-SHA-1", "SCRAM-SHA-1-PLUS"], true, "p=tls-server-end-point,,"),
        (["SCRAM-SHA-256", "SCRAM-SHA-1-PLUS"], true, "p=tls-server-end-point,,"),
    ])
    func `what is said of the channel, RFC 5802 §6`(offered: [String], canBind: Bool, header: String) throws {
        let exchange = try #require(
            SASLExchange(
                Credentials(username: "user", proof: .password(Secret("pencil"))), offered: offered,
                binding: canBind ? ChannelBinding(data: [1]) : nil, nonce: "n", host: "h", port: 25))
        #expect(text(exchange.initialResponse) == "\(header)n=user,r=n")
    }

    @Test func `SCRAM is not used with what cannot be prepared`() {
        let credentials = Credentials(username: "user", proof: .password(Secret("pencil\u{7}")))
        #expect(SASLExchange(credentials, offered: ["SCRAM-SHA-256", "PLAIN"], nonce: "n", host: "h", port: 25)?.mechanism == "PLAIN")
        let typed = Credentials(username: "u\u{AD}ser", proof: .password(Secret("x")))
        let exchange = SASLExchange(typed, offered: ["SCRAM-SHA-256"], nonce: "n", host: "h", port: 25)
        #expect(text(exchange?.initialResponse) == "n,,n=user,r=n")
    }

    @Test(arguments: [
        (["LOGIN", "PLAIN", "SCRAM-SHA-1", "CRAM-MD5", "SCRAM-SHA-256"], "SCRAM-SHA-256"),
        (["LOGIN", "PLAIN", "SCRAM-SHA-1"], "SCRAM-SHA-1"), (["CRAM-MD5", "LOGIN", "PLAIN"], "PLAIN"),
        (["CRAM-MD5", "LOGIN"], "LOGIN"), (["CRAM-MD5", "GSSAPI"], "CRAM-MD5"), (["GSSAPI", "XOAUTH2"], nil), ([], nil),
    ])
    func `the strongest mechanism both know`(offered: [String], chosen: String?) {
        let credentials = Credentials(username: "user", proof: .password(Secret("pencil")))
        #expect(SASLExchange(credentials, offered: offered, nonce: "n", host: "h", port: 25)?.mechanism == chosen)
    }

    @Test func `a name with what separates is refused, RFC 4616 §2`() {
        let credentials = Credentials(username: "a\0b", proof: .password(Secret("pencil")))
        #expect(SASLExchange(credentials, offered: ["PLAIN"], nonce: "n", host: "h", port: 25) == nil)
    }

    @Test(arguments: ["a", "ab==c", "????", "YQ", "=", "====", "YQ=\u{20}"])
    func `base64 that is none`(text: String) {
        #expect(StrictBase64.decode(text) == nil)
    }

    @Test func `a secret does not show itself`() {
        let credentials = Credentials(username: "user", proof: .password(Secret("pencil")))
        let relay = Transcript.relay(credentials: credentials)
        var dumped = ""
        dump(relay, to: &dumped)
        for text in ["\(relay)", String(reflecting: relay), dumped, "\(credentials.proof)"] { #expect(!text.contains("pencil")) }
    }
}
