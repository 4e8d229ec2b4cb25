import Crypto

/// What ties an authentication to the TLS session it is said in: the hash of the relay's certificate, so that nobody in between can pass it on.
///
/// ## Limits
/// Of the three kinds there are only this one can be had of the TLS library: `tls-exporter` (RFC 9266) and `tls-unique` cannot.
///
/// SeeAlso: RFC 5929 §4
struct ChannelBinding: Hashable, Sendable {
    static let kind = "tls-server-end-point"

    /// The hash.
    let data: [UInt8]

    init(data: [UInt8]) {
        self.data = data
    }

    /// The binding to a certificate, hashed by the function of its signature, SHA-256 in place of weaker ones.
    ///
    /// - Returns: nil where the certificate cannot be read, or its signature has no one hash function (Ed25519, RSA-PSS).
    init?(certificate der: [UInt8]) {
        guard let names = CertificateNames(der: der) else { return nil }
        switch names.signatureAlgorithm {
        case Self.pkcs1 + [4], Self.pkcs1 + [5], Self.pkcs1 + [11], Self.ecdsa + [1], Self.ecdsa + [3, 2]:
            data = Array(SHA256.hash(data: der))
        case Self.pkcs1 + [12], Self.ecdsa + [3, 3]: data = Array(SHA384.hash(data: der))
        case Self.pkcs1 + [13], Self.ecdsa + [3, 4]: data = Array(SHA512.hash(data: der))
        default: return nil
        }
    }

    /// 1.2.840.113549.1.1
    private static let pkcs1: [UInt8] = [0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01]
    /// 1.2.840.10045.4
    private static let ecdsa: [UInt8] = [0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x04]
}
