/// Who signs, and with what: one `[[dkim]]` table, one signature on every message.
public struct SigningIdentity: Sendable {
    /// `d=`: the domain that takes responsibility. Lower case, A-labels.
    public let domain: String
    /// `s=`: which of the domain's keys.
    public let selector: String
    /// The key whose public half is at `SELECTOR._domainkey.DOMAIN`.
    public let key: PrivateKey

    /// An identity from its parts.
    ///
    /// - Throws: `SigningProblem.domain` or `.selector` where one cannot be part of a DNS name.
    public init(domain: String, selector: String, key: PrivateKey) throws(SigningProblem) {
        guard DomainName.isValid(domain) else { throw .domain(domain) }
        guard DomainName.isValid(selector) else { throw .selector(selector) }
        self.domain = domain.lowercased()
        self.selector = selector
        self.key = key
    }

    /// Where the key record must be: `s1._domainkey.example.com`.
    public var recordName: String { KeyRecord.name(domain: domain, selector: selector) }
}

/// Why a message cannot be signed.
public enum SigningProblem: Error, Hashable, Sendable, CustomStringConvertible {
    case domain(String)
    case selector(String)
    /// The list of headers to sign has a name that is none, or lacks From (RFC 6376 §5.4).
    case headerList
    /// The message has no From field, or two.
    case from
    /// The library could not sign: out of memory.
    case library

    /// One sentence without a full stop.
    public var description: String {
        switch self {
        case .domain(let name): "'\(name)' is not a domain name to sign with (international names as xn--… labels)"
        case .selector(let name): "'\(name)' is not a DKIM selector"
        case .headerList: "the list of headers to sign must hold field names only, and From among them"
        case .from: "a message to sign must have exactly one From field"
        case .library: "the cryptographic library could not sign"
        }
    }
}
