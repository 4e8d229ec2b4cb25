public import MailFormat

/// Signs messages: one DKIM-Signature field for each identity, on top of the header section.
///
/// A value without I/O, clock or randomness: the same message, moment and keys give the same bytes. It signs on any number
/// of threads at once. A body length (`l=`) is never written, because it lets anybody append to a signed message (RFC 6376 §8.2).
///
/// ```
/// DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=example.com; s=s1;
///  t=1795510800; x=1796720400; h=From:From:To:To:…;
///  bh=…; b=…
/// ```
///
/// SeeAlso: RFC 6376 §3.5, §5
public struct DKIMSigner: Sendable {
    private let identities: [SigningIdentity]
    private let canonicalization: CanonicalizationPair
    private let headers: [(name: [UInt8], header: SignedHeader)]
    private let lifetimeSeconds: Int64?

    /// A signer.
    ///
    /// - Parameters:
    ///   - identities: one signature each, in this order from the top. None at all leaves messages as they are.
    ///   - canonicalization: relaxed/relaxed unless told otherwise.
    ///   - headers: what to sign; From must be among them.
    ///   - lifetime: how long signatures are good for (`x=`), 14 days unless told otherwise; nil is for ever.
    /// - Throws: `headerList` where it lacks From or holds what is no field name.
    public init(
        _ identities: [SigningIdentity], canonicalization: CanonicalizationPair = .init(),
        headers: [SignedHeader] = SignedHeader.standard, lifetime: Duration? = .seconds(14 * 86_400)
    ) throws(SigningProblem) {
        self.headers = headers.map { (Array($0.name.utf8), $0) }
        guard self.headers.contains(where: { Array("from".utf8) == $0.name.map(\.lowercased) }),
            // ftext of RFC 5322 §3.6.8; a semicolon would end the tag.
            self.headers.allSatisfy({ !$0.name.isEmpty && $0.name.allSatisfy { (0x21...0x7E).contains($0) && $0 != .colon && $0 != 0x3B } })
        else { throw .headerList }
        self.identities = identities
        self.canonicalization = canonicalization
        lifetimeSeconds = lifetime.map { max(1, $0.components.seconds) }
    }

    /// The message with its signatures on top.
    ///
    /// - Parameter moment: `t=`. Give the moment the message was composed for, and a retry sends the same bytes.
    /// - Throws: `from` where the message has no From field or two, `library` where there is no memory left.
    public func sign(_ message: OutgoingMessage, at moment: Timestamp) throws(SigningProblem) -> OutgoingMessage {
        guard !identities.isEmpty else { return message }
        var signed = message
        signed.bytes = try signatureFields(for: message.bytes, at: moment)
        signed.bytes.append(contentsOf: message.bytes)
        return signed
    }

    /// Just the fields, each with its CRLF, for a caller who puts them on top of the message himself.
    public func signatureFields(for message: [UInt8], at moment: Timestamp) throws(SigningProblem) -> [UInt8] {
        let section = HeaderFields(message)
        guard section.count(of: Array("from".utf8), in: message) == 1 else { throw .from }
        let names = headers.flatMap { name, header in
            repeatElement((name, header.name), count: section.count(of: name, in: message) + (header.isOversigned ? 1 : 0))
        }
        let signedFields = SignedData.fields(names.map(\.0), of: message, section, canonicalization.header)

        let bodyHash = canonicalization.body.bodyHash(of: message, from: section.bodyStart)
        let bodyHashText = String(decoding: Base64.encode(bodyHash), as: UTF8.self)
        let time = max(0, moment.milliseconds / 1000)
        var fields: [UInt8] = []
        for identity in identities {
            var writer = SignatureFieldWriter()
            writer.append("v", "1")
            writer.append("a", identity.key.type.algorithm.rawValue)
            writer.append("c", canonicalization.tag)
            writer.append("d", identity.domain)
            writer.append("s", identity.selector)
            writer.append("t", String(time))
            if let lifetimeSeconds { writer.append("x", String(time + lifetimeSeconds)) }
            writer.append(headers: names.map(\.1))
            writer.append("bh", bodyHashText)
            writer.appendEmptySignature()
            let data = SignedData.adding(writer.bytes, to: signedFields, canonicalization.header)
            guard let signature = identity.key.sign(SignedData.input(data, for: identity.key.type)) else { throw .library }
            writer.finish(signature: signature)
            fields.append(contentsOf: writer.bytes)
        }
        return fields
    }
}
