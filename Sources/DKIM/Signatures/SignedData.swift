import Crypto

/// What a signature is made over: the canonical fields that `h=` names, then the signature field itself with an empty `b=`.
///
/// SeeAlso: RFC 6376 §3.7, RFC 8463 §3
enum SignedData {
    /// The canonical form of the fields an `h=` list means, one behind the other.
    static func fields(
        _ names: [[UInt8]], of message: [UInt8], _ section: HeaderFields, _ canonicalization: Canonicalization
    ) -> [UInt8] {
        var data: [UInt8] = []
        data.reserveCapacity(section.bodyStart + 1024)
        for field in section.select(names, in: message) {
            if let field { canonicalization.append(field, of: message, to: &data) }
        }
        return data
    }

    /// The fields with the canonical signature field behind them, which has no CRLF at its end.
    ///
    /// - Parameter signatureField: with an empty `b=` and without a line end.
    static func adding(_ signatureField: [UInt8], to fields: [UInt8], _ canonicalization: Canonicalization) -> [UInt8] {
        var data = fields
        guard let field = HeaderFields(signatureField).fields.first else { return data }
        canonicalization.append(field, of: signatureField, to: &data)
        if canonicalization == .relaxed { data.removeLast(2) }
        return data
    }

    /// A received signature field as it was when it was signed: nothing in `b=`, and no line end.
    static func withoutSignature(_ field: HeaderFields.Field, of message: [UInt8], _ tags: TagList) -> [UInt8] {
        var bytes = Array(message[field.whole.lowerBound..<field.value.upperBound])
        guard let value = tags.removableRange("b") else { return bytes }
        let offset = field.value.lowerBound - field.whole.lowerBound
        bytes.removeSubrange(value.lowerBound + offset..<value.upperBound + offset)
        return bytes
    }

    /// What the key signs: RSA hashes the data itself, Ed25519 is given the hash.
    static func input(_ data: [UInt8], for type: KeyType) -> [UInt8] {
        switch type {
        case .rsa: data
        case .ed25519: Array(SHA256.hash(data: data))
        }
    }
}
