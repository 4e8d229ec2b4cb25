@_spi(_Unicode) import Swift

/// Which Unicode labels are internationalised domain names, and the mapping that people expect before that question is asked.
///
/// ## Limits
/// Derived from Unicode properties as RFC 5892 defines them, for the Unicode version of the Swift library. The Bidi rule (RFC 5893) is not
/// checked.
///
/// SeeAlso: RFC 5891 §4.2, RFC 5892, RFC 5895
enum IDNA {
    /// Lower case, full-width ASCII made plain, ideographic dots made dots, NFC.
    ///
    /// SeeAlso: RFC 5895 §2
    static func mapped(_ scalars: ArraySlice<Unicode.Scalar>) -> [Unicode.Scalar] {
        var out = String.UnicodeScalarView()
        for scalar in scalars {
            switch scalar.value {
            case 0x3002, 0xFF0E, 0xFF61: out.append(".")
            case 0xFF01...0xFF5E:
                if let plain = Unicode.Scalar(scalar.value - 0xFEE0) {
                    out.append(contentsOf: plain.properties.lowercaseMapping.unicodeScalars)
                }
            default: out.append(contentsOf: scalar.properties.lowercaseMapping.unicodeScalars)
            }
        }
        return Array(String(out)._nfc)
    }

    /// Refuses a U-label with a character that IDNA2008 does not allow, or not there.
    static func check(_ label: ArraySlice<Unicode.Scalar>) throws(AddressProblem) {
        for index in label.indices {
            let scalar = label[index]
            if scalar.isASCII { continue }
            try AddressCharacter.check(label, at: index, .domain)
            let allowed = contextRule(label, index) ?? isProtocolValid(scalar)
            guard allowed else { throw .character(scalar.value, .domain) }
        }
    }

    /// PVALID of RFC 5892 §3, for characters beyond ASCII without a context rule.
    private static func isProtocolValid(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x00DF, 0x03C2, 0x06FD, 0x06FE, 0x0F0B, 0x3007: return true  // §2.6, exceptions
        case 0x0640, 0x07FA, 0x302E, 0x302F, 0x3031...0x3035, 0x303B: return false
        case 0x1100...0x11FF, 0xA960...0xA97F, 0xD7B0...0xD7FF: return false  // §2.9, conjoining Hangul
        case 0x20D0...0x20FF, 0x1D100...0x1D24F: return false  // §2.4, symbols and musical notation
        default: break
        }
        if scalar.properties.changesWhenNFKCCaseFolded { return false }
        switch scalar.properties.generalCategory {
        case .lowercaseLetter, .uppercaseLetter, .otherLetter, .modifierLetter, .nonspacingMark, .spacingMark, .decimalNumber: return true
        default: return false
        }
    }

    /// CONTEXTJ and CONTEXTO of RFC 5892 appendix A; nil for a character without a rule.
    private static func contextRule(_ label: ArraySlice<Unicode.Scalar>, _ index: Int) -> Bool? {
        let before = index > label.startIndex ? label[index - 1] : nil
        let after = index + 1 < label.endIndex ? label[index + 1] : nil
        switch label[index].value {
        case 0x200C, 0x200D: return AddressCharacter.isJoiner(in: label, at: index)
        case 0x00B7: return before == "l" && after == "l"
        case 0x0375: return after.map { isGreek($0.value) } ?? false
        case 0x05F3, 0x05F4: return before.map { (0x0591...0x05F4).contains($0.value) } ?? false
        case 0x30FB: return label.contains { isJapanese($0.value) }
        case 0x0660...0x0669: return !label.contains { (0x06F0...0x06F9).contains($0.value) }
        case 0x06F0...0x06F9: return !label.contains { (0x0660...0x0669).contains($0.value) }
        default: return nil
        }
    }

    private static func isGreek(_ code: UInt32) -> Bool { (0x0370...0x03FF).contains(code) || (0x1F00...0x1FFF).contains(code) }

    /// Hiragana, Katakana (the dot itself left out) and Han.
    private static func isJapanese(_ code: UInt32) -> Bool {
        switch code {
        case 0x3005, 0x3007, 0x3041...0x3096, 0x309D...0x309F, 0x30A1...0x30FA, 0x30FD...0x30FF, 0x31F0...0x31FF: true
        case 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xF900...0xFAFF, 0x20000...0x3FFFF: true
        default: false
        }
    }
}
