/// What `recipients check` says of a list: rows are recorded one by one, and the summary is there at any time.
///
/// Memory grows by about 40 bytes an address, for the duplicates, and with nothing else.
public struct RecipientsAudit: Sendable {
    private let file: String
    private let addressColumn: Int
    private var deduplicator = Deduplicator()
    private var good = 0
    private var bad = 0
    private var duplicates = 0
    private var filled: [Int]
    private let columns: [String]
    private var problems: [String: Summary.Problem] = [:]

    /// An audit of the list that the reader reads, called `file`.
    public init(of reader: RecipientReader, file: String) {
        self.init(columns: reader.columns, addressColumn: reader.addressColumn, file: file)
    }

    init(columns: [String], addressColumn: Int, file: String) {
        self.file = file
        self.columns = columns
        self.addressColumn = addressColumn
        filled = columns.map { _ in 0 }
    }

    /// Counts a row.
    ///
    /// - Returns: what there is to say about it: the row's own diagnostic, or a warning that its address stood on an earlier line.
    public mutating func record(_ row: RecipientRow) -> Diagnostic? {
        switch row {
        case .note(let diagnostic):
            count(diagnostic)
            return diagnostic
        case .bad(let diagnostic, original: _):
            bad += 1
            count(diagnostic)
            return diagnostic
        case .good(let line, let address, let fields):
            for (index, field) in fields.enumerated() where !field.isEmpty { filled[index] += 1 }
            guard let first = deduplicator.firstLine(of: address, on: line) else {
                good += 1
                return nil
            }
            duplicates += 1
            let diagnostic = Diagnostic(
                .warning, rule: RecipientRule.duplicate.rawValue, file: file, line: line,
                message: "'\(address)' stood on line \(first) already")
            count(diagnostic)
            return diagnostic
        }
    }

    private mutating func count(_ diagnostic: Diagnostic) {
        let new = Summary.Problem(rule: diagnostic.rule, severity: diagnostic.severity, count: 0, firstLine: diagnostic.line)
        problems["\(diagnostic.rule) \(diagnostic.severity.rawValue)", default: new].count += 1
    }

    /// The state of the counts.
    public var summary: Summary {
        let rowsWithAddress = good + duplicates
        return Summary(
            rows: rowsWithAddress + bad, good: good, bad: bad, duplicates: duplicates,
            problems: problems.values.sorted {
                ($1.count, $0.rule, $0.severity.rawValue) < ($0.count, $1.rule, $1.severity.rawValue)
            },
            columns: zip(columns, filled).map {
                Summary.Column(name: $0, filled: $1, share: rowsWithAddress == 0 ? 0 : Double($1) / Double(rowsWithAddress))
            },
            addressColumn: columns[addressColumn])
    }
}

extension RecipientsAudit {
    /// The counts of a list; `rows` = `good` + `duplicates` + `bad`.
    public struct Summary: Hashable, Sendable, Codable {
        /// How often a rule had something to say.
        public struct Problem: Hashable, Sendable, Codable {
            /// `csv.ragged`, `address.syntax`, …
            public var rule: String
            /// Errors keep a row out.
            public var severity: Diagnostic.Severity
            /// How many rows (or facts about the file) it found.
            public var count: Int
            /// The first line it found.
            public var firstLine: Int?

            private enum CodingKeys: String, CodingKey {
                case rule, severity, count
                case firstLine = "first_line"
            }
        }

        /// How full a column is.
        public struct Column: Hashable, Sendable, Codable {
            /// Its name as templates use it.
            public var name: String
            /// Rows with an address that have something in it.
            public var filled: Int
            /// Their part of all rows with an address, 0…1.
            public var share: Double
        }

        /// Rows that hold anything, without the header.
        public var rows: Int
        /// Recipients: rows with an address that stood on no earlier line.
        public var good: Int
        /// Rows without a usable address, or that could not be read.
        public var bad: Int
        /// Rows whose address stood on an earlier line.
        public var duplicates: Int
        /// The most frequent first.
        public var problems: [Problem]
        /// In the order of the file.
        public var columns: [Column]
        /// Name of the column with the addresses.
        public var addressColumn: String

        private enum CodingKeys: String, CodingKey {
            case rows, good, bad, duplicates, problems, columns
            case addressColumn = "address_column"
        }
    }
}
