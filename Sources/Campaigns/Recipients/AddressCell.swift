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
    private(set) var address: Result<EmailAddress, Problem>
    /// What stood around it and was passed over, as a phrase; nil for a plain cell.
    private(set) var wrapping: String?
    /// Whether it is in angle brackets, with or without a name: what a header holds, not an address column.
    private(set) var isMailbox = false

    /// Reads a cell. The usual case, a plain address, costs one parse.
    init(_ cell: String) {
        do {
            address = .success(try EmailAddress(cell))
            if let first = cell.utf8.first, let last = cell.utf8.last, first <= 0x20 || last <= 0x20 { wrapping = "blanks" }
        } catch {
            self = Self.unwrapped(cell, problem: error)
        }
    }

    private init(_ address: Result<EmailAddress, Problem>, wrapping: String? = nil) {
        self.address = address
        self.wrapping = wrapping
    }

    /// Whether a cell is meant to hold an address, right or wrong: it does, or it has no blanks and an `@` between other things.
    static func isMeantAsAddress(_ cell: String) -> Bool {
        if case .success = AddressCell(cell).address { return true }
        let sides = cell.utf8.split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false)
        return sides.count == 2 && sides.allSatisfy { !$0.isEmpty && $0.allSatisfy { $0 > 0x20 } }
    }

    /// The address in a cell that is none itself, because of `problem`.
    private static func unwrapped(_ cell: String, problem: AddressProblem) -> AddressCell {
        if cell.unicodeScalars.allSatisfy({ isBlank($0) || $0.properties.isWhitespace }) { return AddressCell(.failure(.missing)) }
        let bare = trimmed(cell)
        guard let inner = inner(of: bare, whole: cell) else {
            return AddressCell(.failure(isList(bare) ? .several : .syntax(problem)))
        }
        do {
            var found = AddressCell(.success(try EmailAddress(trimmed(inner.text))), wrapping: inner.wrapping)
            found.isMailbox = inner.isMailbox
            return found
        } catch {
            return AddressCell(.failure(isList(bare) ? .several : .syntax(error)))
        }
    }

    /// What is left without the wrapping, and how to call that.
    private static func inner(of bare: String, whole: String) -> (text: String, wrapping: String, isMailbox: Bool)? {
        if let angled = angled(bare) { return (angled, bare.hasPrefix("<") ? "angle brackets" : "a name", true) }
        if bare.lowercased().hasPrefix("mailto:") { return (String(bare.dropFirst(7)), "'mailto:'", false) }
        if let last = bare.last, ",;".contains(last) { return (String(bare.dropLast()), "'\(last)'", false) }
        return bare == whole ? nil : (bare, "blanks", false)
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
        return open.map { String(scalars[$0...].dropLast()) }
    }

    /// Whether there are several addresses with `,`, `;`, `/`, `|`, angle brackets or blanks between them.
    private static func isList(_ text: String) -> Bool {
        text.utf8.count { $0 == UInt8(ascii: "@") } > 1
            && text.split(whereSeparator: { ",;/| <>\n".contains($0) }).count { (try? EmailAddress(String($0))) != nil } > 1
    }

    /// Without the blanks of Unicode, and the invisible characters that come along with copied text, at both ends. Line breaks stay:
    /// next to an address they are the mark of a broken file, or of somebody who tries to smuggle a header field.
    private static func trimmed(_ text: String) -> String {
        var scalars = text.unicodeScalars[...]
        while let last = scalars.last, isBlank(last) { scalars.removeLast() }
        while let first = scalars.first, isBlank(first) { scalars.removeFirst() }
        return String(scalars)
    }

    private static func isBlank(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "\t" || scalar.properties.generalCategory == .spaceSeparator
            || ["\u{200B}", "\u{200E}", "\u{200F}", "\u{2060}", "\u{FEFF}"].contains(scalar)
    }
}
