/// The thorough way through an address: says what is wrong, or gives the normal form.
enum AddressParser {
    /// No address in any encoding is longer; it keeps a whole file in one cell from being normalised.
    private static let longestInput = 2048

    static func parse(_ bytes: UnsafeBufferPointer<UInt8>, allowsBareHost: Bool) throws(AddressProblem) -> EmailAddress {
        let trimmed = trim(bytes)
        guard !trimmed.isEmpty else { throw .empty }
        guard trimmed.count <= longestInput else { throw .addressTooLong(octets: trimmed.count) }
        if let control = trimmed.first(where: \.isASCIIControl) { throw .control(UInt32(control)) }
        guard let text = String(validating: trimmed, as: UTF8.self) else { throw .notUTF8 }
        let scalars = Array(text.unicodeScalars)
        if scalars.contains("<"), scalars[0] != "\"" || scalars.last == ">" { throw .angleBrackets }

        let at = try atSign(in: scalars)
        let localPart = try LocalPart.normalized(scalars[..<at])
        let domain = try DomainName.normalized(scalars[(at + 1)...], allowsBareHost: allowsBareHost)
        let length = localPart.utf8.count + 1 + domain.utf8.count
        guard length <= 254 else { throw .addressTooLong(octets: length) }
        return EmailAddress(checkedLocalPart: localPart, checkedDomain: domain)
    }

    private static func trim(_ bytes: UnsafeBufferPointer<UInt8>) -> Slice<UnsafeBufferPointer<UInt8>> {
        let front = bytes.drop { $0.isBlank }
        guard let last = front.lastIndex(where: { !$0.isBlank }) else { return front.prefix(0) }
        return front[...last]
    }

    /// The `@` between local part and domain: the first one outside a quoted-string that starts the text.
    private static func atSign(in scalars: [Unicode.Scalar]) throws(AddressProblem) -> Int {
        var index = 0
        if scalars[0] == "\"" {
            index = 1
            while index < scalars.count, scalars[index] != "\"" { index += scalars[index] == "\\" ? 2 : 1 }
            guard index < scalars.count else { throw .unclosedQuote }
            index += 1
        }
        guard let at = scalars[index...].firstIndex(of: "@") else { throw .noAtSign }
        guard at > 0 else { throw .nothingBeforeAtSign }
        guard at + 1 < scalars.count else { throw .nothingAfterAtSign }
        if scalars[(at + 1)...].contains("@") { throw .severalAtSigns }
        return at
    }
}
