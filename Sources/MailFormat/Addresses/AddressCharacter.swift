/// Which characters beyond ASCII an address may hold: those a person can see and type.
enum AddressCharacter {
    /// Refuses spaces, controls, format characters (zero-width, bidirectional), private and unassigned code points, and a mark that starts a side.
    static func check(_ scalar: Unicode.Scalar, after previous: Unicode.Scalar?, _ side: AddressProblem.Side) throws(AddressProblem) {
        if isJoiner(scalar, after: previous) { return }
        let properties = scalar.properties
        if properties.isDefaultIgnorableCodePoint || scalar.value == 0xFFFD { throw .invisible(scalar.value, side) }
        switch properties.generalCategory {
        case .control: throw .control(scalar.value)
        case .format, .privateUse, .surrogate, .unassigned: throw .invisible(scalar.value, side)
        case .spaceSeparator, .lineSeparator, .paragraphSeparator: throw .character(scalar.value, side)
        case .nonspacingMark, .spacingMark, .enclosingMark: if previous == nil || previous == "." { throw .leadingMark(side) }
        default: break
        }
    }

    /// Whether this is a zero-width joiner or non-joiner where scripts of India need one: behind a virama (RFC 5892 appendix A.1, A.2).
    static func isJoiner(_ scalar: Unicode.Scalar, after previous: Unicode.Scalar?) -> Bool {
        (scalar.value == 0x200C || scalar.value == 0x200D) && previous?.properties.canonicalCombiningClass == .virama
    }
}
