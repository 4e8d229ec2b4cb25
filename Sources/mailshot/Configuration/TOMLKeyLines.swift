import Foundation

/// The line each key and table header of a TOML text stands on, for messages only (the decoder forgets positions).
struct TOMLKeyLines {
    private var first: [String: Int] = [:]
    /// Of keys in arrays of tables: `relay 1 rate`, and `relay 1` for the header.
    private var inTables: [String: Int] = [:]

    init(_ text: String) {
        var counts: [String: Int] = [:]
        var table = ""
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let trimmed = line.drop { $0 == " " || $0 == "\t" }
            var name: Substring
            if trimmed.first == "[" {
                name = trimmed.drop { $0 == "[" }.prefix { $0 != "]" }
            } else if let equals = trimmed.firstIndex(of: "="), trimmed.first != "#" {
                name = trimmed[..<equals]
            } else {
                continue
            }
            while name.last == " " { name.removeLast() }
            let key = name.trimmingCharacters(in: ["\"", "'"])
            if first[key] == nil { first[key] = index + 1 }
            if trimmed.hasPrefix("[[") {
                table = "\(key) \(counts[key, default: 0])"
                counts[key, default: 0] += 1
                inTables[table] = index + 1
            } else if trimmed.first == "[" {
                table = ""
            } else if !table.isEmpty {
                inTables["\(table) \(key)"] = index + 1
            }
        }
    }

    /// 1-based line of the first place where the key (or table) is set.
    func line(of key: String) -> Int? { first[key] }

    /// The line of a key in the n-th table (from 0) of an array of tables; of the table where the key is not in it.
    func line(of key: String, in table: String, _ index: Int) -> Int? {
        inTables["\(table) \(index) \(key)"] ?? inTables["\(table) \(index)"]
    }

    /// `mailshot.toml:14`: where a key of the n-th table (from 0) of an array of tables stands.
    func place(of key: String, in table: String, _ index: Int, _ file: String) -> String {
        (line(of: key, in: table, index) ?? line(of: key)).map { "\(file):\($0)" } ?? file
    }

    /// The line of the innermost key a decoder was at.
    func line(of path: [any CodingKey]) -> Int? {
        let keys = path.filter { $0.intValue == nil }.map(\.stringValue)
        guard let last = keys.last else { return nil }
        if let index = path.dropFirst().first?.intValue, let table = keys.first, keys.count > 1,
            let line = line(of: keys[1], in: table, index)
        {
            return line
        }
        return first[last]
    }
}
