import Foundation

/// A mailbox on a server, and who reads it.
public struct MailServer: Sendable {
    /// How it is spoken to.
    public enum Scheme: String, Sendable, CaseIterable {
        case imap, imaps, pop3, pop3s

        /// Whether TLS is spoken from the first octet.
        var isImplicit: Bool { self == .imaps || self == .pop3s }
        /// Whether it is POP3.
        public var isPOP3: Bool { self == .pop3 || self == .pop3s }
    }

    /// What proves who reads it.
    public enum Proof: Sendable {
        case password(String)
        /// RFC 7628
        case token(String)
    }

    /// How it is spoken to.
    public var scheme: Scheme
    /// `imap.example.com` or `imap.example.com:1143`
    public var host: String
    /// The IMAP mailbox; `INBOX` by default.
    public var mailbox: String
    /// Who reads it.
    public var username: String
    /// What proves it.
    public var proof: Proof
    /// Certificates to trust instead of the system's.
    public var caFile: String?
    /// Whether to go on without TLS; for a server on the same machine.
    public var isInsecure = false

    /// A server from a URL, `imaps://imap.example.com/INBOX`; nil where it is none.
    public init?(url: String, username: String, proof: Proof) {
        guard let mark = url.range(of: "://"), let scheme = Scheme(rawValue: url[..<mark.lowerBound].lowercased()) else { return nil }
        let rest = url[mark.upperBound...]
        let host = rest.prefix { $0 != "/" }
        let path = rest.dropFirst(host.count + 1)
        guard !host.isEmpty, !host.contains("@"), url.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x22 && $0 != 0x5C }), !username.isEmpty else {
            return nil
        }
        self.scheme = scheme
        self.host = String(host)
        mailbox = path.isEmpty ? "INBOX" : String(path)
        self.username = username
        self.proof = proof
    }

    /// Without a secret, for a person.
    public var description: String { "\(scheme.rawValue)://\(username)@\(host)\(scheme.isPOP3 ? "" : "/\(mailbox)")" }
}
