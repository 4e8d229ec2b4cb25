/// How the connection to a relay is protected.
///
/// Certificates are verified, name and chain, unless it is said otherwise for this one relay; nothing below TLS 1.2 is spoken.
///
/// SeeAlso: RFC 8314, RFC 3207, RFC 9325
public struct TransportSecurity: Hashable, Sendable {
    /// When TLS begins.
    public enum Mode: String, Hashable, Sendable, Codable, CaseIterable {
        /// Before the first byte (RFC 8314 §3.3), usually port 465.
        case implicit
        /// After STARTTLS, which the relay must offer.
        case startTLS = "starttls"
        /// After STARTTLS where the relay offers it, in the clear otherwise. Protects against nobody who is on the path; never carries credentials in the clear.
        case opportunistic
        /// Never. For loopback, or where `insecure` says so.
        case none
    }

    /// When TLS begins.
    public var mode: Mode
    /// Whether the relay's certificate must be valid for its name. Turning it off is for tests and private networks.
    public var verifiesCertificate: Bool
    /// A PEM file of authorities to trust in place of the system's.
    public var authorityFile: String?
    /// PEM files of a certificate chain and its key that we show.
    public var clientCertificate: ClientCertificate?
    /// SHA-256 fingerprints of certificates (DER), 32 bytes each; where there are any, the relay's must be one of them.
    public var pinnedFingerprints: [[UInt8]]
    /// Whether `none` may be used, and credentials sent in the clear, to a host that is not this machine.
    public var allowsInsecure: Bool

    /// A certificate that we show, as PEM files.
    public struct ClientCertificate: Hashable, Sendable {
        /// The chain, ours first.
        public var chainFile: String
        /// Its private key.
        public var keyFile: String

        /// A client certificate from its files.
        public init(chainFile: String, keyFile: String) {
            self.chainFile = chainFile
            self.keyFile = keyFile
        }
    }

    /// Protection from its parts.
    public init(
        _ mode: Mode, verifiesCertificate: Bool = true, authorityFile: String? = nil,
        clientCertificate: ClientCertificate? = nil, pinnedFingerprints: [[UInt8]] = [], allowsInsecure: Bool = false
    ) {
        self.mode = mode
        self.verifiesCertificate = verifiesCertificate
        self.authorityFile = authorityFile
        self.clientCertificate = clientCertificate
        self.pinnedFingerprints = pinnedFingerprints
        self.allowsInsecure = allowsInsecure
    }

    /// Implicit TLS with everything else at its default.
    public static let implicit = TransportSecurity(.implicit)
    /// STARTTLS, required, with everything else at its default.
    public static let startTLS = TransportSecurity(.startTLS)
    /// STARTTLS where offered, with everything else at its default.
    public static let opportunistic = TransportSecurity(.opportunistic)
    /// No TLS.
    public static let none = TransportSecurity(.none)
}
