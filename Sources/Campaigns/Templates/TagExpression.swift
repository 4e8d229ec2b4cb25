/// What stands inside a tag: a name, or transforms around a name: `uppercased(trimmed(first_name))`.
enum TagExpression {
    /// Why an expression cannot be read.
    struct Problem: Error {
        var message: String
        var hint: String?
    }

    /// Splits an expression into its name and its transforms, outermost first.
    static func parse(_ expression: String) throws(Problem) -> (name: String, transforms: [String]) {
        guard !expression.isEmpty else { throw Problem(message: "this tag is empty") }
        var parts = expression.split(separator: "(", omittingEmptySubsequences: false).map(String.init)
        guard var last = parts.popLast() else { throw Problem(message: "this tag is empty") }
        var closed = 0
        while last.last == ")" {
            last.removeLast()
            closed += 1
        }
        guard closed == parts.count, !parts.contains("") else {
            throw Problem(message: "the parentheses in '\(expression)' do not match", hint: "write transform(name)")
        }
        for word in parts + [last] { try check(word, in: expression) }
        guard !last.isEmpty else { throw Problem(message: "'\(expression)' names nothing", hint: "write transform(name)") }
        return (last, parts)
    }

    private static func check(_ word: String, in expression: String) throws(Problem) {
        if word.utf8.contains(where: \.isTemplateBlank) {
            let joined = word.split(whereSeparator: \.isWhitespace).joined(separator: "_")
            throw Problem(message: "a name has no blanks: '\(expression)'", hint: "write \(joined), as the column is known")
        }
        if let wrong = word.unicodeScalars.first(where: { $0.value < 0x21 || $0.value == 0x7F || "(){}<>\"'`=#^/!&,;|\\".unicodeScalars.contains($0) }) {
            throw Problem(message: "'\(wrong)' cannot stand in a name: '\(expression)'")
        }
    }
}
