/// A DKIM-Signature field that was read: its tags, checked one by one but not yet against a key.
///
/// SeeAlso: RFC 6376 §3.5, §6.1.1
struct SignatureField {
    /// `d=`, `s=`
    let domain: String
    let selector: String
    /// `a=`
    let algorithm: SignatureAlgorithm
    /// `c=`
    let canonicalization: CanonicalizationPair
    /// `h=`, as written.
    let headers: [String]
    /// `bh=`, `b=`
    let bodyHash: [UInt8]
    let signature: [UInt8]
    /// `l=`
    let bodyLength: Int?
    /// `x=`, in seconds since 1970.
    let expiry: Int64?
    /// The domain of `i=`, which is that of `d=` where there is none.
    let identityDomain: String

    /// Names in `h=` above this are an attack, not mail.
    private static let mostHeaders = 500

    init(_ tags: TagList) throws(VerificationProblem) {
        for name in ["v", "a", "b", "bh", "d", "h", "s"] where tags[name] == nil { throw .missingTag(name) }
        guard tags.text("v") == "1" else { throw .version }
        guard let algorithm = SignatureAlgorithm(rawValue: tags.text("a") ?? "") else { throw .algorithm }
        guard let canonicalization = CanonicalizationPair(tag: tags.text("c")) else { throw .canonicalization }
        guard let domain = tags.text("d"), DomainName.isValid(domain) else { throw .badTag("d") }
        guard let selector = tags.text("s"), DomainName.isValid(selector) else { throw .badTag("s") }
        guard let bodyHash = tags["bh"].flatMap(Base64.decode), bodyHash.count == 32 else { throw .badTag("bh") }
        guard let signature = tags["b"].flatMap(Base64.decode), !signature.isEmpty else { throw .badTag("b") }
        guard let headers = tags.list("h"), headers.count <= Self.mostHeaders, !headers.contains("") else { throw .badTag("h") }
        guard headers.contains(where: { $0.lowercased() == "from" }) else { throw .fromNotSigned }
        if let methods = tags.list("q"), !methods.contains("dns/txt") { throw .queryMethod }

        self.algorithm = algorithm
        self.canonicalization = canonicalization
        self.domain = domain
        self.selector = selector
        self.bodyHash = bodyHash
        self.signature = signature
        self.headers = headers
        bodyLength = try Self.number(tags, "l").map { Int(clamping: $0) }
        let time = try Self.number(tags, "t")
        expiry = try Self.number(tags, "x")
        if let time, let expiry, expiry <= time { throw .badTag("x") }
        identityDomain = try Self.identityDomain(tags) ?? domain
        guard DomainName.isSame(identityDomain, orBelow: domain) else { throw .identityOutsideDomain }
    }

    private static func number(_ tags: TagList, _ name: String) throws(VerificationProblem) -> Int64? {
        guard let text = tags.text(name) else { return nil }
        // RFC 6376 allows 76 digits for l= and 12 for t= and x=; what no Int64 holds is as good as for ever.
        guard (1...76).contains(text.utf8.count), text.utf8.allSatisfy(\.isDigit) else { throw .badTag(name) }
        return Int64(text) ?? .max
    }

    /// What is behind the last `@` of `i=`.
    private static func identityDomain(_ tags: TagList) throws(VerificationProblem) -> String? {
        guard let identity = tags.text("i") else { return nil }
        guard let at = identity.lastIndex(of: "@") else { throw .badTag("i") }
        return String(identity[identity.index(after: at)...])
    }
}
