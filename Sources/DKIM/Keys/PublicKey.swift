/// A key to verify with, as the `p=` tag of a key record holds it.
///
/// SeeAlso: RFC 6376 §3.6.1, RFC 8463 §4
public struct PublicKey: Hashable, Sendable {
    /// The lengths of RSA keys that are used at all: RFC 8301 §3.2 forbids less, and more only costs time.
    static let rsaBits = 1024...8192

    /// What kind of key it is.
    public let type: KeyType
    /// The length of the modulus for RSA; 256 for Ed25519.
    public let bits: Int
    /// SubjectPublicKeyInfo in DER for RSA, the 32 octets for Ed25519: two records of one key give the same bytes.
    let octets: [UInt8]

    /// Reads the decoded `p=` tag; RSA may be SubjectPublicKeyInfo or RSAPublicKey. Nil where it is neither, or of the other type.
    init?(_ type: KeyType, octets: [UInt8]) {
        switch type {
        case .rsa:
            guard octets.count <= 4096, let key = EVPKey(rsaPublicDER: octets) else { return nil }
            self.init(key)
        case .ed25519:
            guard octets.count == 32, let key = EVPKey(ed25519Public: octets) else { return nil }
            self.init(key)
        }
        guard self.type == type else { return nil }
    }

    /// The public half of a libcrypto key.
    init?(_ key: borrowing EVPKey) {
        guard let type = key.type, let octets = type == .rsa ? key.publicDER : key.ed25519Public else { return nil }
        self.type = type
        self.octets = octets
        bits = type == .rsa ? key.bits : 256
    }

    /// The value of the `p=` tag.
    public var base64: String { String(decoding: Base64.encode(octets), as: UTF8.self) }

    /// Whether `signature` is the private half's over `message`.
    func verify(_ signature: [UInt8], of message: [UInt8]) -> Bool {
        switch type {
        case .rsa:
            guard let key = EVPKey(rsaPublicDER: octets) else { return false }
            return key.verify(signature, of: message)
        case .ed25519:
            guard let key = EVPKey(ed25519Public: octets) else { return false }
            return key.verify(signature, of: message)
        }
    }
}
