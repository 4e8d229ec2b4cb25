import NIOSSL

extension NIOSSLContext {
    /// A server's side of TLS 1.2 and later, from PEM files.
    convenience init(chain: String, key: String) throws {
        do {
            try self.init(configuration: Self.configuration(chain: chain, key: key))
        } catch {
            throw ServeError.certificate(files: Set([chain, key]).sorted(), reason: "\(error)")
        }
    }

    private static func configuration(chain: String, key: String) throws -> TLSConfiguration {
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: try NIOSSLCertificate.fromPEMFile(chain).map { .certificate($0) },
            privateKey: .privateKey(try NIOSSLPrivateKey(file: key, format: .pem)))
        configuration.minimumTLSVersion = .tlsv12
        configuration.applicationProtocols = ["http/1.1"]
        return configuration
    }
}
