/// What a template may do with a value: `{{uppercased(first_name)}}`. Transforms nest; the innermost is done first.
public enum ValueTransform: String, Hashable, Sendable, CaseIterable {
    /// All letters in upper case.
    case uppercased
    /// All letters in lower case.
    case lowercased
    /// The first letter of every word in upper case, the others in lower case.
    case capitalized
    /// Without blanks at both ends.
    case trimmed
    /// The first word: `Anna Maria` becomes `Anna`.
    case firstWord = "first_word"
    /// The characters from last to first.
    case reversed
    /// Percent-encoded as a value inside a URL (RFC 3986 §2.1), for URLs written in text; in `href` and `src` this is done anyway.
    case urlencoded
    /// The value, and nothing where it is empty: says that an empty value is no mistake.
    case optional
    /// For sections: `{{#empty(company)}}…{{/empty(company)}}`.
    case empty
    /// `2026-11-24` as the message's language writes it out: `24. November 2026`, `November 24, 2026`.
    case longDate = "long_date"
    /// `2026-11-24` in figures: `24.11.2026`, `11/24/2026`.
    case shortDate = "short_date"
    /// The day of the week of `2026-11-24`: `Dienstag`.
    case weekday
    /// `12345.6` with the signs of the message's language: `12.345,6`.
    case number

    /// Whether what it writes depends on the language.
    var isLocalised: Bool { [.longDate, .shortDate, .weekday, .number].contains(self) }

    /// The value after the transform; an empty one stays empty.
    ///
    /// - Returns: nil for a value that is no date, or no number, where one is wanted.
    func apply(to value: String, conventions: LanguageConventions = .english) -> String? {
        switch self {
        case .longDate where !value.isEmpty: conventions.longDate(of: value)
        case .shortDate where !value.isEmpty: conventions.shortDate(of: value)
        case .weekday where !value.isEmpty: conventions.weekday(of: value)
        case .number where !value.isEmpty: conventions.number(of: value)
        case .longDate, .shortDate, .weekday, .number: ""
        case .uppercased: value.uppercased()
        case .lowercased: value.lowercased()
        case .capitalized: Self.capitalizing(value)
        case .trimmed: Self.trimming(value)
        case .firstWord: value.split(whereSeparator: \.isWhitespace).first.map(String.init) ?? ""
        case .reversed: String(value.reversed())
        case .urlencoded: Self.urlencoding(value)
        case .optional: value
        case .empty: value.isEmpty ? "true" : ""
        }
    }

    private static func capitalizing(_ value: String) -> String {
        var out = ""
        var inWord = false
        for character in value {
            out += inWord ? character.lowercased() : character.uppercased()
            inWord = character.isLetter || character.isNumber || (inWord && (character == "'" || character == "’"))
        }
        return out
    }

    private static func trimming(_ value: String) -> String {
        let tail = value.drop(while: \.isWhitespace)
        guard let last = tail.lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(tail[...last])
    }

    private static func urlencoding(_ value: String) -> String {
        var bytes: [UInt8] = []
        Escaping.url(.component).append(value, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }
}
