import MailFormat
import Testing

@testable import DKIM

@Suite("Signing, RFC 6376 §5")
struct SignerTests {
    /// The first field of a message, unfolded, with everything behind `b=` cut off.
    private func tags(_ message: [UInt8]) throws -> String {
        let text = String(decoding: message, as: UTF8.self)
        let field = try #require(text.split(separator: "\r\nFrom:").first)
        return String(try #require(field.replacing("\r\n ", with: " ").split(separator: " b=").first))
    }

    @Test func `the field has these tags and no others`() throws {
        let expected = """
            DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=example.com; s=rsa; t=1795510800; x=1796720400; \
            h=From: From: Reply-To: To: To: Cc: Subject: Subject: Date: Date: Message-ID: Message-ID: MIME-Version: MIME-Version: \
            Content-Type: Content-Type: List-Unsubscribe: List-Unsubscribe: List-Unsubscribe-Post: List-Unsubscribe-Post: List-Id; \
            bh=7IiLo2d7I7ME2XRLomGbJxKNsumeVJaNJkL+3S6PsMA=;
            """
        #expect(try tags(Fixture.signed()).replacing(": ", with: ":") == expected.replacing(": ", with: ":"))
    }

    @Test func `lines are folded at 76 columns and end in CRLF`() throws {
        for type in KeyType.allCases {
            let signed = try Fixture.signed(Fixture.message, type)
            #expect(signed.suffix(Fixture.message.count) == Fixture.message[...])
            let field = String(decoding: signed.dropLast(Fixture.message.count), as: UTF8.self)
            #expect(field.hasSuffix("\r\n"))
            let lines = field.dropLast().split(separator: "\r\n")
            #expect(lines.allSatisfy { $0.utf8.count <= 76 && !$0.hasSuffix(" ") })
            #expect(lines.dropFirst().allSatisfy { $0.hasPrefix(" ") })
        }
    }

    @Test func `signing twice gives the same bytes, and only the bytes change`() throws {
        let message = try Fixture.outgoing()
        let signer = try DKIMSigner([Fixture.identity(.rsa), Fixture.identity(.ed25519)])
        let first = try signer.sign(message, at: Fixture.moment)
        #expect(try signer.sign(message, at: Fixture.moment) == first)
        #expect(first.envelope == message.envelope)
        #expect(try first.bytes == signer.signatureFields(for: message.bytes, at: Fixture.moment) + message.bytes)
    }

    @Test func `one signature for each identity, in their order`() throws {
        let signer = try DKIMSigner([Fixture.identity(.ed25519), Fixture.identity(.rsa)])
        let signed = try signer.sign(Fixture.outgoing(), at: Fixture.moment)
        let results = DKIMVerifier.verify(signed.bytes, at: Fixture.moment, keyLookup: Fixture.lookup)
        #expect(results.map(\.result) == [.pass, .pass])
        #expect(results.map(\.algorithm) == [.ed25519SHA256, .rsaSHA256])
        #expect(results.map(\.selector) == ["ed25519", "rsa"])
    }

    @Test func `no identity leaves the message alone`() throws {
        let message = try Fixture.outgoing()
        #expect(try DKIMSigner([]).sign(message, at: Fixture.moment) == message)
    }

    @Test(
        arguments: Canonicalization.allCases.flatMap { header in
            Canonicalization.allCases.map { CanonicalizationPair(header: header, body: $0) }
        })
    func `all four canonicalisations verify`(pair: CanonicalizationPair) throws {
        for body in ["", "\n", "text", "text\n", " two  blanks \t\n\n\n", "\n\nabove\n"] {
            let message = crlf("FROM : a@example.com\nSubject:\n folded\t\n  twice \n\n" + body)
            let signed = try Fixture.signed(message, canonicalization: pair)
            #expect(Fixture.verdicts(signed) == [.pass])
            #expect(try tags(Array(crlf("\nFrom:")) + signed).contains("c=\(pair.tag);"))
        }
    }

    @Test func `a body length is never written, and no lifetime writes no x`() throws {
        let signer = try DKIMSigner([Fixture.identity()], lifetime: nil)
        let field = String(decoding: try signer.signatureFields(for: Fixture.message, at: Fixture.moment), as: UTF8.self)
        let list = try #require(TagList(Array(field.utf8.dropFirst(15))))
        #expect(list.text("l") == nil && list.text("x") == nil && list.text("t") == "1795510800")
    }

    @Test(arguments: ["Subject: no author\n\nbody\n", "From: a@b\nFrom: c@d\n\nbody\n", "", "\nFrom: in the body\n"])
    func `a message needs one From field`(message: String) throws {
        let signer = try DKIMSigner([Fixture.identity()])
        #expect(throws: SigningProblem.from) { try signer.signatureFields(for: crlf(message), at: Fixture.moment) }
    }

    @Test(arguments: [[], ["To"], ["From", "a b"], ["From", ""], ["From", "x:y"], ["From", "x;l=1"], ["From", "x\r\ny"]])
    func `a list of headers that would break the field is refused`(names: [String]) {
        #expect(throws: SigningProblem.headerList) { try DKIMSigner([], headers: names.map { SignedHeader($0) }) }
    }

    @Test(arguments: [
        "", "a..b", "-a.com", "a.com-", "a b", "a.com;l=0", "münchen.example", String(repeating: "a", count: 64), "a.", "a\r\n",
    ])
    func `names that are none are refused`(name: String) throws {
        let key = try Fixture.ed25519.get()
        #expect(throws: SigningProblem.domain(name)) { try SigningIdentity(domain: name, selector: "s1", key: key) }
        #expect(throws: SigningProblem.selector(name)) { try SigningIdentity(domain: "example.com", selector: name, key: key) }
    }

    @Test func `a domain of 253 octets still makes a field that verifies`() throws {
        let label = String(repeating: "a", count: 61)
        let domain = [label, label, label, label, "exmpl"].joined(separator: ".")
        let key = try Fixture.ed25519.get()
        let signer = try DKIMSigner([SigningIdentity(domain: domain, selector: "s.1", key: key)])
        let signed = try signer.sign(Fixture.outgoing(), at: Fixture.moment).bytes
        let results = DKIMVerifier.verify(signed, at: nil) { _ in .records([KeyRecord(publicKey: key.publicKey).text]) }
        #expect(results.map(\.result) == [.pass])
        #expect(DKIMVerifier.keyNames(in: signed) == ["s.1._domainkey." + domain])
    }
}
