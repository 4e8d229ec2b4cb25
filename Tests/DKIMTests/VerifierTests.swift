import MailFormat
import Testing

@testable import DKIM

@Suite("Verifying, RFC 6376 §6.1")
struct VerifierTests {
    /// A signed message with a piece of its signature field changed.
    private func signed(replacing old: String, with new: String) throws -> [UInt8] {
        let signed = try Fixture.signed()
        let changed = signed.replacing(Array(old.utf8), with: Array(new.utf8), maxReplacements: 1)
        try #require(changed != signed)
        return changed
    }

    @Test(arguments: [
        ("v=1;", "v=2;", VerificationProblem.version),
        ("v=1;", "", .missingTag("v")),
        ("d=example.com;", "", .missingTag("d")),
        ("a=rsa-sha256;", "a=rsa-sha1;", .algorithm),
        ("a=rsa-sha256;", "a=rsa-sha256; a=rsa-sha256;", .syntax),
        ("a=rsa-sha256;", "a=ed25519-sha256;", .keyUnsuitable),
        ("c=relaxed/relaxed;", "c=nowsp;", .canonicalization),
        ("c=relaxed/relaxed;", "c=relaxed/relaxed/relaxed;", .canonicalization),
        ("d=example.com;", "d=example.com(.attacker.example;", .badTag("d")),
        ("d=example.com;", "d=example..com;", .badTag("d")),
        ("s=rsa;", "s=../etc;", .badTag("s")),
        ("h=From:From:", "h=", .fromNotSigned),
        ("h=From:", "h=::From:", .badTag("h")),
        ("bh=", "bh=AAAA", .badTag("bh")),
        (" b=", " b=*", .badTag("b")),
        ("t=1795510800;", "t=1795510800; i=jo@example.org;", .identityOutsideDomain),
        ("t=1795510800;", "t=1795510800; i=jo@notexample.com;", .identityOutsideDomain),
        ("t=1795510800;", "t=1795510800; i=jo;", .badTag("i")),
        ("t=1795510800;", "t=1795510800; q=http;", .queryMethod),
        ("t=1795510800;", "t=-1;", .badTag("t")),
        ("t=1795510800;", "t=1795510800; l=x;", .badTag("l")),
        ("t=1795510800;", "t=1795510800; l=99999999999999999999999999;", .bodyTooShort),
        ("x=1796720400;", "x=1795510800;", .badTag("x")),
        ("s=rsa;", "s=nobody;", .noKey),
    ])
    func `what is wrong with a field is a permanent error`(old: String, new: String, problem: VerificationProblem) throws {
        #expect(try Fixture.verdicts(signed(replacing: old, with: new)) == [.permerror(problem)])
    }

    @Test(arguments: ["t=1795510800; i=jo@mail.EXAMPLE.com;", "t=1795510800; z=From:x|To:y;", "t=1795510800; q=dns/txt:http;", "t=1;"])
    func `a good but changed field fails, because it is signed itself`(new: String) throws {
        #expect(try Fixture.verdicts(signed(replacing: "t=1795510800;", with: new)) == [.fail(.signature)])
    }

    @Test func `an expired signature is a permanent error when the time is known`() throws {
        let signed = try Fixture.signed()
        let days = { (count: Int64) in Timestamp(milliseconds: Fixture.moment.milliseconds + count * 86_400_000) }
        #expect(Fixture.verdicts(signed, at: days(14)) == [.pass])
        #expect(Fixture.verdicts(signed, at: days(15)) == [.permerror(.expired)])
        #expect(Fixture.verdicts(signed, at: nil) == [.pass])
    }

    @Test func `records at the name decide`() throws {
        let signed = try Fixture.signed()
        let key = try Fixture.rsa.get().publicKey.base64
        let weak = try rsaKey(bits: 768).publicDER
        let table: [(KeyAnswer, DKIMVerification.Result)] = [
            (.records(["k=rsa; p=\(key)"]), .pass),
            (.records(["v=spf1 -all", "v=DKIM1; p=\(key)"]), .pass),
            (.records(["v=DKIM1; h=sha1:sha256; s=*; t=s; p=\(key)"]), .pass),
            (.records([]), .permerror(.noKey)),
            (.notFound, .permerror(.noKey)),
            (.unavailable("time-out"), .temperror(.keyUnavailable("time-out"))),
            (.records(["v=DKIM1; p="]), .permerror(.keyRevoked)),
            (.records(["v=spf1 -all"]), .permerror(.keyRecord(.version))),
            (.records(["v=DKIM1; h=sha1; p=\(key)"]), .permerror(.keyUnsuitable)),
            (.records(["v=DKIM1; s=tlsrpt; p=\(key)"]), .permerror(.keyUnsuitable)),
            (.records(["v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="]), .permerror(.keyUnsuitable)),
            (.records(["v=DKIM1; p=" + String(decoding: Base64.encode(weak), as: UTF8.self)]), .permerror(.keyLength(bits: 768))),
            (.records(["v=DKIM1; p=\(try PrivateKey.generate(.rsa).publicKey.base64)"]), .fail(.signature)),
        ]
        for (answer, result) in table {
            #expect(DKIMVerifier.verify(signed, at: nil) { _ in answer }.map(\.result) == [result])
        }
    }

    @Test func `results have the words of RFC 8601`() {
        let results: [DKIMVerification.Result] = [
            .pass, .fail(.bodyHash), .temperror(.keyUnavailable("time-out")), .permerror(.missingTag("bh")),
        ]
        #expect(results.map(\.word) == ["pass", "fail", "temperror", "permerror"])
        #expect(
            results.map { $0.problem?.description } == [
                nil, "body hash did not verify", "the key could not be fetched: time-out", "the signature has no bh= tag",
            ])
    }

    @Test func `a testing domain is told`() throws {
        let record = "v=DKIM1; t=y; p=\(try Fixture.rsa.get().publicKey.base64)"
        let results = DKIMVerifier.verify(try Fixture.signed(), at: nil) { _ in .records([record]) }
        #expect(results.map(\.isTesting) == [true])
    }

    @Test func `t=s wants the domain itself in i=`() throws {
        let key = try Fixture.rsa.get()
        let record = "v=DKIM1; t=s; p=\(key.publicKey.base64)"
        let signed = try signed(replacing: "t=1795510800;", with: "t=1; i=@mail.example.com;")
        #expect(DKIMVerifier.verify(signed, at: nil) { _ in .records([record]) }.map(\.result) == [.permerror(.keyUnsuitable)])
    }

    @Test func `a body length leaves the rest unsigned and says how much`() throws {
        // The signer never writes l=, so the field is made by hand.
        let message = crlf("From: a@example.com\n\nsigned\n")
        let key = try Fixture.ed25519.get()
        var writer = SignatureFieldWriter()
        let hash = Canonicalization.relaxed.bodyHash(of: message, from: HeaderFields(message).bodyStart)
        let tags = [("v", "1"), ("a", "ed25519-sha256"), ("c", "relaxed/relaxed"), ("d", "example.com"), ("s", "ed25519"), ("l", "8")]
        for (name, value) in tags { writer.append(name, value) }
        writer.append(headers: ["From"])
        writer.append("bh", String(decoding: Base64.encode(hash), as: UTF8.self))
        writer.appendEmptySignature()
        let fields = SignedData.fields([Array("from".utf8)], of: message, HeaderFields(message), .relaxed)
        let data = SignedData.adding(writer.bytes, to: fields, .relaxed)
        writer.finish(signature: try #require(key.sign(SignedData.input(data, for: .ed25519))))

        let results = DKIMVerifier.verify(writer.bytes + message + crlf("appended\n"), at: nil, keyLookup: Fixture.lookup)
        #expect(results.map(\.result) == [.pass])
        #expect(results.map(\.unsignedOctets) == [10])
    }

    @Test func `an unsigned message has no results`() {
        #expect(Fixture.verdicts(Fixture.message).isEmpty)
        #expect(Fixture.verdicts([]).isEmpty)
    }

    @Test func `only the first ten signatures are tried`() throws {
        let signed = try Fixture.signed(Fixture.message, .ed25519)
        let field = Array(signed.prefix(signed.count - Fixture.message.count))
        let many = Array(repeatElement(field, count: 11).joined()) + Fixture.message
        #expect(Fixture.verdicts(many) == Array(repeating: .pass, count: 10) + [.permerror(.tooManySignatures)])
        #expect(DKIMVerifier.keyNames(in: many) == Array(repeating: "ed25519._domainkey.example.com", count: 10))
    }

    @Test func `too many fields or names are refused before any work`() throws {
        let signed = try Fixture.signed()
        let fields = Array(repeatElement(crlf("a: b\n"), count: 1000).joined())
        #expect(Fixture.verdicts(fields + signed) == [.permerror(.tooManyFields)])
        let names = String(repeating: "x:", count: 500)
        #expect(try Fixture.verdicts(self.signed(replacing: "h=From:", with: "h=\(names)From:")) == [.permerror(.badTag("h"))])
    }
}
