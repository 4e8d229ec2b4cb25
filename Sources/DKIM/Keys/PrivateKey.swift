/// A key to sign with, RSA or Ed25519. It signs on any number of threads at once.
///
/// Neither its description nor its mirror shows any of it.
public struct PrivateKey: Sendable {
    /// What kind of key it is.
    public let type: KeyType
    /// The length of the modulus for RSA, 1024 to 8192; 256 for Ed25519.
    public let bits: Int
    /// The other half, for the DNS.
    public let publicKey: PublicKey

    private let lanes: SigningLanes

    /// Checks a key once, so that nothing about it can go wrong later.
    private init(_ key: borrowing EVPKey) throws(KeyProblem) {
        guard let type = key.type else { throw .unsupportedType }
        guard let publicKey = PublicKey(key), let privateDER = key.privateDER else { throw .damaged }
        let bits = type == .rsa ? key.bits : 256
        guard type != .rsa || PublicKey.rsaBits.contains(bits) else { throw .unusableLength(bits: bits) }
        self.type = type
        self.bits = bits
        self.publicKey = publicKey
        lanes = SigningLanes(privateDER: privateDER)
        let probe = Array("probe".utf8)
        guard let signature = lanes.sign(probe), key.verify(signature, of: probe) else { throw .damaged }
    }

    /// The first private key in a PEM text: PKCS#8 (`BEGIN PRIVATE KEY`) or PKCS#1 (`BEGIN RSA PRIVATE KEY`), without a passphrase.
    ///
    /// - Throws: a problem that says what is wrong with the text or the key.
    public init(pem: String) throws(KeyProblem) {
        try self.init(pem: Array(pem.utf8))
    }

    init(pem: [UInt8]) throws(KeyProblem) {
        guard let key = EVPKey(pem: pem) else {
            throw String(decoding: pem, as: UTF8.self).contains("ENCRYPTED") ? .encrypted : .notPEM
        }
        try self.init(key)
    }

    /// An Ed25519 key from its 32 secret octets (RFC 8032 §5.1.5), which some tools store in base64.
    ///
    /// - Throws: `damaged` where they are not 32.
    public init(ed25519Seed octets: [UInt8]) throws(KeyProblem) {
        guard octets.count == 32, let key = EVPKey(ed25519Private: octets) else { throw .damaged }
        try self.init(key)
    }

    /// A new key from the system's random source.
    ///
    /// - Parameter bits: the length of an RSA key, 1024 to 8192; ignored for Ed25519.
    public static func generate(_ type: KeyType, bits: Int = 2048) throws(KeyProblem) -> PrivateKey {
        guard type != .rsa || PublicKey.rsaBits.contains(bits) else { throw .unusableLength(bits: bits) }
        guard let key = EVPKey(generating: type, rsaBits: bits) else { throw .damaged }
        return try PrivateKey(key)
    }

    /// What the user should be warned of, if anything.
    public var weakness: KeyWeakness? {
        guard type == .rsa else { return nil }
        if bits < 2048 { return .shortRSA(bits: bits) }
        return bits > 4096 ? .longRSA(bits: bits) : nil
    }

    /// Signs the canonical header data of RFC 6376 §3.7, or its hash for Ed25519 (RFC 8463 §3).
    func sign(_ message: [UInt8]) -> [UInt8]? { lanes.sign(message) }

    /// The key as unencrypted PKCS#8 PEM: for `save(to:)` and nothing else.
    var pem: [UInt8]? { lanes.pem }
}

extension PrivateKey: CustomStringConvertible, CustomReflectable {
    /// `RSA private key, 2048 bits`
    public var description: String {
        type == .rsa ? "RSA private key, \(bits) bits" : "Ed25519 private key"
    }

    /// Shows the public half only.
    public var customMirror: Mirror { Mirror(self, children: ["publicKey": publicKey]) }
}
