@_spi(_Unicode) import Swift

/// The left side of an address: a dot-atom or a quoted-string, in ASCII or beyond.
///
/// SeeAlso: RFC 5321 §4.1.2, RFC 6531 §3.3
enum LocalPart {
    static let longest = 64

    /// The shortest form on the wire, in NFC.
    static func normalized(_ scalars: ArraySlice<Unicode.Scalar>) throws(AddressProblem) -> String {
        let content: [Unicode.Scalar]
        var isQuoted = false
        if scalars.first == "\"" {
            content = try unquoted(scalars)
            isQuoted = true
        } else {
            try checkDotAtom(scalars[...])
            content = Array(scalars)
        }
        // Composition can change what a character is: U+037E becomes a semicolon. So both forms are checked.
        let composed = Array(String(String.UnicodeScalarView(content))._nfc)
        for (index, scalar) in composed.enumerated() where !scalar.isASCII {
            try AddressCharacter.check(composed[...], at: index, .localPart)
        }
        isQuoted = isQuoted && !isDotAtom(composed[...])
        if !isQuoted { try checkDotAtom(composed[...]) }
        let text = isQuoted ? quoted(composed) : String(String.UnicodeScalarView(composed))
        guard text.utf8.count <= longest else { throw .localPartTooLong(octets: text.utf8.count) }
        return text
    }

    /// What a quoted-string says, without quotes and backslashes.
    private static func unquoted(_ scalars: ArraySlice<Unicode.Scalar>) throws(AddressProblem) -> [Unicode.Scalar] {
        var content: [Unicode.Scalar] = []
        var index = scalars.startIndex + 1
        while index < scalars.endIndex, scalars[index] != "\"" {
            if scalars[index] == "\\" {
                index += 1
                guard index < scalars.endIndex else { throw .unclosedQuote }
                // quoted-pairSMTP is a backslash and one printable ASCII character.
                guard scalars[index].isASCII else { throw .character(scalars[index].value, .localPart) }
            }
            content.append(scalars[index])
            index += 1
        }
        guard index < scalars.endIndex else { throw .unclosedQuote }
        guard index + 1 == scalars.endIndex else { throw .strayQuote }
        guard !content.isEmpty else { throw .nothingBeforeAtSign }
        return content
    }

    private static func quoted(_ content: [Unicode.Scalar]) -> String {
        var out = String.UnicodeScalarView()
        out.append("\"")
        for scalar in content {
            if scalar == "\"" || scalar == "\\" { out.append("\\") }
            out.append(scalar)
        }
        out.append("\"")
        return String(out)
    }

    private static func isDotAtom(_ scalars: ArraySlice<Unicode.Scalar>) -> Bool {
        do throws(AddressProblem) {
            try checkDotAtom(scalars)
            return true
        } catch {
            return false
        }
    }

    private static func checkDotAtom(_ scalars: ArraySlice<Unicode.Scalar>) throws(AddressProblem) {
        guard let last = scalars.last else { throw .nothingBeforeAtSign }
        var previous: Unicode.Scalar?
        for scalar in scalars {
            switch scalar {
            case ".":
                if previous == nil { throw .dotAtStart(.localPart) }
                if previous == "." { throw .dotsInARow(.localPart) }
            case "\"": throw .strayQuote
            case "(", ")": throw .comment
            case "<", ">": throw .angleBrackets
            default: if scalar.isASCII, !UInt8(ascii: scalar).isAtext { throw .character(scalar.value, .localPart) }
            }
            previous = scalar
        }
        if last == "." { throw .dotAtEnd(.localPart) }
    }
}
