import FuzzTarget

@testable import DKIM

/// Octets that reach libcrypto: private keys in PEM, key records, signatures. A key that is taken signs, and its signature holds; nothing
/// that is made up holds. The address sanitizer watches the crossing in both directions.
///
/// The first octet says what the others are.
@main enum SigningKeysFuzz: FuzzTarget {
    static func test(_ input: [UInt8]) {
        guard let kind = input.first else { return }
        let rest = Array(input.dropFirst())
        switch kind % 4 {
        case 0: privateKey { () throws(KeyProblem) in try PrivateKey(pem: rest) }
        case 1: privateKey { () throws(KeyProblem) in try PrivateKey(ed25519Seed: rest) }
        case 2:
            guard let record = try? KeyRecord(parsing: String(decoding: rest, as: UTF8.self)), let key = record.publicKey else { return }
            precondition(!key.verify(rest, of: rest), "a made-up signature holds")
        default:
            guard let octets = Base64.decode(rest) else { return }
            precondition(Base64.decode(Base64.encode(octets)) == octets)
        }
    }

    private static func privateKey(_ read: () throws(KeyProblem) -> PrivateKey) {
        guard let key = try? read() else { return }
        let message = Array("canonical".utf8)
        guard let signature = key.sign(message) else { preconditionFailure("a key that was taken does not sign") }
        precondition(key.publicKey.verify(signature, of: message))
        precondition(!key.publicKey.verify(signature, of: message + [0]))
    }
}
