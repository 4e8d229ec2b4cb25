/// A token of a selection, for what SQLite would take without a word.
struct SelectionToken {
    private enum Kind { case word, number, text, comparison, arithmetic, parameter, other }

    private var kind: Kind
    private var text: String
    private var offset: Int
}

extension SelectionToken {
    /// A parameter such as `?1`, which would be one of the columns by its place, or nothing.
    static func parameter(in tokens: [SelectionToken]) -> SelectionProblem? {
        tokens.first { $0.kind == .parameter }.map {
            SelectionProblem(
                offset: $0.offset, message: "'\($0.text)' starts a parameter; put text in single quotes and columns in double quotes")
        }
    }

    /// A column that is compared to a bare number: `age >= 18`.
    ///
    /// All columns are text, and SQLite puts every text above every number, so such a comparison would take every row.
    static func numberTrap(in tokens: [SelectionToken], columns: [String]) -> SelectionProblem? {
        let names = Set(columns.map { $0.lowercased() })
        func isColumn(_ token: SelectionToken) -> Bool { token.kind == .word && names.contains(token.text.lowercased()) }
        func kind(_ index: Int) -> Kind { tokens.indices.contains(index) ? tokens[index].kind : .other }
        for index in tokens.indices where tokens[index].kind == .comparison && index > 0 && index + 1 < tokens.count {
            let left = tokens[index - 1]
            // The sign of a number is a token of its own.
            let place = tokens[index + 1].kind == .arithmetic ? index + 2 : index + 1
            guard place < tokens.count else { continue }
            let right = tokens[place]
            // `1 + age > 3`: arithmetic makes a number of the column, so the comparison is sound.
            let column: SelectionToken
            if isColumn(left), right.kind == .number, kind(index - 2) != .arithmetic {
                column = left
            } else if left.kind == .number, isColumn(right), place == index + 1, kind(place + 1) != .arithmetic {
                column = right
            } else {
                continue
            }
            return SelectionProblem(
                offset: column.offset,
                message: "column \(column.text) is text and would be greater than any number; write CAST(\(column.text) AS INTEGER)")
        }
        return nil
    }
}

extension SelectionToken {
    /// The tokens of an expression, without its remarks.
    static func scan(_ expression: String) -> [SelectionToken] {
        let bytes = Array(expression.utf8)
        var tokens: [SelectionToken] = []
        var position = 0
        while position < bytes.count {
            let start = position
            guard let kind = skip(bytes, &position) else { continue }
            var text = bytes[start..<position]
            if kind == .word, text.first == UInt8(ascii: "\""), text.count >= 2 { text = text.dropFirst().dropLast() }
            tokens.append(SelectionToken(kind: kind, text: String(decoding: text, as: UTF8.self), offset: start))
        }
        return tokens
    }

    /// Moves behind one token; nil for blanks and remarks.
    private static func skip(_ bytes: [UInt8], _ position: inout Int) -> Kind? {
        let byte = bytes[position]
        position += 1
        func skipWhile(_ condition: (UInt8) -> Bool) { while position < bytes.count, condition(bytes[position]) { position += 1 } }
        switch byte {
        case 0x20, 0x09, 0x0a, 0x0d:
            return nil
        case UInt8(ascii: "'"), UInt8(ascii: "\""):
            skipWhile { $0 != byte }
            if position < bytes.count { position += 1 }
            return byte == UInt8(ascii: "'") ? .text : .word
        case UInt8(ascii: "0")...UInt8(ascii: "9"):
            skipWhile { isWord($0) || $0 == UInt8(ascii: ".") }
            return .number
        case UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "="), UInt8(ascii: "!"):
            skipWhile { [UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "=")].contains($0) }
            return .comparison
        case UInt8(ascii: "-") where position < bytes.count && bytes[position] == UInt8(ascii: "-"):
            skipWhile { $0 != 0x0a }
            return nil
        case UInt8(ascii: "/") where position < bytes.count && bytes[position] == UInt8(ascii: "*"):
            while position < bytes.count, !(bytes[position - 1] == UInt8(ascii: "*") && bytes[position] == UInt8(ascii: "/")) {
                position += 1
            }
            if position < bytes.count { position += 1 }
            return nil
        case UInt8(ascii: "?"), UInt8(ascii: ":"), UInt8(ascii: "@"), UInt8(ascii: "$"), UInt8(ascii: "#"), 0:
            return .parameter
        case UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "*"), UInt8(ascii: "/"), UInt8(ascii: "%"):
            return .arithmetic
        case _ where isWord(byte):
            skipWhile(isWord)
            return .word
        default:
            return .other
        }
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        case UInt8(ascii: "_"), 0x80...: true
        default: false
        }
    }
}
