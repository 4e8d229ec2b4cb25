/// What a domain publishes of a key, in a TXT record at `SELECTOR._domainkey.DOMAIN`.
///
/// SeeAlso: RFC 6376 §3.6.1
public struct KeyRecord: Hashable, Sendable {
    /// The key; nil where it was revoked (`p=` is empty).
    public var publicKey: PublicKey?
    /// `h=`: the hashes the key may be used with; nil allows all.
    public var hashes: [String]?
    /// `s=`: what the key may be used for; `*` is everything.
    public var services: [String] = ["*"]
    /// `t=y`: the domain is testing DKIM.
    public var isTesting = false
    /// `t=s`: `i=` must have exactly the domain of `d=`.
    public var isStrict = false

    /// A record with nothing but a key.
    public init(publicKey: PublicKey?) {
        self.publicKey = publicKey
    }

    /// Where the record is: `SELECTOR._domainkey.DOMAIN`.
    public static func name(domain: String, selector: String) -> String {
        "\(selector)._domainkey.\(domain)"
    }

    /// Reads the text of a TXT record, its strings joined without anything between them.
    ///
    /// - Throws: what is wrong with it. A revoked key is not a problem, it has no `publicKey`.
    public init(parsing text: String) throws(KeyRecordProblem) {
        let bytes = Array(text.utf8)
        guard bytes.count <= 16_384, let tags = TagList(bytes) else { throw .syntax }
        if let version = tags.text("v"), version != "DKIM1" || tags.firstName != "v" { throw .version }
        guard let key = tags["p"] else { throw .noKey }
        let word = tags.text("k") ?? KeyType.rsa.rawValue
        guard let type = KeyType(rawValue: word) else { throw .unknownKeyType }
        guard let octets = Base64.decode(key) else { throw .malformedKey }
        if octets.isEmpty {
            publicKey = nil
        } else {
            guard let key = PublicKey(type, octets: octets) else { throw .malformedKey }
            publicKey = key
        }
        hashes = tags.list("h")
        services = tags.list("s") ?? ["*"]
        let flags = tags.list("t") ?? []
        isTesting = flags.contains("y")
        isStrict = flags.contains("s")
    }

    /// The text of the record: `v=DKIM1; k=rsa; p=…`. `p=` comes last, where a web form that cuts it off is noticed.
    public var text: String {
        var tags = ["v=DKIM1", "k=\((publicKey?.type ?? .rsa).rawValue)"]
        if let hashes { tags.append("h=\(hashes.joined(separator: ":"))") }
        if services != ["*"] { tags.append("s=\(services.joined(separator: ":"))") }
        let flags = (isTesting ? ["y"] : []) + (isStrict ? ["s"] : [])
        if !flags.isEmpty { tags.append("t=\(flags.joined(separator: ":"))") }
        tags.append("p=\(publicKey?.base64 ?? "")")
        return tags.joined(separator: "; ")
    }
}

/// Why a text is no key record.
public enum KeyRecordProblem: Error, Hashable, Sendable, CustomStringConvertible {
    case syntax, version, noKey, unknownKeyType, malformedKey

    /// A phrase that completes "the key record …".
    public var description: String {
        switch self {
        case .syntax: "is no tag=value list"
        case .version: "does not begin with v=DKIM1"
        case .noKey: "has no p= tag"
        case .unknownKeyType: "has a key of an unknown type (k=)"
        case .malformedKey: "has a p= tag that is no key of its type"
        }
    }
}
