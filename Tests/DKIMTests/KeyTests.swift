import COpenSSL
import Crypto
import Testing

@testable import DKIM

@Suite("Private keys, RFC 8301 §3.2")
struct KeyTests {
    @Test(arguments: KeyType.allCases)
    func `a generated pair fits its record`(type: KeyType) throws {
        let pair = try DKIMKeyPair.generate(type)
        let entry = pair.record(domain: "example.com", selector: "s1")
        #expect(entry.name == "s1._domainkey.example.com")
        #expect(entry.text == "v=DKIM1; k=\(type.rawValue); p=\(pair.publicKey.base64)")
        #expect(try KeyRecord(parsing: entry.text).publicKey == pair.publicKey)
        #expect(pair.privateKey.bits == (type == .rsa ? 2048 : 256))
        #expect(pair.privateKey.weakness == nil)
    }

    @Test func `a long record is cut into strings of 255`() throws {
        let entry = DKIMKeyPair(try Fixture.rsa.get()).record(domain: "example.com", selector: "s1")
        #expect(entry.strings.map(\.utf8.count) == [255, entry.text.utf8.count - 255])
        #expect(entry.strings.joined() == entry.text)
        #expect(entry.zoneFileLine.hasPrefix("s1._domainkey.example.com. IN TXT ( \"v=DKIM1; k=rsa; p=MII"))
        #expect(entry.zoneFileLine.hasSuffix("\" )"))
    }

    @Test(arguments: KeyType.allCases)
    func `PKCS 8 reads back`(type: KeyType) throws {
        let key = try PrivateKey.generate(type)
        let pem = String(decoding: try #require(key.pem), as: UTF8.self)
        #expect(pem.hasPrefix("-----BEGIN PRIVATE KEY-----\n"))
        #expect(try PrivateKey(pem: "a comment above\n" + pem).publicKey == key.publicKey)
    }

    @Test func `PKCS 1 reads back`() throws {
        let key = try rsaKey(bits: 2048)
        let lines = Base64.encode(key.privateDER).chunked(64).joined(separator: "\n")
        let pem = "-----BEGIN RSA PRIVATE KEY-----\n\(lines)\n-----END RSA PRIVATE KEY-----\n"
        #expect(try PrivateKey(pem: pem).publicKey.octets == key.publicDER)
    }

    @Test(arguments: [(768, nil), (1023, nil), (1024, KeyWeakness.shortRSA(bits: 1024)), (2048, nil)])
    func `short keys are refused or warned of`(bits: Int, weakness: KeyWeakness?) throws {
        let pem = try rsaKey(bits: bits).pem
        if bits < 1024 {
            #expect(throws: KeyProblem.unusableLength(bits: bits)) { try PrivateKey(pem: pem) }
            #expect(throws: KeyProblem.unusableLength(bits: bits)) { try PrivateKey.generate(.rsa, bits: bits) }
        } else {
            #expect(try PrivateKey(pem: pem).weakness == weakness)
        }
    }

    @Test func `an elliptic curve is refused`() {
        #expect(throws: KeyProblem.unsupportedType) { try PrivateKey(pem: P256.Signing.PrivateKey().pemRepresentation) }
    }

    @Test func `a passphrase is refused and never asked for`() throws {
        #expect(throws: KeyProblem.encrypted) { try PrivateKey(pem: try encryptedPEM()) }
    }

    private func encryptedPEM() throws -> String {
        let octets = [UInt8](repeating: 7, count: 32)
        let key = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nil, octets, octets.count)
        let output = BIO_new(BIO_s_mem())
        defer {
            EVP_PKEY_free(key)
            BIO_free(output)
        }
        try #require(PEM_write_bio_PKCS8PrivateKey(output, key, EVP_aes_256_cbc(), "secret", 6, nil, nil) == 1)
        var text = [UInt8](repeating: 0, count: Int(BIO_ctrl_pending(output)))
        try #require(BIO_read(output, &text, Int32(text.count)) == Int32(text.count))
        return String(decoding: text, as: UTF8.self)
    }

    @Test(arguments: ["", "hello", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", "-----BEGIN PRIVATE KEY-----"])
    func `what is no key`(text: String) {
        #expect(throws: KeyProblem.notPEM) { try PrivateKey(pem: text) }
    }

    @Test func `descriptions and mirrors hold no secret`() throws {
        let key = try PrivateKey(ed25519Seed: Array("0123456789abcdef0123456789abcdef".utf8))
        var shown = "\(key) \(String(reflecting: key))"
        dump(key, to: &shown)
        #expect(shown.contains("Ed25519 private key"))
        #expect(!shown.contains("lanes") && !shown.contains("48, 49, 50") && !shown.contains("privateDER"))
        #expect(throws: KeyProblem.damaged) { try PrivateKey(ed25519Seed: [1, 2, 3]) }
    }

    /// RFC 8032 §7.1, test 1 and RFC 8463 §A.1 use the same key.
    @Test func `the Ed25519 key of RFC 8463`() throws {
        let seed = try #require(Base64.decode("nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A=".utf8))
        let key = try PrivateKey(ed25519Seed: seed)
        #expect(key.publicKey.base64 == "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=")
        #expect(key.sign([])?.prefix(4) == [0xE5, 0x56, 0x43, 0x00])
    }

    @Test func `threads that sign at once get the same signature`() async throws {
        let key = try Fixture.rsa.get()
        let message = Array("at once".utf8)
        let signatures = await withTaskGroup(of: [UInt8]?.self) { group in
            for _ in 0..<64 { group.addTask { key.sign(message) } }
            return await group.reduce(into: Set()) { $0.insert($1) }
        }
        let signature = try #require(signatures.first ?? nil)
        #expect(signatures.count == 1)
        #expect(key.publicKey.verify(signature, of: message))
        #expect(!key.publicKey.verify(signature, of: Array("at once!".utf8)))
    }
}

extension [UInt8] {
    fileprivate func chunked(_ length: Int) -> [String] {
        stride(from: 0, to: count, by: length).map { String(decoding: self[$0..<Swift.min($0 + length, count)], as: UTF8.self) }
    }
}
