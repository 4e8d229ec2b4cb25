import NIOCore
import NIOSSL

/// The certificate a relay showed, as far as a person is told of it.
struct PeerCertificate: Hashable, Sendable {
    /// Seconds since 1970.
    var notBefore: Int
    /// Seconds since 1970.
    var notAfter: Int
    /// The DNS names and addresses it is for.
    var hosts: [String]
    var names: CertificateNames?
    /// The certificate itself.
    var der: [UInt8]

    init(_ certificate: NIOSSLCertificate) {
        notBefore = Int(certificate.notValidBefore)
        notAfter = Int(certificate.notValidAfter)
        hosts = certificate._subjectAlternativeNames().compactMap { name in
            switch name.nameType {
            case .dnsName: String(decoding: name.contents, as: UTF8.self)
            case .ipAddress: try? SocketAddress(packedIPAddress: ByteBuffer(bytes: name.contents), port: 0).ipAddress
            default: nil
            }
        }
        der = (try? certificate.toDERBytes()) ?? []
        names = CertificateNames(der: der)
    }
}
