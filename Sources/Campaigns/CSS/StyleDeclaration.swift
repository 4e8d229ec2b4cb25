/// `color: #333 !important`
struct StyleDeclaration: Hashable {
    /// In lower case.
    var name: String
    /// Without `!important` and outer blanks.
    var value: [UInt8]
    var isImportant: Bool
    /// Where the value ends in the source, before `!important`.
    var end: Int

    /// The declarations of a block or of a `style` attribute, in order. One that is none is passed over.
    static func list(in bytes: [UInt8], _ range: Range<Int>) -> [StyleDeclaration] {
        CSSText.split(bytes, range, at: UInt8(ascii: ";")).compactMap { StyleDeclaration(bytes, $0) }
    }

    private init?(_ bytes: [UInt8], _ range: Range<Int>) {
        let text = CSSText.trimmed(bytes, range)
        guard let colon = bytes[text].firstIndex(of: UInt8(ascii: ":")) else { return nil }
        let nameRange = CSSText.trimmed(bytes, text.lowerBound..<colon)
        guard !nameRange.isEmpty, bytes[nameRange].allSatisfy(\.isCSSName) else { return nil }
        var valueRange = CSSText.trimmed(bytes, colon + 1..<text.upperBound)
        isImportant = false
        if let mark = bytes[valueRange].lastIndex(of: UInt8(ascii: "!")) {
            let word = CSSText.trimmed(bytes, mark + 1..<valueRange.upperBound)
            if String(decoding: bytes[word], as: UTF8.self).lowercased() == "important" {
                isImportant = true
                valueRange = CSSText.trimmed(bytes, valueRange.lowerBound..<mark)
            }
        }
        guard !valueRange.isEmpty else { return nil }
        name = String(decoding: bytes[nameRange], as: UTF8.self).lowercased()
        value = Array(bytes[valueRange])
        end = valueRange.upperBound
    }

    /// Whether setting one property may undo the other: the same, or a shorthand and a part of it (`margin` and `margin-top`).
    static func touch(_ one: String, _ other: String) -> Bool {
        one == other || one.hasPrefix(other + "-") || other.hasPrefix(one + "-")
    }
}

extension UInt8 {
    /// Letters, digits, `-`, `_` and everything beyond ASCII that is no template tag's mark.
    var isCSSName: Bool {
        isASCIILetter || self &- 0x30 < 10 || self == UInt8(ascii: "-") || self == UInt8(ascii: "_")
            || (self >= 0x80 && self != FlatTemplate.mark)
    }
}
