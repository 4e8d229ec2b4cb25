/// The kinds of key DKIM knows; the raw value is the word of the `k=` tag.
///
/// SeeAlso: RFC 6376 §3.6.1, RFC 8463 §4
public enum KeyType: String, Hashable, Sendable, CaseIterable {
    case rsa, ed25519

    /// The algorithm that signs with such a key. SHA-1 is not for sale (RFC 8301 §3.1).
    public var algorithm: SignatureAlgorithm {
        switch self {
        case .rsa: .rsaSHA256
        case .ed25519: .ed25519SHA256
        }
    }
}

/// The algorithms mailshot signs with and accepts; the raw value is the word of the `a=` tag.
///
/// SeeAlso: RFC 6376 §3.3, RFC 8301 §3.1, RFC 8463 §3
public enum SignatureAlgorithm: String, Hashable, Sendable, CaseIterable {
    case rsaSHA256 = "rsa-sha256"
    case ed25519SHA256 = "ed25519-sha256"

    /// The kind of key it needs.
    public var keyType: KeyType {
        switch self {
        case .rsaSHA256: .rsa
        case .ed25519SHA256: .ed25519
        }
    }
}
