/// One record of a CSV file.
public struct CSVRecord: Hashable, Sendable {
    /// 1-based line on which it begins.
    public var line: Int
    /// Its fields, unquoted; with a problem, what could be read of them.
    public var fields: [String]
    /// What is wrong with it, where something is.
    public var problem: CSVProblem?
    /// The first field that holds a quote without being in quotes, `6" pipe`: RFC 4180 has none, and it is taken for a character.
    public var fieldWithBareQuote: Int?
}

/// What is wrong with the form of one record. `field` is the 0-based number of the field at fault.
public enum CSVProblem: Hashable, Sendable {
    /// Text follows a closing quote, `"b"c`: quotes inside quotes must be doubled. The record was taken to end with its line.
    case strayQuote(field: Int)
    /// A quote opened here never closed: not within the record cap, not before the end, or not before another one opened on a
    /// later line. It was taken for a stray one, the record to end with its line, and reading goes on at the next line.
    case unclosedQuote(field: Int)
    /// The record is longer than the cap; the fields are its beginning, and reading goes on at the next line.
    case tooLong(limit: Int)
    /// There are more fields than the cap; these are the first ones.
    case tooManyFields(limit: Int)
    /// The bytes are not of the file's encoding; they stand as U+FFFD.
    case undecodable(field: Int)
    /// There is a NUL, which no text has; it is kept.
    case nul(field: Int)

    /// The field at fault, where one is.
    public var field: Int? {
        switch self {
        case .strayQuote(let field), .unclosedQuote(let field), .undecodable(let field), .nul(let field): field
        case .tooLong, .tooManyFields: nil
        }
    }
}

extension CSVProblem {
    /// The problem in the user's words, at the place of the field at fault.
    func diagnostic(of record: CSVRecord, in reader: CSVReader, file: String) -> Diagnostic {
        let place = field.map(reader.place(ofField:)) ?? (line: record.line, column: 1)
        let (rule, message, hint): (RecipientRule, String, String?) =
            switch self {
            case .strayQuote: (.quote, "text follows the closing quote of a field", "double the quotes inside quotes: \"\"")
            case .unclosedQuote: (.quote, "a quote is opened here and not closed", "close it, or double it where it belongs to the text")
            case .tooLong(let limit): (.tooLong, "the row is longer than \(limit) bytes", nil)
            case .tooManyFields(let limit): (.tooLong, "the row has more than \(limit) fields", nil)
            case .undecodable: (.encoding, "the field is not \(reader.dialect.encoding.rawValue)", "save the file as UTF-8")
            case .nul: (.nul, "the field holds a NUL byte", nil)
            }
        return Diagnostic(.error, rule: rule.rawValue, file: file, line: place.line, column: place.column, message: message, hint: hint)
    }
}

/// How much of a file may be one record. Memory never exceeds a few times `recordBytes`.
public struct CSVLimits: Hashable, Sendable {
    /// Bytes of one record, line end included; 1 MiB by default, at least 64.
    public var recordBytes: Int
    /// Fields of one record; 1000 by default.
    public var fields: Int

    /// Limits; the defaults suit lists of recipients.
    public init(recordBytes: Int = 1 << 20, fields: Int = 1000) {
        self.recordBytes = max(64, recordBytes)
        self.fields = max(1, fields)
    }
}
