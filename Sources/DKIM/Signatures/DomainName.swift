/// The syntax of `d=` and `s=`, which become part of a DNS query.
///
/// SeeAlso: RFC 6376 §3.5, RFC 5321 §4.1.2
enum DomainName {
    /// Whether a text is a row of labels: letters, digits, hyphens inside, and the underscores some selectors have;
    /// 63 octets a label, 253 in all. International names must be given as A-labels.
    static func isValid(_ text: String) -> Bool {
        guard (1...253).contains(text.utf8.count) else { return false }
        return text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy { label in
            (1...63).contains(label.count)
                && label.allSatisfy { $0.isLetter || $0.isDigit || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") }
                && label.first != UInt8(ascii: "-") && label.last != UInt8(ascii: "-")
        }
    }

    /// Whether a name is a domain or below it, ASCII case aside.
    static func isSame(_ name: String, orBelow domain: String) -> Bool {
        let (name, domain) = (name.utf8.map(\.lowercased), domain.utf8.map(\.lowercased))
        return name == domain || name.count > domain.count && name.suffix(domain.count + 1) == [UInt8(ascii: ".")] + domain
    }
}
