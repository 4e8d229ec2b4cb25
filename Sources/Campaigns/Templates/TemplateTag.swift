/// Where a tag stands in what the user wrote.
struct SourcePlace: Hashable, Sendable {
    /// The file as the user knows it.
    var file: String
    /// 1-based; nil for a template that is a value in a file (subject, preheader, header).
    var line: Int?
    /// 1-based, in characters.
    var column: Int?

    /// `templates/newsletter/body.html:4`
    var description: String { file + (line.map { ":\($0)" } ?? "") }
}

/// One Mustache tag, read.
struct TemplateTag: Hashable, Sendable {
    enum Kind: Hashable, Sendable {
        /// `{{name}}`
        case variable
        /// `{{{name}}}` or `{{&name}}`
        case unescaped
        /// `{{#name}}`
        case section
        /// `{{^name}}`
        case inverted
        /// `{{/name}}`
        case close
        /// `{{>name}}`; the blanks before it where it stands alone on its line.
        case partial(indent: String)
        /// `{{<name}}`
        case layout(indent: String)
        /// `{{$name}}`
        case block

        /// Whether it names a file.
        var isFile: Bool {
            switch self {
            case .partial, .layout: true
            case .variable, .unescaped, .section, .inverted, .block: false
            // What a layout opened is closed by the same name.
            case .close: true
            }
        }
    }

    var kind: Kind
    /// What the tag names, without its transforms.
    var name: String
    /// Transforms, outermost first: `uppercased(trimmed(name))` has two.
    var transforms: [String]
    var place: SourcePlace

    /// What stands between the braces.
    var expression: String {
        transforms.reduce("") { $0 + $1 + "(" } + name + String(repeating: ")", count: transforms.count)
    }
}

/// A template that cannot be read: where, and what is wrong.
struct TemplateSyntaxProblem: Error, Hashable {
    var place: SourcePlace
    var message: String
    var hint: String?

    var diagnostic: Diagnostic {
        Diagnostic(
            .error, rule: "template.syntax", file: place.file, line: place.line, column: place.column, message: message, hint: hint)
    }
}
