extension SMTPReply {
    /// Text from a stranger made fit for terminals, logs and the ledger: valid UTF-8 of at most 1 KiB in which every C0 and C1 control, DEL,
    /// line separator and bidirectional control stands as `\x1b` or `\u{202e}`.
    ///
    /// Octets that are no UTF-8 become U+FFFD. Blanks at both ends are dropped, a tab becomes a blank.
    public static func sanitized(_ bytes: some Sequence<UInt8>) -> String {
        let bytes = Array(bytes.prefix(longestText))
        // Almost every reply is printable ASCII, and a send run reads four a message.
        if bytes.allSatisfy({ $0 >= ASCII.space && $0 < 0x7F }) {
            guard let first = bytes.firstIndex(where: { $0 != ASCII.space }), let last = bytes.lastIndex(where: { $0 != ASCII.space })
            else { return "" }
            return String(decoding: bytes[first...last], as: UTF8.self)
        }
        var out = ""
        for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
            let piece = visible(scalar)
            guard out.utf8.count + piece.utf8.count <= longestText else { break }
            out += piece
        }
        let inner = out.unicodeScalars.drop { $0 == " " }
        guard let end = inner.lastIndex(where: { $0 != " " }) else { return "" }
        return String(inner[...end])
    }

    /// The character, or its escape where it would not show or do something instead.
    private static func visible(_ scalar: Unicode.Scalar) -> String {
        let code = String(scalar.value, radix: 16)
        return switch scalar.value {
        case 0x09: " "
        case 0x00...0x1F, 0x7F...0x9F: "\\x" + (scalar.value < 16 ? "0" : "") + code
        case 0x061C, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069, 0xFEFF: "\\u{\(code)}"
        default: String(scalar)
        }
    }
}
