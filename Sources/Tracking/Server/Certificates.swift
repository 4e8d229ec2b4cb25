import NIOSSL

extension NIOSSLContext {
    /// A server's side of TLS 1.2 and later, from PEM files.
    convenience init(chain: String, key: String) throws {
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: try NIOSSLCertificate.fromPEMFile(chain).map { .certificate($0) },
            privateKey: .privateKey(try NIOSSLPrivateKey(file: key, format: .pem)))
        configuration.minimumTLSVersion = .tlsv12
        configuration.applicationProtocols = ["http/1.1"]
        try self.init(configuration: configuration)
    }
}
