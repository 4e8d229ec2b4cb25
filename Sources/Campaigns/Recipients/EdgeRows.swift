public import MailFormat

/// The rows of a list that show most of what can go wrong: the first, the shortest and the longest, one beyond ASCII, for each field the
/// template uses one row where it is empty, and one of each language.
public struct EdgeRows: Sendable {
    /// A row and why it is one of these.
    public struct Edge: Hashable, Sendable {
        /// `first row`, `longest`, `no 'first_name'`, ….
        public var why: String
        /// Line of the list.
        public var line: Int
        /// Her address.
        public var email: EmailAddress
        /// Her fields.
        public var fields: [String]
    }

    /// Languages of which a row is kept at the most: a column with more is none of languages.
    private static let mostLanguages = 20

    private let columns: [String]
    private let used: [Int]
    private let languageColumn: Int?
    private var languages: [String: Edge] = [:]
    private var first: Edge?
    private var shortest: (length: Int, edge: Edge)?
    private var longest: (length: Int, edge: Edge)?
    private var beyondASCII: Edge?
    private var empty: [Int: Edge] = [:]

    /// Rows of a list with these columns.
    ///
    /// - Parameters:
    ///   - names: what the template uses; of the fields that are not used nothing can be missing.
    ///   - languageColumn: the column that tells the language, where there is one.
    public init(columns: [String], names: Set<String>, languageColumn: String? = nil) {
        self.columns = columns
        self.languageColumn = languageColumn.flatMap(columns.firstIndex(of:))
        used = columns.indices.filter { names.contains(columns[$0]) }
    }

    /// Looks at a good row.
    public mutating func look(line: Int, email: EmailAddress, fields: [String]) {
        var length = 0
        for field in fields { length += field.utf8.count }
        func edge(_ why: String) -> Edge { Edge(why: why, line: line, email: email, fields: fields) }
        if first == nil { first = edge("first row") }
        if length < shortest?.length ?? .max { shortest = (length, edge("shortest")) }
        if length > longest?.length ?? -1 { longest = (length, edge("longest")) }
        if beyondASCII == nil, fields.contains(where: { !$0.utf8.allSatisfy { $0 < 0x80 } }) { beyondASCII = edge("beyond ASCII") }
        if let column = languageColumn, column < fields.count, languages.count < Self.mostLanguages, languages[fields[column]] == nil {
            languages[fields[column]] = edge("language '\(fields[column])'")
        }
        for column in used where empty[column] == nil && column < fields.count && fields[column].isEmpty {
            empty[column] = edge("no '\(columns[column])'")
        }
    }

    /// The rows, each once, under the first reason it has.
    public var edges: [Edge] {
        var seen: Set<Int> = []
        let all =
            [first, shortest?.edge, longest?.edge, beyondASCII].compactMap(\.self) + used.compactMap { empty[$0] }
            + languages.values.sorted { $0.line < $1.line }
        return all.filter { seen.insert($0.line).inserted }
    }
}
