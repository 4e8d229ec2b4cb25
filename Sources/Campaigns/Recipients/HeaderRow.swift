/// The names of a list's columns.
struct HeaderRow {
    /// One name a column: trimmed, lower case, spaces to `_`, not empty, none twice.
    private(set) var columns: [String] = []
    /// What had to be changed beyond that, and in which column (0-based).
    private(set) var notes: [(column: Int, message: String, hint: String)] = []

    /// Names from the cells of a header. An empty cell becomes `column_N`; a name that is there already gets `_2`, `_3`, …
    init(cells: [String]) {
        var first: [String: Int] = [:]
        for (index, cell) in cells.enumerated() {
            var name = Self.normalised(cell)
            if name.isEmpty {
                name = "column_\(index + 1)"
                notes.append((index, "column \(index + 1) has no name and is read as '\(name)'", "give it a name in the header"))
            }
            if let earlier = first[name] {
                let given = name
                var number = 2
                while first["\(given)_\(number)"] != nil { number += 1 }
                name = "\(given)_\(number)"
                notes.append(
                    (
                        index, "columns \(earlier + 1) and \(index + 1) are both called '\(given)'; the latter is read as '\(name)'",
                        "give every column a name of its own"
                    ))
            }
            first[name] = index
            columns.append(name)
        }
        // Excel leaves cells behind that were once used: a long row of empty ones is one finding.
        let nameless = cells.reversed().prefix { Self.normalised($0).isEmpty }.count
        if nameless > 1 {
            notes.removeAll { $0.column >= cells.count - nameless }
            notes.append((cells.count - nameless, "the last \(nameless) columns have no name", "give them names in the header"))
        }
    }

    /// Names for a file without a header: `column_N`.
    init(count: Int) {
        columns = (1...max(1, count)).map { "column_\($0)" }
    }

    /// Trimmed, lower case, blanks to `_`; a no-break space is a blank too.
    static func normalised(_ cell: String) -> String {
        let blanks: Set<Unicode.Scalar> = [" ", "\t", "\r", "\n", "\u{A0}", "\u{FEFF}"]
        var scalars = cell.unicodeScalars[...]
        while let last = scalars.last, blanks.contains(last) { scalars.removeLast() }
        while let front = scalars.first, blanks.contains(front) { scalars.removeFirst() }
        let spaced = scalars.map { $0 == "\u{A0}" || $0 == " " ? "_" : $0 }
        return String(String.UnicodeScalarView(spaced)).lowercased()
    }
}
