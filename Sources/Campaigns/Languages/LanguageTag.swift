/// A language as RFC 5646 names it: `de`, `de-AT`, `zh-Hant`. Case does not matter, and `de_AT` is read as `de-AT`.
///
/// SeeAlso: RFC 5646 §2.1, RFC 4647 §3.4
public struct LanguageTag: Hashable, Sendable {
    /// The tag as the standard writes it: language in lower case, region in upper case, script with a capital.
    public let text: String

    /// A tag from its text; nil where it is none.
    ///
    /// The language has two or three letters; what follows are at most five subtags of one to eight letters and digits.
    public init?(_ text: some StringProtocol) {
        let subtags = text.split(omittingEmptySubsequences: false) { $0 == "-" || $0 == "_" }
        guard let language = subtags.first, (2...3).contains(language.utf8.count), language.utf8.allSatisfy(\.isASCIILetter),
            subtags.count <= 6,
            subtags.allSatisfy({ (1...8).contains($0.utf8.count) && $0.utf8.allSatisfy { $0.isASCIILetter || $0 &- 0x30 < 10 } })
        else { return nil }
        let rest = subtags.dropFirst().map { subtag in
            switch subtag.utf8.count {
            case 2: subtag.uppercased()
            case 4 where subtag.utf8.allSatisfy(\.isASCIILetter): subtag.prefix(1).uppercased() + subtag.dropFirst().lowercased()
            default: subtag.lowercased()
            }
        }
        self.text = ([language.lowercased()] + rest).joined(separator: "-")
    }

    /// The tag and what it may fall back to, best first: `de-AT`, `de`. A single letter goes with the subtag behind it.
    var lookup: [LanguageTag] {
        var found = [self]
        var subtags = text.split(separator: "-")
        while subtags.count > 1 {
            subtags.removeLast()
            if subtags.count > 1, subtags.last?.utf8.count == 1 { subtags.removeLast() }
            if let shorter = LanguageTag(subtags.joined(separator: "-")) { found.append(shorter) }
        }
        return found
    }
}

extension UInt8 {
    /// `A…Z`, `a…z`
    var isASCIILetter: Bool { (self | 0x20) &- 0x61 < 26 }
}
