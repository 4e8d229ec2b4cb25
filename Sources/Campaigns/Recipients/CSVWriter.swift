/// Writes records as RFC 4180 says: CRLF behind each, quotes where they are needed and doubled where they occur.
///
/// What it writes, ``CSVReader`` reads back unchanged, field for field (but a row of one field `sep=,` at the very front).
///
/// SeeAlso: RFC 4180 §2
public struct CSVWriter: Hashable, Sendable {
    /// Between fields; a comma by default.
    public var delimiter: CSVDialect.Delimiter
    /// Whether a spreadsheet is kept from taking text for a formula: an apostrophe goes before a field that begins with `=`, `+`, `-`, `@`,
    /// tab or CR and is no number. For reports a person opens; never for lists that are read again. Off by default.
    public var guardsFormulas: Bool

    /// A writer.
    public init(delimiter: CSVDialect.Delimiter = .comma, guardsFormulas: Bool = false) {
        self.delimiter = delimiter
        self.guardsFormulas = guardsFormulas
    }

    /// Appends one record in UTF-8.
    public func append(_ fields: some Collection<String>, to output: inout [UInt8]) {
        var isFirst = true
        for var field in fields {
            if !isFirst { output.append(delimiter.byte) }
            if guardsFormulas, isFormula(field) { field = "'" + field }
            // A record of one empty field would be a blank line.
            append(field, isQuoted: field.isEmpty ? fields.count == 1 : needsQuotes(field), to: &output)
            isFirst = false
        }
        output.append(0x0D)
        output.append(0x0A)
    }

    private func append(_ field: String, isQuoted: Bool, to output: inout [UInt8]) {
        guard isQuoted else {
            output.append(contentsOf: field.utf8)
            return
        }
        let quote = UInt8(ascii: "\"")
        output.append(quote)
        for byte in field.utf8 {
            if byte == quote { output.append(quote) }
            output.append(byte)
        }
        output.append(quote)
    }

    /// Quotes, delimiters and line ends need quotes; blanks at the ends, and what could pass for a byte order mark, are safer in them.
    private func needsQuotes(_ field: String) -> Bool {
        guard let first = field.utf8.first, let last = field.utf8.last else { return false }
        return first <= 0x20 || last <= 0x20 || first == 0xEF
            || field.utf8.contains { $0 == UInt8(ascii: "\"") || $0 == delimiter.byte || $0 == 0x0A || $0 == 0x0D }
    }

    /// What a spreadsheet calculates instead of showing it. Plain numbers may keep their sign: `-5`, `+49 30 1234`.
    private func isFormula(_ field: String) -> Bool {
        switch field.utf8.first {
        case UInt8(ascii: "="), UInt8(ascii: "@"), 0x09, 0x0D: true
        case UInt8(ascii: "+"), UInt8(ascii: "-"):
            !field.utf8.dropFirst().allSatisfy { (0x30...0x39).contains($0) || " .,".utf8.contains($0) }
        default: false
        }
    }
}
