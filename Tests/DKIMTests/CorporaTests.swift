import Foundation
import Testing

@testable import DKIM

/// Samples of other implementations: canonical bodies of libdkim and messages of dkimpy.
@Suite("Third-party samples", .enabled("MAILSHOT_CORPORA names the folder of samples") { corpora != nil })
struct CorporaTests {
    private struct Vectors: Decodable {
        struct BodyHash: Decodable {
            let name: String
            let body_b64: String
            let relaxed: String
            let simple: String
        }
        let bodyhash: [BodyHash]
        let keys: [String: String]
    }

    private func file(_ name: String) throws -> Data {
        try Data(contentsOf: URL(filePath: #require(corpora) + "/dkim/" + name))
    }

    private func vectors() throws -> Vectors {
        try JSONDecoder().decode(Vectors.self, from: file("vectors.json"))
    }

    @Test func `body hashes`() throws {
        let vectors = try vectors().bodyhash
        #expect(vectors.count == 21)
        for vector in vectors {
            let body = try [UInt8](#require(Data(base64Encoded: vector.body_b64)))
            for (canonicalization, expected) in [(Canonicalization.relaxed, vector.relaxed), (.simple, vector.simple)] {
                let hash = canonicalization.bodyHash(of: body, from: 0)
                #expect(Data(hash).base64EncodedString() == expected, "\(vector.name) \(canonicalization)")
            }
        }
    }

    @Test(arguments: [
        ("rfc6376.signed.msg", [DKIMVerification.Result.pass, .pass]), ("rfc6376.signed.rsa.msg", [.pass]),
        ("test.message.baddomain", [.permerror(.badTag("d"))]),
    ])
    func `signed messages`(name: String, expected: [DKIMVerification.Result]) throws {
        let keys = try vectors().keys
        let message = try crlf(String(decoding: file("dkimpy/" + name), as: UTF8.self))
        let results = DKIMVerifier.verify(message, at: nil) { keys[$0].map { .records([$0]) } ?? .notFound }
        #expect(results.map(\.result) == expected)
    }

    @Test(arguments: [
        ("1024_testkey.key", 1024), ("2048_testkey.key", 2048), ("2048_testkey_PKCS8.key", 2048), ("test.private", 1024),
    ])
    func `private keys`(name: String, bits: Int) throws {
        #expect(try PrivateKey(pem: String(decoding: file("dkimpy/" + name), as: UTF8.self)).bits == bits)
    }

    @Test(arguments: [
        ("1024_testkey_wo_markers.pub.rsa.txt", 1024), ("1024_testkey_wo_markers.pub.txt", 1024),
        ("2048_testkey_wo_markers.pub.rsa.txt", 2048), ("2048_testkey_wo_markers.pub.txt", 2048), ("test.txt", 1024), ("test2.txt", 1024),
        ("ed25519test.dns", 256),
    ])
    func `key records`(name: String, bits: Int) throws {
        let text = String(decoding: try file("dkimpy/" + name), as: UTF8.self)
        #expect(try KeyRecord(parsing: text.trimmingCharacters(in: .newlines)).publicKey?.bits == bits)
    }
}
