import Crypto
import NIOCore
import NIOSSL

/// The check of a relay's certificate against the fingerprints that are pinned.
enum PinnedCertificate {
    /// Passes where nothing is pinned, or the certificate is one of those that are.
    ///
    /// - Throws: `TLSProblem.notPinned`.
    static func check(_ certificate: NIOSSLCertificate?, _ security: TransportSecurity) throws {
        if security.pinnedFingerprints.isEmpty { return }
        let fingerprint = try certificate.map { Array(SHA256.hash(data: try $0.toDERBytes())) } ?? []
        guard security.pinnedFingerprints.contains(fingerprint) else {
            throw TLSProblem.notPinned(fingerprint: hexadecimal(fingerprint))
        }
    }

    private static func hexadecimal(_ bytes: [UInt8]) -> String {
        bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }
}
