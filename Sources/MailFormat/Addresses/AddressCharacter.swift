/// Which characters beyond ASCII an address may hold: those a person can see and type.
enum AddressCharacter {
    /// Refuses spaces, controls, format characters (zero-width, bidirectional), private and unassigned code points, and a mark that
    /// starts a side.
    static func check(_ text: ArraySlice<Unicode.Scalar>, at index: Int, _ side: AddressProblem.Side) throws(AddressProblem) {
        let scalar = text[index]
        if isJoiner(in: text, at: index) { return }
        let properties = scalar.properties
        if properties.isDefaultIgnorableCodePoint || scalar.value == 0xFFFD { throw .invisible(scalar.value, side) }
        switch properties.generalCategory {
        case .control: throw .control(scalar.value)
        case .format, .privateUse, .surrogate, .unassigned: throw .invisible(scalar.value, side)
        case .spaceSeparator, .lineSeparator, .paragraphSeparator: throw .character(scalar.value, side)
        case .nonspacingMark, .spacingMark, .enclosingMark:
            if index == text.startIndex || text[index - 1] == "." { throw .leadingMark(side) }
        default: break
        }
    }

    /// Whether this is a zero-width joiner or non-joiner in a place where a script needs one: behind a virama, or, for the non-joiner,
    /// between two Arabic letters that would join.
    ///
    /// SeeAlso: RFC 5892 appendix A.1, A.2
    static func isJoiner(in text: ArraySlice<Unicode.Scalar>, at index: Int) -> Bool {
        guard index > text.startIndex, text[index].value == 0x200C || text[index].value == 0x200D else { return false }
        let previous = text[index - 1]
        if previous.properties.canonicalCombiningClass == .virama { return true }
        guard text[index].value == 0x200C, index + 1 < text.endIndex else { return false }
        return isArabicLetter(previous.value) && !joinsOnlyBackwards(previous.value) && isArabicLetter(text[index + 1].value)
    }

    /// Letters of the Arabic block that join at all.
    private static func isArabicLetter(_ code: UInt32) -> Bool {
        switch code {
        case 0x0674: false
        case 0x0620, 0x0622...0x063F, 0x0641...0x064A, 0x0671...0x06D3: true
        default: false
        }
    }

    /// `Joining_Type=Right_Joining` in the Arabic block: the letters behind which writing stops by itself.
    private static func joinsOnlyBackwards(_ code: UInt32) -> Bool {
        switch code {
        case 0x0622...0x0625, 0x0627, 0x0629, 0x062F...0x0632, 0x0648, 0x0671...0x0673, 0x0675...0x0677: true
        case 0x0688...0x0699, 0x06C0, 0x06C3...0x06CB, 0x06CD, 0x06CF, 0x06D2, 0x06D3: true
        default: false
        }
    }
}
