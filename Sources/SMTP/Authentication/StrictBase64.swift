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
        return bytes.dropLast(padding).allSatisfy { isInAlphabet($0) && $0 != 0x3D } ? Base64MIME.decode(bytes) : nil
    }

    /// Whether an octet is of the alphabet, or pads.
    static func isInAlphabet(_ byte: UInt8) -> Bool {
        (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || byte == 0x2B || byte == 0x2F
            || byte == 0x3D
    }
}
