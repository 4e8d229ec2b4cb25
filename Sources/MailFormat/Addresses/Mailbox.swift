/// A display name and an address: `Acme News <news@example.com>`.
///
/// SeeAlso: RFC 5322 §3.4
public struct Mailbox: Hashable, Sendable {
    /// The display name as a person reads it, unquoted and decoded; nil where there is none.
    public var name: String?
    /// Where mail goes.
    public var address: EmailAddress

    /// A mailbox from its parts.
    public init(name: String? = nil, address: EmailAddress) {
        self.name = name
        self.address = address
    }

    /// The mailbox that a person wrote: `news@example.com`, `<news@example.com>`, `Acme News <news@example.com>` or
    /// `"Last, First" <a@example.com>`.
    ///
    /// Names are plain Unicode and may hold commas, dots and parentheses without quotes; `@`, `<`, `>` and quotation marks need them.
    ///
    /// - Throws: what is wrong with the address, or `.displayName`.
    public init(parsing text: String, allowsBareHost: Bool = false) throws(AddressProblem) {
        let control = text.unicodeScalars.first { $0.properties.generalCategory == .control && $0 != "\t" }
        if let control { throw .control(control.value) }
        let bytes = Array(text.utf8)
        guard let end = bytes.lastIndex(where: { !$0.isBlank }) else { throw .empty }
        guard bytes[end] == ASCII.greaterThan, let open = bytes.lastIndex(of: ASCII.lessThan) else {
            self.init(address: try EmailAddress(text, allowsBareHost: allowsBareHost))
            return
        }
        let name = try Self.displayName(bytes[..<open])
        let inner = String(decoding: bytes[(open + 1)..<end], as: UTF8.self)
        self.init(name: name.isEmpty ? nil : name, address: try EmailAddress(inner, allowsBareHost: allowsBareHost))
    }

    /// The words before the angle bracket, quoted ones unquoted.
    private static func displayName(_ bytes: ArraySlice<UInt8>) throws(AddressProblem) -> String {
        var out: [UInt8] = []
        var index = bytes.startIndex
        var inQuotes = false
        while index < bytes.endIndex {
            let byte = bytes[index]
            if byte == ASCII.quote {
                inQuotes.toggle()
            } else if inQuotes, byte == ASCII.backslash {
                index += 1
                guard index < bytes.endIndex else { throw .unclosedQuote }
                out.append(bytes[index])
            } else if !inQuotes, byte == ASCII.at || byte == ASCII.lessThan || byte == ASCII.greaterThan {
                throw .displayName
            } else {
                out.append(byte)
            }
            index += 1
        }
        if inQuotes { throw .unclosedQuote }
        let front = out.drop { $0.isBlank }
        guard let last = front.lastIndex(where: { !$0.isBlank }) else { return "" }
        return String(decoding: front[...last], as: UTF8.self)
    }
}
