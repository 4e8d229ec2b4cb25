/// Where a report is read: how wide, in colour or not, on a terminal or in a file.
public struct Page: Hashable, Sendable {
    /// Columns there are.
    public var width: Int
    /// Whether somebody looks at it on a terminal: bars and sparklines are drawn there only, for a file is read by programs.
    public var isTerminal: Bool
    /// Whether escape sequences may be used.
    public var hasColour: Bool

    /// A page; a file of 100 columns by default.
    public init(width: Int = 100, isTerminal: Bool = false, hasColour: Bool = false) {
        self.width = max(40, width)
        self.isTerminal = isTerminal
        self.hasColour = hasColour
    }

    func bold(_ text: String) -> String { paint("1", text) }
    func dim(_ text: String) -> String { paint("2", text) }
    func red(_ text: String) -> String { paint("31", text) }

    private func paint(_ code: String, _ text: String) -> String {
        hasColour && !text.isEmpty ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
    }

    /// A text that must not be wider than what is left of a line; what is cut off shows as `…`.
    func clip(_ text: String, to columns: Int) -> String {
        text.count <= columns ? text : String(text.prefix(max(1, columns - 1))) + "…"
    }

    /// Parts joined by ` · `, on as many lines as they need; later lines are indented.
    func flow(_ parts: [String], indent: Int = 2) -> [String] {
        var lines: [String] = []
        for part in parts where !part.isEmpty {
            let part = clip(part, to: width - indent)
            if let last = lines.last, last.count + 3 + part.count <= width - indent {
                lines[lines.count - 1] = last + " · " + part
            } else {
                lines.append(part)
            }
        }
        return lines.map { String(repeating: " ", count: indent) + $0 }
    }

    /// A sentence on as many lines as it needs, broken between words.
    func wrap(_ sentence: String, indent: Int = 0) -> [String] {
        var lines: [String] = []
        for word in sentence.split(separator: " ") {
            if let last = lines.last, last.count + 1 + word.count <= width - indent {
                lines[lines.count - 1] = last + " " + word
            } else {
                lines.append(String(word))
            }
        }
        return lines.map { String(repeating: " ", count: indent) + $0 }
    }
}
