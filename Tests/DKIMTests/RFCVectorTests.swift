import Foundation
import Testing

@testable import DKIM

/// The signed examples of the standards. Their text, keys and records are facts of RFC 6376 §A and RFC 8463 §A.
@Suite("Examples of RFC 6376 and RFC 8463")
struct RFCVectorTests {
    private static let records = [
        "brisbane._domainkey.example.com":
            "v=DKIM1; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDwIRP/UC3SBsEmGqZ9ZJW3/DkMoGeLnQg1fWn7/zYtIxN2SnFCjxOCKG9v3b4jYfcTNh5ijSsq631u"
            + "BItLa7od+v/RtdC2UzJ1lWT947qR+Rcac2gbto/NMqJ0fzfVjH4OuKhitdY9tf6mcwGjaNBcWToIMmPSPDdQPNUYckcQ2QIDAQAB",
        "brisbane._domainkey.football.example.com": "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=",
        "test._domainkey.football.example.com":
            "v=DKIM1; k=rsa; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDkHlOQoBTzWRiGs5V6NpP3idY6Wk08a5qhdR6wy5bdOKb2jLQiY/J16JYi0Qvx/byYzCNb"
            + "3W91y3FutACDfzwQ/BC/e/8uBsCR+yz1Lxj+PL6lHvqMKrM3rG4hstT5QjvHO9PzoxZyVYLzBfO2EeC3Ip3G+2kryOTIKT+l/K4w3QIDAQAB",
    ]

    private static func lookup(_ name: String) -> KeyAnswer {
        records[name].map { .records([$0]) } ?? .notFound
    }

    private static let author = """
        From: Joe SixPack <joe@football.example.com>
        To: Suzie Q <suzie@shopping.example.net>
        Subject: Is dinner ready?
        Date: Fri, 11 Jul 2003 21:00:37 -0700 (PDT)
        Message-ID: <20030712040037.46341.5F8J@football.example.com>

        Hi.

        We lost the game. Are you hungry yet?

        Joe.

        """

    /// RFC 6376 §A.2, simple/simple.
    private static let rfc6376 = crlf(
        """
        DKIM-Signature: v=1; a=rsa-sha256; s=brisbane; d=example.com;
              c=simple/simple; q=dns/txt; i=joe@football.example.com;
              h=Received : From : To : Subject : Date : Message-ID;
              bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;
              b=AuUoFEfDxTDkHlLXSZEpZj79LICEps6eda7W3deTVFOk4yAUoqOB
              4nujc7YopdG5dWLSdNg6xNAZpOPr+kHxt1IrE+NahM6L/LbvaHut
              KVdkLLkpVaVVQPzeRDI009SO2Il5Lu7rDNH6mZckBdrIx0orEtZV
              4bmp/YzhwvcubU4=;
        Received: from client1.football.example.com  [192.0.2.1]
              by submitserver.example.com with SUBMISSION;
              Fri, 11 Jul 2003 21:01:54 -0700 (PDT)
        \(author)
        """.trimmingLastLineEnd)

    /// RFC 8463 §A.3, relaxed/relaxed, Ed25519 and RSA.
    private static let rfc8463 = crlf(
        """
        DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed/relaxed;
         d=football.example.com; i=@football.example.com;
         q=dns/txt; s=brisbane; t=1528637909; h=from : to :
         subject : date : message-id : from : subject : date;
         bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;
         b=/gCrinpcQOoIfuHNQIbq4pgh9kyIK3AQUdt9OdqQehSwhEIug4D11Bus
         Fa3bT3FY5OsU7ZbnKELq+eXdp1Q1Dw==
        DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed;
         d=football.example.com; i=@football.example.com;
         q=dns/txt; s=test; t=1528637909; h=from : to : subject :
         date : message-id : from : subject : date;
         bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;
         b=F45dVWDfMbQDGHJFlXUNB2HKfbCeLRyhDXgFpEL8GwpsRe0IeIixNTe3
         DhCVlUrSjV4BwcVcOF6+FF3Zo9Rpo1tFOeS9mPYQTnGdaSGsgeefOsk2Jz
         dA+L10TeYt9BgDfQNZtKdN1WO//KgIqXP7OdEFE4LjFYNcUxZQ4FADY+8=
        \(author)
        """.trimmingLastLineEnd)

    @Test func `RFC 6376 A.2 verifies`() {
        let results = DKIMVerifier.verify(Self.rfc6376, at: nil, keyLookup: Self.lookup)
        #expect(results.map(\.result) == [.pass])
        #expect(results.map(\.domain) == ["example.com"])
        #expect(results.map(\.signedHeaders) == [["Received", "From", "To", "Subject", "Date", "Message-ID"]])
    }

    @Test func `RFC 8463 A.3 verifies twice`() {
        let results = DKIMVerifier.verify(Self.rfc8463, at: nil, keyLookup: Self.lookup)
        #expect(results.map(\.result) == [.pass, .pass])
        #expect(results.map(\.algorithm) == [.ed25519SHA256, .rsaSHA256])
    }

    @Test func `signing the Ed25519 example gives its signature`() throws {
        let seed = try #require(Base64.decode("nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A=".utf8))
        try expectSignature(of: 0, with: PrivateKey(ed25519Seed: seed))
    }

    @Test(.enabled("MAILSHOT_CORPORA has the private key of RFC 8463 §A.2") { corpora != nil })
    func `signing the RSA example gives its signature`() throws {
        let pem = try String(contentsOfFile: #require(corpora) + "/dkim/dkimpy/test.private", encoding: .utf8)
        let key = try PrivateKey(pem: pem)
        #expect(key.weakness == .shortRSA(bits: 1024))
        try expectSignature(of: 1, with: key)
    }

    /// Takes `b=` out of a field of the RFC 8463 example, signs again, and compares.
    private func expectSignature(of index: Int, with key: PrivateKey) throws {
        let message = Self.rfc8463
        let section = HeaderFields(message)
        let field = section.fields[index]
        let tags = try #require(TagList(Array(message[field.value])))
        let signature = try SignatureField(tags)
        let fields = SignedData.fields(signature.headers.map { Array($0.utf8) }, of: message, section, .relaxed)
        let data = SignedData.adding(SignedData.withoutSignature(field, of: message, tags), to: fields, .relaxed)
        #expect(key.sign(SignedData.input(data, for: key.type)) == signature.signature)
    }
}

extension String {
    /// A text that is interpolated with its own line end at the end of a literal.
    fileprivate var trimmingLastLineEnd: String { hasSuffix("\n") ? String(dropLast()) + "\n" : self }
}
