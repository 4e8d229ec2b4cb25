/// A relay's whole answer to one command.
///
/// ```
/// S: 250-2.1.5 Ok
/// S: 250 2.1.5 queued as 4F2      code 250, enhanced 2.1.5, text "Ok queued as 4F2"
/// ```
///
/// SeeAlso: RFC 5321 §4.2
public struct SMTPReply: Hashable, Sendable {
    /// What the first digit of a code says (RFC 5321 §4.2.1).
    public enum Severity: Int, Hashable, Sendable, CaseIterable {
        /// Done.
        case positiveCompletion = 2
        /// Go on, as after DATA.
        case positiveIntermediate = 3
        /// Not now; the same command may succeed later.
        case transientNegative = 4
        /// No; the same command will not succeed.
        case permanentNegative = 5
    }

    /// 200…599; the same on every line.
    public var code: Int
    /// RFC 3463 code at the start of the text, where its class agrees with `code`.
    public var enhanced: EnhancedStatusCode?
    /// The text of each line after code and enhanced code; printable, controls escaped, bounded.
    public var lines: [String]

    /// A reply from its parts.
    public init(code: Int, enhanced: EnhancedStatusCode? = nil, lines: [String]) {
        self.code = code
        self.enhanced = enhanced
        self.lines = lines
    }

    /// A reply from what the relay wrote after the code and its `-` or blank, line by line, without line ends.
    ///
    /// An enhanced code is taken from the first line when its class agrees with `code`, and removed from every line that repeats it; one
    /// that disagrees is noise and stays text. Text is made harmless by `sanitized(_:)`.
    public init(code: Int, rawLines: [[UInt8]]) {
        self.code = code
        enhanced = rawLines.first.flatMap { EnhancedStatusCode.prefix(of: $0[...])?.0 }.flatMap { $0.statusClass == code / 100 ? $0 : nil }
        let found = enhanced
        lines = rawLines.map { line in
            guard let (code, length) = EnhancedStatusCode.prefix(of: line[...]), code == found else { return Self.sanitized(line) }
            return Self.sanitized(line[length...].drop { $0.isBlank })
        }
    }

    /// What the first digit says; a code out of range counts as a permanent failure.
    public var severity: Severity { Severity(rawValue: code / 100) ?? .permanentNegative }

    /// The lines joined by one blank, at most 1 KiB of UTF-8, cut at a character.
    public var text: String {
        let whole = lines.joined(separator: " ")
        return whole.utf8.count <= Self.longestText ? whole : String(decoding: whole.utf8.prefix(Self.longestText), as: UTF8.self).cut
    }

    /// The longest `text`, in octets of UTF-8.
    public static let longestText = 1024
}

extension SMTPReply: CustomStringConvertible {
    /// `550 5.1.1 no such user`
    public var description: String {
        ([String(code)] + (enhanced.map { [$0.description] } ?? []) + (text.isEmpty ? [] : [text])).joined(separator: " ")
    }
}

extension String {
    /// Without the replacement character that cutting UTF-8 in the middle of a character leaves at the end.
    fileprivate var cut: String { last == "\u{FFFD}" ? String(dropLast()) : self }
}
