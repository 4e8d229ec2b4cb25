/// Something wrong, or doubtful, in what the user wrote: a value to collect, never thrown.
///
/// Its text form is `file:line:column: message; hint`.
public struct Diagnostic: Hashable, Sendable, Codable {
    /// How much it matters: an error keeps `send` from starting.
    public enum Severity: String, Hashable, Sendable, Codable, CaseIterable {
        case error, warning, hint
    }

    /// How much it matters.
    public var severity: Severity
    /// The rule that found it, `family.name`: `address.syntax`, `name.unknown`.
    public var rule: String
    /// The file as the user knows it (relative to the project), or nil where none is to blame.
    public var file: String?
    /// 1-based line, where known.
    public var line: Int?
    /// 1-based column in characters, where known.
    public var column: Int?
    /// One sentence without a full stop: what is wrong.
    public var message: String
    /// What to do about it, where that is known.
    public var hint: String?

    /// A diagnostic from its parts.
    public init(
        _ severity: Severity, rule: String, file: String? = nil, line: Int? = nil, column: Int? = nil,
        message: String, hint: String? = nil
    ) {
        self.severity = severity
        self.rule = rule
        self.file = file
        self.line = line
        self.column = column
        self.message = message
        self.hint = hint
    }

    /// `file:line:column`, as much of it as is known; empty without a file.
    public var place: String {
        [file, line.map(String.init), column.map(String.init)].compactMap(\.self).joined(separator: ":")
    }
}

extension Diagnostic: CustomStringConvertible {
    /// `lists/customers.csv:118:3: no value for 'first_name'; add a default`
    public var description: String {
        (place.isEmpty ? "" : place + ": ") + message + (hint.map { "; " + $0 } ?? "")
    }
}
