/// Makes what a stranger wrote fit to be stored and shown.
enum ReplyText {
    /// Text with its controls escaped as `\xNN` and what is not UTF-8 replaced, at most `limit` bytes of it.
    ///
    /// C0 and C1 controls, DEL and the characters that turn the direction of text round are escaped, so that a reply cannot
    /// write to a terminal, end a line in a log, or show itself in another order. A tab becomes a blank.
    static func sanitise(_ bytes: ArraySlice<UInt8>, limit: Int) -> String {
        let bytes = bytes.prefix(limit)
        if bytes.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) {
            return String(decoding: bytes, as: UTF8.self)
        }
        var text = ""
        for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
            switch scalar.value {
            case 0x09: text += " "
            case 0..<0x20, 0x7F..<0xA0: text += "\\x" + hexadecimal(scalar.value, width: 2)
            // Bidirectional controls, line and paragraph separators (Unicode Technical Report 36 §2.10).
            case 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069: text += "\\u" + hexadecimal(scalar.value, width: 4)
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text
    }

    private static func hexadecimal(_ value: UInt32, width: Int) -> String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
