/// The right side of an address: a host name in ASCII, A-labels for what is not.
///
/// SeeAlso: RFC 5321 §2.3.5, RFC 1035 §2.3.1, RFC 5890
enum DomainName {
    static let longest = 255
    static let longestLabel = 63

    /// The domain in lower-case A-labels.
    static func normalized(_ scalars: ArraySlice<Unicode.Scalar>, allowsBareHost: Bool) throws(AddressProblem) -> String {
        if scalars.first == "[" { throw .addressLiteral }
        let mapped = scalars.allSatisfy(\.isASCII) ? scalars.map(lowercased) : IDNA.mapped(scalars)
        try checkDots(mapped)
        let labels = mapped.split(separator: ".")
        var domain = ""
        for label in labels {
            if !domain.isEmpty { domain += "." }
            domain += try aLabel(label)
        }
        guard domain.utf8.count <= longest else { throw .domainTooLong(octets: domain.utf8.count) }
        if let last = labels.last, last.allSatisfy({ $0.isASCII && UInt8(ascii: $0).isASCIIDigit }) { throw .numericTopLevelDomain }
        guard labels.count > 1 || allowsBareHost else { throw .bareHost }
        return domain
    }

    private static func lowercased(_ scalar: Unicode.Scalar) -> Unicode.Scalar { Unicode.Scalar(UInt8(ascii: scalar).asciiLowercased) }

    private static func checkDots(_ scalars: [Unicode.Scalar]) throws(AddressProblem) {
        guard let first = scalars.first, let last = scalars.last else { throw .nothingAfterAtSign }
        if first == "." { throw .dotAtStart(.domain) }
        if last == "." { throw .dotAtEnd(.domain) }
        for index in scalars.indices.dropFirst() where scalars[index] == "." && scalars[index - 1] == "." { throw .dotsInARow(.domain) }
    }

    /// One label, checked and encoded.
    private static func aLabel(_ label: ArraySlice<Unicode.Scalar>) throws(AddressProblem) -> String {
        for scalar in label where scalar.isASCII { try check(scalar) }
        guard label.count <= longestLabel else { throw .labelTooLong(octets: label.reduce(0) { $0 + UTF8.width($1) }) }
        if label.first == "-" || label.last == "-" { throw .hyphenAtLabelEdge }
        let text = String(String.UnicodeScalarView(label))
        let encoded: String
        if label.allSatisfy(\.isASCII) {
            if label.count >= 4, label.dropFirst(2).starts(with: ["-", "-"]) {
                guard text.hasPrefix("xn--") else { throw .reservedLabel(text) }
                try checkALabel(text)
            }
            encoded = text
        } else {
            if label.count >= 4, label.dropFirst(2).starts(with: ["-", "-"]) { throw .reservedLabel(text) }
            try IDNA.check(label)
            guard let punycode = Punycode.encode(label) else { throw .labelTooLong(octets: label.count) }
            encoded = "xn--" + punycode
        }
        guard encoded.utf8.count <= longestLabel else { throw .labelTooLong(octets: encoded.utf8.count) }
        return encoded
    }

    /// An ASCII character of a host name.
    private static func check(_ scalar: Unicode.Scalar) throws(AddressProblem) {
        let byte = UInt8(ascii: scalar)
        if byte.isASCIILetter || byte.isASCIIDigit || byte == ASCII.hyphen { return }
        switch scalar {
        case "_": throw .underscoreInDomain
        case "(", ")": throw .comment
        case "<", ">": throw .angleBrackets
        default: throw .character(scalar.value, .domain)
        }
    }

    /// An encoded label that came in as such must stand for a valid one, and be the encoding of it.
    private static func checkALabel(_ label: String) throws(AddressProblem) {
        guard label.utf8.count <= longestLabel else { throw .labelTooLong(octets: label.utf8.count) }
        guard let decoded = Punycode.decode(label.dropFirst(4)), decoded.contains(where: { !$0.isASCII }) else {
            throw .invalidALabel(label)
        }
        guard IDNA.mapped(decoded[...]) == decoded, Punycode.encode(decoded[...]) == String(label.dropFirst(4)) else {
            throw .invalidALabel(label)
        }
        do throws(AddressProblem) {
            try IDNA.check(decoded[...])
        } catch {
            throw .invalidALabel(label)
        }
    }
}
