import Foundation

/// The form in which SCRAM compares user names and passwords: two ways of typing the same text come out the same.
///
/// ```
/// SASLPrep.prepared("I\u{00AD}X")   // "IX"
/// SASLPrep.prepared("\u{2168}")     // "IX"
/// SASLPrep.prepared("\u{0007}")     // nil
/// ```
///
/// ## Limits
/// Normalised by the Unicode version of the system, not by 3.2; code points that 3.2 had not assigned are let pass, as RFC 3454 §7 does
/// for queries.
///
/// SeeAlso: RFC 4013, RFC 3454
enum SASLPrep {
    /// The prepared text; nil where it has a character that no name and no password may have.
    static func prepared(_ text: String) -> String? {
        if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return text }
        var mapped = String.UnicodeScalarView()
        for scalar in text.unicodeScalars where !isMappedToNothing(scalar.value) {
            mapped.append(scalar.value > 0x7F && isSpace(scalar) ? " " : scalar)
        }
        let normal = String(mapped).precomposedStringWithCompatibilityMapping
        guard normal.unicodeScalars.allSatisfy({ !isProhibited($0) }), isDirected(normal) else { return nil }
        return normal
    }

    /// RFC 3454 B.1
    private static func isMappedToNothing(_ value: UInt32) -> Bool {
        switch value {
        case 0x00AD, 0x034F, 0x1806, 0x180B...0x180D, 0x200B...0x200D, 0x2060, 0xFE00...0xFE0F, 0xFEFF: true
        default: false
        }
    }

    /// RFC 3454 C.1.2
    private static func isSpace(_ scalar: Unicode.Scalar) -> Bool { scalar.properties.generalCategory == .spaceSeparator }

    /// RFC 4013 §2.3: RFC 3454 C.1.2, C.2.1, C.2.2, C.3 to C.9.
    private static func isProhibited(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x20: return false
        case 0x2028, 0x2029, 0x0340, 0x0341, 0x200E, 0x200F, 0x202A...0x202E, 0x206A...0x206F, 0xFFF9...0xFFFD, 0x2FF0...0x2FFB,
            0xE0001, 0xE0020...0xE007F, 0x06DD, 0x070F, 0x180E, 0x2061...0x2063, 0x1D173...0x1D17A:
            return true
        default: break
        }
        if scalar.properties.isNoncharacterCodePoint { return true }
        switch scalar.properties.generalCategory {
        case .control, .privateUse, .surrogate, .spaceSeparator: return true
        default: return false
        }
    }

    /// RFC 3454 §6: text that runs from right to left begins and ends so, and has nothing that runs the other way.
    private static func isDirected(_ text: String) -> Bool {
        let scalars = Array(text.unicodeScalars)
        guard scalars.contains(where: isRightToLeft) else { return true }
        return scalars.first.map(isRightToLeft) == true && scalars.last.map(isRightToLeft) == true
            && !scalars.contains(where: isLeftToRight)
    }

    /// RFC 3454 D.1, by block.
    private static func isRightToLeft(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x05BE, 0x05C0, 0x05C3, 0x05D0...0x05EA, 0x05F0...0x05F4, 0x061B, 0x061F, 0x0621...0x063A, 0x0640...0x064A, 0x066D...0x066F,
            0x0671...0x06D5, 0x06E5, 0x06E6, 0x06FA...0x06FE, 0x0700...0x070D, 0x0710, 0x0712...0x072C, 0x0780...0x07A5, 0x07B1,
            0xFB1D, 0xFB1F...0xFB28, 0xFB2A...0xFB4F, 0xFB50...0xFBB1, 0xFBD3...0xFD3D, 0xFD50...0xFDC7, 0xFDF0...0xFDFC, 0xFE70...0xFEFC:
            true
        default: false
        }
    }

    /// RFC 3454 D.2: letters of the other direction.
    private static func isLeftToRight(_ scalar: Unicode.Scalar) -> Bool {
        guard !isRightToLeft(scalar) else { return false }
        return switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .otherLetter, .letterNumber: true
        default: false
        }
    }
}
