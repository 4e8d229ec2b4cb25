import MailFormat

/// Base64 as SASL wants it: nothing outside the alphabet, whole groups of four, padding at the end only.
///
/// SeeAlso: RFC 4648 §4, RFC 4954 §4
enum StrictBase64 {
    /// The octets; nil where the text is no base64.
    static func decode(_ text: String) -> [UInt8]? {
        let bytes = Array(text.utf8)
        guard bytes.count % 4 == 0 else { return nil }
        let padding = bytes.suffix(2).reversed().prefix { $0 == 0x3D }.count
        let isInAlphabet = bytes.dropLast(padding).allSatisfy {
            (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2B || $0 == 0x2F
        }
        return isInAlphabet ? Base64MIME.decode(bytes) : nil
    }
}
