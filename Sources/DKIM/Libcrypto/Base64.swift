import COpenSSL

/// Base64 in one piece, as tags carry it (RFC 4648 §4); folding is the business of who writes the field.
enum Base64 {
    /// The text for some bytes, with padding and without line ends.
    static func encode(_ bytes: some Sequence<UInt8>) -> [UInt8] {
        let bytes = Array(bytes)
        var text = [UInt8](repeating: 0, count: (bytes.count + 2) / 3 * 4 + 1)
        let count = EVP_EncodeBlock(&text, bytes, Int32(bytes.count))
        text.removeLast(text.count - Int(count))
        return text
    }

    /// The bytes of a text, or nil where it is no base64. Blanks and line ends anywhere in it are skipped (RFC 6376 §3.5, b=);
    /// missing padding is not forgiven, nor are spare bits that are set: one value has one text.
    static func decode(_ text: some Sequence<UInt8>) -> [UInt8]? {
        let text = text.filter { !$0.isFoldingWhitespace }
        guard text.count.isMultiple(of: 4), text.count <= 1 << 20 else { return nil }
        guard !text.isEmpty else { return [] }
        let padding = text.reversed().prefix { $0 == UInt8(ascii: "=") }.count
        // EVP_DecodeBlock takes padding for zeros and gives them back as bytes.
        guard padding <= 2, !text.dropLast(padding).contains(UInt8(ascii: "=")) else { return nil }
        var bytes = [UInt8](repeating: 0, count: text.count / 4 * 3)
        guard EVP_DecodeBlock(&bytes, text, Int32(text.count)) == Int32(bytes.count) else {
            ERR_clear_error()
            return nil
        }
        bytes.removeLast(padding)
        return encode(bytes) == text ? bytes : nil
    }
}
