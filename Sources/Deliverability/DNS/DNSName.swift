/// A domain name of the DNS: labels of 1…63 octets, 255 octets altogether, ASCII letters in lower case.
///
/// SeeAlso: RFC 1035 §2.3.4, §3.1; RFC 4343 (case)
public struct DNSName: Hashable, Sendable, CustomStringConvertible {
    /// The labels from the left; none for the root.
    let labels: [[UInt8]]

    /// The root, `.`: as the exchange of an MX record it says that a domain takes no mail (RFC 7505 §3).
    public static let root = DNSName(checkedLabels: [])

    /// A name from text, `example.com` or `example.com.`; nil where a label or the whole is too long or empty.
    public init?(_ text: String) {
        guard text != "." else {
            self = .root
            return
        }
        var labels = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).map { $0.map(Self.lowercased) }
        if labels.last?.isEmpty == true { labels.removeLast() }
        guard !labels.isEmpty, labels.allSatisfy({ (1...63).contains($0.count) }),
            labels.reduce(1, { $0 + $1.count + 1 }) <= 255
        else { return nil }
        self.labels = labels
    }

    /// A name from labels that keep the limits.
    init(checkedLabels labels: [[UInt8]]) {
        self.labels = labels
    }

    /// Whether this is the root.
    public var isRoot: Bool { labels.isEmpty }

    /// The name without its trailing dot; octets that are no printable ASCII, dots and backslashes inside a label as `\DDD` (RFC 1035 §5.1).
    public var description: String {
        guard !isRoot else { return "." }
        return labels.map { label in
            label.map { octet in
                let isPlain = octet > 0x20 && octet < 0x7F && octet != UInt8(ascii: ".") && octet != UInt8(ascii: "\\")
                guard !isPlain else { return String(UnicodeScalar(octet)) }
                let digits = String(octet)
                return "\\" + String(repeating: "0", count: 3 - digits.count) + digits
            }.joined()
        }.joined(separator: ".")
    }

    /// An ASCII letter in lower case, anything else as it is.
    static func lowercased(_ octet: UInt8) -> UInt8 {
        (0x41...0x5A).contains(octet) ? octet | 0x20 : octet
    }
}
