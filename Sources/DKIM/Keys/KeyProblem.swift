/// Why a key cannot be had. No case, and no description, holds any part of a key.
public enum KeyProblem: Error, Hashable, Sendable, CustomStringConvertible {
    /// The operating system refused; the reason is its own.
    case unreadable(path: String, reason: String)
    /// Not a regular file, or larger than a key can be (64 KiB).
    case notAKeyFile(path: String)
    /// Group or others may read or write the file.
    case exposed(path: String, mode: Int)
    /// A key is never written over a file.
    case alreadyExists(path: String)
    /// No PEM private key in the text.
    case notPEM
    /// PEM, but protected by a passphrase.
    case encrypted
    /// A key of a kind DKIM does not use, such as an elliptic curve.
    case unsupportedType
    /// RSA with fewer than 1024 bits (RFC 8301 §3.2), or more than 8192, which hardly anybody verifies.
    case unusableLength(bits: Int)
    /// The private key does not fit its public key, or its bytes are damaged.
    case damaged

    /// One sentence without a full stop; it names the file where one is to blame.
    public var description: String {
        switch self {
        case .unreadable(let path, let reason): "\(path): \(reason)"
        case .notAKeyFile(let path): "\(path) is not a key file"
        case .exposed(let path, let mode):
            "\(path) can be read or changed by other users (mode 0\(String(mode, radix: 8))); run chmod 600 \(path)"
        case .alreadyExists(let path): "\(path) already exists; a key is never overwritten"
        case .notPEM: "no PEM private key found (expected BEGIN PRIVATE KEY or BEGIN RSA PRIVATE KEY)"
        case .encrypted: "the private key is protected by a passphrase; store it without one, with file mode 0600"
        case .unsupportedType: "the private key is neither RSA nor Ed25519"
        case .unusableLength(let bits): "RSA keys have 1024 to 8192 bits, 2048 being usual, and this one has \(bits)"
        case .damaged: "the private key is damaged"
        }
    }
}

/// What is allowed but doubtful about a key: a warning for the user, not a refusal.
public enum KeyWeakness: Hashable, Sendable, CustomStringConvertible {
    /// RSA below 2048 bits: RFC 8301 §3.2 asks for at least that much.
    case shortRSA(bits: Int)
    /// RSA above 4096 bits: verifiers need not support it (RFC 8301 §3.2), and its record may not fit a DNS answer.
    case longRSA(bits: Int)

    /// One sentence without a full stop.
    public var description: String {
        switch self {
        case .shortRSA(let bits): "the RSA key has \(bits) bits; at least 2048 are recommended"
        case .longRSA(let bits): "the RSA key has \(bits) bits; receivers need not support more than 4096"
        }
    }
}
