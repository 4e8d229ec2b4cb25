public import MailFormat

/// What a list says next.
public enum RecipientRow: Hashable, Sendable {
    /// A recipient: the line the row begins on, the address, and the fields in the order of the columns, the address's as given.
    case good(line: Int, address: EmailAddress, fields: [String])
    /// A row that is none, why, and its fields as far as they could be read; for a row beyond the record cap, its beginning.
    case bad(Diagnostic, original: [String])
    /// Something to know about the file or about the row that follows, which is read all the same: a warning or a hint.
    case note(Diagnostic)
}

/// The rules a list is read by, as they stand in diagnostics.
public enum RecipientRule: String, Hashable, Sendable, Codable, CaseIterable {
    /// The row has more or fewer fields than the header.
    case ragged = "csv.ragged"
    /// A quote is not closed, or text follows a closing one.
    case quote = "csv.quote"
    /// Bytes are not of the file's encoding, or the file is not UTF-8.
    case encoding = "csv.encoding"
    /// A NUL.
    case nul = "csv.nul"
    /// The record is beyond the caps.
    case tooLong = "csv.too_long"
    /// A header cell is empty or there twice.
    case header = "csv.header"
    /// The address cell is empty.
    case missing = "address.missing"
    /// The address cell holds no address.
    case syntax = "address.syntax"
    /// The address cell holds more than one address.
    case several = "address.several"
    /// The address cell holds blanks around the address (a note), or a name (then it is no address).
    case wrapped = "address.wrapped"
    /// No column holds addresses, or not the one that was named.
    case column = "address.column"
    /// The same address stood on an earlier line.
    case duplicate = "address.duplicate"
}
