import MailFormat

/// What an address cell holds: an address, perhaps with blanks, a name, `mailto:` or a comma around it.
struct AddressCell {
    /// Why there is no address.
    enum Problem: Error, Hashable {
        case missing
        case several
        case syntax(AddressProblem)
    }

    /// The address, or why there is none.
    var address: Result<EmailAddress, Problem>
    /// What stood around it and was passed over, as a phrase; nil for a plain cell.
    var wrapping: String?

    /// Reads a cell. The usual case, a plain address, costs one parse.
    init(_ cell: String) {
        do {
            address = .success(try EmailAddress(cell))
        } catch {
            self = Self.unwrapped(cell, problem: error)
        }
    }

    private init(_ address: Result<EmailAddress, Problem>, wrapping: String? = nil) {
        self.address = address
        self.wrapping = wrapping
    }

    /// Whether a cell is meant to hold an address, right or wrong.
    static func looksLikeAddress(_ cell: String) -> Bool {
        let at = cell.utf8.firstIndex(of: UInt8(ascii: "@"))
        return at.map { $0 > cell.startIndex && cell.utf8.index(after: $0) < cell.endIndex } ?? false
    }

    /// The address in a cell that is none itself, because of `problem`.
    private static func unwrapped(_ cell: String, problem: AddressProblem) -> AddressCell {
        let bare = trimmed(cell)
        if bare.isEmpty { return AddressCell(.failure(.missing)) }
        let inner: (text: String, wrapping: String)? =
            if let angled = angled(bare) {
                (angled, bare.hasPrefix("<") ? "angle brackets" : "a name")
            } else if bare.lowercased().hasPrefix("mailto:") {
                (String(bare.dropFirst(7)), "'mailto:'")
            } else if let last = bare.last, ",;".contains(last) {
                (String(bare.dropLast()), "'\(last)'")
            } else if bare != cell {
                (bare, "blanks")
            } else {
                nil
            }
        if let inner, let address = try? EmailAddress(trimmed(inner.text)) {
            return AddressCell(.success(address), wrapping: inner.wrapping)
        }
        return AddressCell(.failure(isList(bare) ? .several : .syntax(problem)))
    }

    /// What is between the angle brackets of `Jörg Müller <joerg@example.com>`, the only ones there may be outside quotes.
    private static func angled(_ text: String) -> String? {
        guard text.hasSuffix(">") else { return nil }
        let scalars = text.unicodeScalars
        var isQuoted = false
        var open: String.Index?
        for index in scalars.indices.dropLast() {
            switch scalars[index] {
            case "\"": isQuoted.toggle()
            case "<" where !isQuoted:
                if open != nil { return nil }
                open = scalars.index(after: index)
            case ">" where !isQuoted: return nil
            default: break
            }
        }
        return open.map { String(scalars[$0..<scalars.index(before: scalars.endIndex)]) }
    }

    /// Whether there are several addresses with `,`, `;`, `/` or blanks between them.
    private static func isList(_ text: String) -> Bool {
        text.utf8.count { $0 == UInt8(ascii: "@") } > 1
            && text.split(whereSeparator: { ",;/| <>\n".contains($0) }).count { (try? EmailAddress(String($0))) != nil } > 1
    }

    /// Without the blanks of Unicode, and the invisible characters that come along with copied text, at both ends.
    private static func trimmed(_ text: String) -> String {
        var scalars = text.unicodeScalars[...]
        while let last = scalars.last, isBlank(last) { scalars.removeLast() }
        while let first = scalars.first, isBlank(first) { scalars.removeFirst() }
        return String(scalars)
    }

    private static func isBlank(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isWhitespace || ["\u{200B}", "\u{200E}", "\u{200F}", "\u{2060}", "\u{FEFF}"].contains(scalar)
    }
}
