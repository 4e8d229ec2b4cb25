import NIOCore
import NIOSSL
import Synchronization

/// Why TLS cannot be set up as configured.
enum TLSProblem: Error, CustomStringConvertible {
    /// A file of certificates or keys cannot be read, or is none.
    case badFile(String, underlying: any Error)
    /// The relay's certificate is none of those that are pinned.
    case notPinned(fingerprint: String)

    var description: String {
        switch self {
        case .badFile(let path, let underlying): "\(path) cannot be used: \(underlying)"
        case .notPinned(let fingerprint): "the relay's certificate, SHA-256 \(fingerprint), is none of those that are pinned"
        }
    }
}

/// The TLS library's form of a ``TransportSecurity``; made once for each, because reading the system's authorities takes milliseconds.
///
/// The whole value is the key, so that no setting is ever shared with a relay that has others.
enum TLSContext {
    private static let made = Mutex<[TransportSecurity: NIOSSLContext]>([:])

    /// The context for these settings.
    ///
    /// - Throws: `TLSProblem.badFile`.
    static func make(_ security: TransportSecurity) throws -> NIOSSLContext {
        if let context = made.withLock({ $0[security] }) { return context }
        let context = try NIOSSLContext(configuration: configuration(security))
        made.withLock { $0[security] = context }
        return context
    }

    /// TLS 1.2 or later (RFC 8996, RFC 9325 §3.1.1), the certificate checked for chain and name.
    private static func configuration(_ security: TransportSecurity) throws -> TLSConfiguration {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.minimumTLSVersion = .tlsv12
        configuration.certificateVerification = security.verifiesCertificate ? .fullVerification : .none
        if let file = security.authorityFile {
            configuration.trustRoots = .certificates(try certificates(file))
        }
        if let own = security.clientCertificate {
            configuration.certificateChain = try certificates(own.chainFile).map { .certificate($0) }
            do {
                configuration.privateKey = .privateKey(try NIOSSLPrivateKey(file: own.keyFile, format: .pem))
            } catch {
                throw TLSProblem.badFile(own.keyFile, underlying: error)
            }
        }
        return configuration
    }

    private static func certificates(_ file: String) throws -> [NIOSSLCertificate] {
        do {
            return try NIOSSLCertificate.fromPEMFile(file)
        } catch {
            throw TLSProblem.badFile(file, underlying: error)
        }
    }
}
