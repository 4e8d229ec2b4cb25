/// A private key and what to publish of it.
public struct DKIMKeyPair: Sendable {
    /// The half to sign with.
    public let privateKey: PrivateKey

    /// The pair of a private key.
    public init(_ privateKey: PrivateKey) {
        self.privateKey = privateKey
    }

    /// A new pair from the system's random source.
    ///
    /// - Parameter bits: the length of an RSA key, 1024 to 8192 (RFC 8301 §3.2 asks for 2048); ignored for Ed25519.
    public static func generate(_ type: KeyType = .rsa, bits: Int = 2048) throws(KeyProblem) -> DKIMKeyPair {
        DKIMKeyPair(try PrivateKey.generate(type, bits: bits))
    }

    /// The half to publish.
    public var publicKey: PublicKey { privateKey.publicKey }

    /// The TXT record that lets others verify what the pair signs under this domain and selector.
    public func record(domain: String, selector: String) -> KeyRecordEntry {
        KeyRecordEntry(
            name: KeyRecord.name(domain: domain, selector: selector), text: KeyRecord(publicKey: publicKey).text)
    }
}

/// A key record where it goes in the DNS.
public struct KeyRecordEntry: Hashable, Sendable {
    /// `s1._domainkey.example.com`
    public let name: String
    /// `v=DKIM1; k=rsa; p=…`: what most web forms of DNS providers want.
    public let text: String

    /// The text in pieces of at most 255 octets: a TXT record is a row of such strings, and a 2048-bit key needs two (RFC 1035 §3.3.14).
    public var strings: [String] {
        var strings: [String] = []
        var rest = Substring(text)
        while !rest.isEmpty {
            strings.append(String(rest.prefix(255)))
            rest = rest.dropFirst(255)
        }
        return strings
    }

    /// The record for a zone file: `s1._domainkey.example.com. IN TXT ( "v=DKIM1; k=rsa; p=…" "…" )`.
    public var zoneFileLine: String {
        "\(name). IN TXT ( \(strings.map { "\"\($0)\"" }.joined(separator: " ")) )"
    }
}
