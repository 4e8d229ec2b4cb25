/// Finds a column that is compared to a bare number: `age >= 18`.
///
/// All columns are text, and SQLite puts every text above every number, so such a comparison would take every row without a word.
enum NumberTrap {
    static func find(in expression: String, columns: [String]) -> SelectionProblem? {
        let tokens = tokens(of: Array(expression.utf8))
        let names = Set(columns.map { $0.lowercased() })
        guard tokens.count >= 3 else { return nil }
        for index in 1..<tokens.count - 1 where tokens[index].kind == .comparison {
            let (left, right) = (tokens[index - 1], tokens[index + 1])
            let name: Token
            if left.kind == .word, right.kind == .number { name = left } else if left.kind == .number, right.kind == .word { name = right } else { continue }
            guard names.contains(name.text.lowercased()), !isArgument(tokens, around: index) else { continue }
            return SelectionProblem(
                offset: name.offset,
                message: "column \(name.text) is text and would be greater than any number; write CAST(\(name.text) AS INTEGER)")
        }
        return nil
    }

    /// `a + age > 3`: arithmetic makes a number of the column, so the comparison is sound.
    private static func isArgument(_ tokens: [Token], around index: Int) -> Bool {
        let before = index >= 2 ? tokens[index - 2] : nil
        let after = index + 2 < tokens.count ? tokens[index + 2] : nil
        return before?.kind == .arithmetic || after?.kind == .arithmetic
    }

    private enum Kind { case word, number, text, comparison, arithmetic, other }

    private struct Token {
        var kind: Kind
        var text: String
        var offset: Int
    }

    private static func tokens(of bytes: [UInt8]) -> [Token] {
        var tokens: [Token] = []
        var position = 0
        while position < bytes.count {
            let start = position
            let kind = skip(bytes, &position)
            guard let kind else { continue }
            var text = bytes[start..<position]
            if kind == .word, let quote = text.first, quote == UInt8(ascii: "\""), text.count >= 2 { text = text.dropFirst().dropLast() }
            tokens.append(Token(kind: kind, text: String(decoding: text, as: UTF8.self), offset: start))
        }
        return tokens
    }

    /// Moves behind one token; nil for blanks.
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
