/// What the TLS library does not tell of a certificate: who it is for, who vouches for it, and by which algorithm it is signed.
///
/// Reads no deeper than it must; what is not DER of a certificate gives nil.
///
/// SeeAlso: RFC 5280 §4.1, X.690 §8.1
struct CertificateNames: Hashable, Sendable {
    /// The issuer's name, as DER.
    let issuer: [UInt8]
    /// The subject's name, as DER.
    let subject: [UInt8]
    /// The object identifier of the signature's algorithm, as DER without its head.
    let signatureAlgorithm: [UInt8]

    /// Whether it vouches for itself.
    var isSelfIssued: Bool { issuer == subject }

    init?(der: [UInt8]) {
        var outer = DERCursor(der[...])
        guard var certificate = outer.enter(0x30), var body = certificate.enter(0x30), var algorithm = certificate.enter(0x30),
            let identifier = algorithm.next(), identifier.tag == 0x06
        else { return nil }
        signatureAlgorithm = Array(identifier.content)
        // The version is explicit and may be missing.
        guard var element = body.next() else { return nil }
        if element.tag == 0xA0 {
            guard let next = body.next() else { return nil }
            element = next
        }
        guard element.tag == 0x02, body.next()?.tag == 0x30, let issuer = body.next(), issuer.tag == 0x30, body.next()?.tag == 0x30,
            let subject = body.next(), subject.tag == 0x30
        else { return nil }
        self.issuer = Array(issuer.content)
        self.subject = Array(subject.content)
    }

    /// The issuer as a person knows it: its last common name, or its organisation; nil where it has neither.
    var issuerName: String? { Self.attribute(commonName, of: issuer) ?? Self.attribute(organization, of: issuer) }

    private var commonName: [UInt8] { [0x55, 0x04, 0x03] }
    private var organization: [UInt8] { [0x55, 0x04, 0x0A] }

    private static func attribute(_ type: [UInt8], of name: [UInt8]) -> String? {
        var cursor = DERCursor(name[...])
        var found: String?
        while var set = cursor.enter(0x31) {
            while var pair = set.enter(0x30) {
                guard let identifier = pair.next(), identifier.tag == 0x06, let value = pair.next() else { break }
                if identifier.content.elementsEqual(type) { found = String(decoding: value.content, as: UTF8.self) }
            }
        }
        return found
    }
}

/// Steps over DER, one element after the other.
struct DERCursor {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) {
        rest = bytes
    }

    /// The next element; nil at the end, and where a length goes beyond it.
    mutating func next() -> (tag: UInt8, content: ArraySlice<UInt8>)? {
        guard rest.count >= 2, let tag = rest.popFirst(), let first = rest.popFirst() else { return nil }
        var length = Int(first)
        if first >= 0x80 {
            let count = Int(first & 0x7F)
            guard (1...3).contains(count), rest.count >= count else { return nil }
            length = rest.prefix(count).reduce(0) { $0 << 8 | Int($1) }
            rest = rest.dropFirst(count)
        }
        guard length <= rest.count else { return nil }
        defer { rest = rest.dropFirst(length) }
        return (tag, rest.prefix(length))
    }

    /// The inside of the next element, where it has this tag.
    mutating func enter(_ tag: UInt8) -> DERCursor? {
        guard let element = next(), element.tag == tag else { return nil }
        return DERCursor(element.content)
    }
}
