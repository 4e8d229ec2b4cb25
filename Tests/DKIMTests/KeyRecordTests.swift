import Testing

@testable import DKIM

@Suite("Key records, RFC 6376 §3.6.1, RFC 8463 §4")
struct KeyRecordTests {
    private let ed25519 = "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="

    @Test func `all tags`() throws {
        let record = try KeyRecord(parsing: "v=DKIM1; k=ed25519; h=sha1:sha256; s=email:other; t=y:s; n=a note; p=\(ed25519)")
        #expect(record.publicKey?.base64 == ed25519)
        #expect(record.publicKey?.type == .ed25519)
        #expect(record.hashes == ["sha1", "sha256"])
        #expect(record.services == ["email", "other"])
        #expect(record.isTesting && record.isStrict)
        #expect(record.text == "v=DKIM1; k=ed25519; h=sha1:sha256; s=email:other; t=y:s; p=\(ed25519)")
    }

    @Test func defaults() throws {
        let rsa = try Fixture.rsa.get().publicKey
        let record = try KeyRecord(parsing: "p=\(rsa.base64)")
        #expect(record == KeyRecord(publicKey: rsa))
        #expect(record.publicKey?.bits == 2048)
        #expect(record.hashes == nil && record.services == ["*"] && !record.isTesting && !record.isStrict)
    }

    @Test func `a bare RSAPublicKey is the same key as SubjectPublicKeyInfo`() throws {
        let key = try Fixture.rsa.get().publicKey
        // The info is a sequence of an algorithm (24 octets with the header) and a bit string.
        let bare = Array(key.octets.dropFirst(24))
        #expect(bare.first == 0x30)
        let record = try KeyRecord(parsing: "v=DKIM1; p=" + String(decoding: Base64.encode(bare), as: UTF8.self))
        #expect(record.publicKey == key)
    }

    @Test(arguments: ["v=DKIM1; p=", "p=;", "v=DKIM1; k=ed25519; p="])
    func `a revoked key is no problem of the record`(text: String) throws {
        #expect(try KeyRecord(parsing: text).publicKey == nil)
    }

    @Test(arguments: [
        ("", KeyRecordProblem.noKey), ("v=DKIM1", .noKey), ("v=spf1 -all", .version), ("v=DKIM2; p=", .version), ("v=dkim1; p=", .version),
        ("p=; v=DKIM1", .version), ("just some text", .syntax), ("v=DKIM1; p=; p=", .syntax), ("v=DKIM1; k=dsa; p=AAAA", .unknownKeyType),
        ("v=DKIM1; p=AAAA", .malformedKey), ("v=DKIM1; p=***", .malformedKey), ("v=DKIM1; k=ed25519; p=AAAA", .malformedKey),
        ("v=DKIM1; k=rsa; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=", .malformedKey),
        // SubjectPublicKeyInfo of an Ed25519 key, where RSA is promised.
        ("v=DKIM1; k=rsa; p=MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=", .malformedKey),
    ])
    func `what is no key record`(text: String, problem: KeyRecordProblem) {
        #expect(throws: problem) { try KeyRecord(parsing: text) }
    }

    @Test func `a record of a megabyte is refused`() {
        #expect(throws: KeyRecordProblem.syntax) { try KeyRecord(parsing: "v=DKIM1; p=" + String(repeating: "A", count: 1 << 20)) }
    }
}
