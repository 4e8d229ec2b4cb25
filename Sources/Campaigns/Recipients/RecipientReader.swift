/// Reads a list of recipients row by row in constant memory: CSV in, addresses with their fields out.
///
/// A bad row never stops it: it comes as ``RecipientRow/bad(_:original:)`` with file, line, column, rule and reason. Duplicates are not
/// looked for here; the ledger finds them for campaigns, a ``Deduplicator`` for lists.
///
/// ## What is passed over
/// Blank lines, rows of blank cells, and empty cells behind the last column.
public struct RecipientReader: Sendable {
    /// What the user said about a list; by default all of it is found out.
    public struct Options: Hashable, Sendable {
        /// Delimiter and encoding.
        public var dialect: CSVDialect.Given
        /// Whether the first row names the columns; by default it does unless there is an address in it.
        public var hasHeader: Bool?
        /// Name or 1-based number of the column with the addresses.
        public var addressColumn: String?
        /// Caps on one record.
        public var limits: CSVLimits

        /// Options; the defaults find out what a file does not say.
        public init(
            dialect: CSVDialect.Given = .init(), hasHeader: Bool? = nil, addressColumn: String? = nil, limits: CSVLimits = .init()
        ) {
            self.dialect = dialect
            self.hasHeader = hasHeader
            self.addressColumn = addressColumn
            self.limits = limits
        }
    }

    /// Names of the columns: of the header, trimmed, in lower case and with `_` for spaces; without one, `email` and `column_2`, ….
    public let columns: [String]
    /// Which of them holds the addresses.
    public let addressColumn: Int
    /// Whether the first row named the columns.
    public let hasHeader: Bool
    /// How the file is written, as far as is known.
    public var dialect: CSVDialect { reader.dialect }

    private let file: String
    private var reader: CSVReader
    /// What comes before the next record: notes, the last one first.
    private var pending: [RecipientRow] = []
    /// The first record of a file without a header.
    private var firstRecord: CSVRecord?
    /// Whether the encoding is the user's word, or a note has said it.
    private var hasSaidEncoding: Bool

    /// Reads the header.
    ///
    /// - Parameter file: the file's name as the user knows it, for diagnostics.
    /// - Throws: ``CampaignError/invalid(_:)`` where there is no list to read (nothing at all, a broken header, no column with addresses),
    ///   and what the source throws.
    public init(source: some ByteSource, file: String, options: Options = .init()) throws {
        self.file = file
        hasSaidEncoding = options.dialect.encoding != nil
        reader = try CSVReader(source: source, given: options.dialect, limits: options.limits)
        guard let first = try reader.next() else {
            throw CampaignError.invalid([Diagnostic(.error, rule: "csv.empty", file: file, message: "the list is empty")])
        }
        hasHeader = options.hasHeader ?? !first.fields.contains(where: AddressCell.isMeantAsAddress)
        if hasHeader, let problem = first.problem {
            throw CampaignError.invalid([problem.diagnostic(of: first, in: reader, file: file)])
        }
        let header = hasHeader ? HeaderRow(cells: first.fields) : HeaderRow(count: first.fields.count)
        let rows = (hasHeader ? [] : [first.fields]) + reader.peek(100).filter { $0.problem == nil }.map(\.fields)
        let column = try Self.addressColumn(header, rows: rows, given: options.addressColumn, hasHeader: hasHeader, file: file)
        addressColumn = column.index
        columns = hasHeader ? header.columns : header.columns.enumerated().map { $0 == column.index ? "email" : $1 }
        firstRecord = hasHeader ? nil : first

        // The last one first: they are handed out from the end.
        if hasHeader, column.isByContent {
            pending.append(
                note(
                    .column, .hint, at: column.index, "the addresses are taken from '\(columns[column.index])'",
                    hint: "call the column 'email' to make sure"))
        }
        for finding in header.notes.reversed() {
            pending.append(note(.header, .warning, at: finding.column, finding.message, hint: finding.hint))
        }
    }

    private static func addressColumn(
        _ header: HeaderRow, rows: [[String]], given: String?, hasHeader: Bool, file: String
    ) throws(CampaignError) -> AddressColumn.Finding {
        let names = header.columns.prefix(12).map { "'\($0)'" }.joined(separator: ", ") + (header.columns.count > 12 ? ", …" : "")
        func problem(_ message: String, hint: String?) -> CampaignError {
            .invalid([
                Diagnostic(
                    .error, rule: RecipientRule.column.rawValue, file: file, line: 1, message: "\(message); the columns are \(names)",
                    hint: hint)
            ])
        }
        if let given {
            if let index = AddressColumn.named(given, in: header.columns) { return .init(index: index, isByContent: false) }
            let nearest = Spelling.nearest(to: HeaderRow.normalised(given), in: header.columns)
            throw problem("there is no column '\(given)'", hint: nearest.map { "did you mean '\($0)'?" })
        }
        let found =
            hasHeader
            ? AddressColumn.find(columns: header.columns, rows: rows)
            : AddressColumn.byContent(rows: rows).map { .init(index: $0, isByContent: true) }
        guard let found else { throw problem("no column holds e-mail addresses", hint: "call the column with the addresses 'email'") }
        return found
    }

    /// The next row, or something to know about it; nil at the end.
    ///
    /// - Throws: what the source throws.
    public mutating func next() throws -> RecipientRow? {
        while true {
            if let row = pending.popLast() { return row }
            let record: CSVRecord
            if let first = firstRecord.take() {
                record = first
            } else if let next = try reader.next() {
                record = next
            } else {
                return nil
            }
            guard let row = judge(record) else { continue }
            if pending.isEmpty { return row }
            pending = [row] + pending.reversed()
        }
    }

    /// Judges one record; nil for one that holds nothing. Notes about it go to `pending`, in order.
    private mutating func judge(_ record: CSVRecord) -> RecipientRow? {
        if reader.dialect.encoding == .windows1252, !hasSaidEncoding {
            hasSaidEncoding = true
            pending.append(
                note(
                    .encoding, .warning, at: 0, "the file is not UTF-8 and is read as Windows-1252 from here on",
                    hint: "save it as UTF-8, or give the encoding"))
        }
        if let problem = record.problem {
            return .bad(problem.diagnostic(of: record, in: reader, file: file), original: record.fields)
        }
        var fields = record.fields
        while fields.count > columns.count, fields.last?.isEmpty == true { fields.removeLast() }
        if fields.count != columns.count {
            if fields.allSatisfy(Self.isBlank) { return nil }
            return bad(
                record, .ragged, at: min(columns.count, fields.count - 1),
                "the row has \(record.fields.count) field\(record.fields.count == 1 ? "" : "s") and the \(hasHeader ? "header" : "first row") \(columns.count)",
                hint: fields.count > columns.count
                    ? "a field with the delimiter \(reader.dialect.delimiter) in it must be in quotes"
                    : "empty fields need their delimiters too")
        }
        let cell = AddressCell(fields[addressColumn])
        switch cell.address {
        case .success(let address):
            if cell.isMailbox {
                return bad(
                    record, .wrapped, at: addressColumn, "'\(Self.shown(fields[addressColumn]))' is more than an address",
                    hint: "write \(address), and the name in a column of its own")
            }
            if let wrapping = cell.wrapping {
                pending.append(note(.wrapped, .hint, at: addressColumn, "\(wrapping) around the address \(address) passed over"))
            }
            if let field = record.fieldWithBareQuote {
                pending.append(
                    note(
                        .quote, .hint, at: field, "a quote in a field that is not in quotes is taken for a character",
                        hint: "put the field in quotes and double the quote"))
            }
            return .good(line: record.line, address: address, fields: fields)
        case .failure(.missing):
            if fields.allSatisfy(Self.isBlank) { return nil }
            return bad(record, .missing, at: addressColumn, "there is no address")
        case .failure(.several):
            return bad(
                record, .several, at: addressColumn, "'\(Self.shown(fields[addressColumn]))' holds more than one address",
                hint: "give every recipient a row")
        case .failure(.syntax(let problem)):
            return bad(record, .syntax, at: addressColumn, "'\(Self.shown(fields[addressColumn]))' is no address: \(problem)")
        }
    }

    private func bad(_ record: CSVRecord, _ rule: RecipientRule, at field: Int, _ message: String, hint: String? = nil) -> RecipientRow {
        .bad(diagnostic(rule, .error, at: field, message, hint), original: record.fields)
    }

    private func note(
        _ rule: RecipientRule, _ severity: Diagnostic.Severity, at field: Int, _ message: String, hint: String? = nil
    ) -> RecipientRow {
        .note(diagnostic(rule, severity, at: field, message, hint))
    }

    private func diagnostic(
        _ rule: RecipientRule, _ severity: Diagnostic.Severity, at field: Int, _ message: String, _ hint: String?
    ) -> Diagnostic {
        let place = reader.place(ofField: field)
        return Diagnostic(
            severity, rule: rule.rawValue, file: file, line: place.line, column: place.column, message: message, hint: hint)
    }

    /// Whether there is nothing to see in a cell: empty, blanks, or the Ctrl-Z that ends files of DOS.
    private static func isBlank(_ cell: String) -> Bool { cell.utf8.allSatisfy { $0 <= 0x20 } }

    /// A cell's beginning on one line, without controls.
    private static func shown(_ cell: String) -> String {
        let scalars = cell.unicodeScalars.prefix(80).map { $0.properties.generalCategory == .control ? "\u{FFFD}" : $0 }
        return String(String.UnicodeScalarView(scalars)) + (cell.unicodeScalars.count > 80 ? "…" : "")
    }
}
