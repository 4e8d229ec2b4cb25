/// What stands inside a tag: a name, or transforms around a name: `uppercased(trimmed(first_name))`.
enum TagExpression {
    /// Why an expression cannot be read.
    struct Problem: Error {
        var message: String
        var hint: String?
    }

    /// Splits an expression into its name and its transforms, outermost first.
    ///
    /// - Parameter isPath: whether the name may hold slashes, as a partial's may.
    static func parse(_ expression: String, isPath: Bool = false) throws(Problem) -> (name: String, transforms: [String]) {
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
        for word in parts + [last] { try check(word, in: expression, isPath: isPath) }
        guard !last.isEmpty else { throw Problem(message: "'\(expression)' names nothing", hint: "write transform(name)") }
        return (last, parts)
    }

    private static func check(_ word: String, in expression: String, isPath: Bool) throws(Problem) {
        if word.utf8.contains(where: \.isTemplateBlank) {
            let words = word.split(whereSeparator: \.isWhitespace)
            if words.count == 2, ["if", "unless", "each", "with"].contains(words[0]) {
                let hint = words[0] == "unless" ? "write {{^\(words[1])}}…{{/\(words[1])}}" : "write {{#\(words[1])}}…{{/\(words[1])}}"
                throw Problem(message: "Mustache has no '\(words[0])': '\(expression)'", hint: hint)
            }
            let joined = words.joined(separator: "_")
            throw Problem(message: "a name has no blanks: '\(expression)'", hint: "write \(joined), as the column is known")
        }
        let refused = word.unicodeScalars.first { scalar in
            scalar.value < 0x21 || scalar.value == 0x7F || Self.marks.contains(scalar) || (scalar == "/" && !isPath)
        }
        if let refused {
            throw Problem(message: "'\(refused)' cannot stand in a name: '\(expression)'")
        }
    }

    /// Characters of Mustache, HTML and headers.
    private static let marks = Set("(){}<>\"'`=#^!&,;|\\".unicodeScalars)
}
