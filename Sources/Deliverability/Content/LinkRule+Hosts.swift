extension LinkRule {
    /// Public link shorteners, by their own hosts.
    static let shorteners: Set<String> = [
        "bit.ly", "bitly.com", "j.mp", "tinyurl.com", "goo.gl", "t.co", "ow.ly", "is.gd", "v.gd", "buff.ly", "cutt.ly", "rebrand.ly",
        "shorturl.at", "rb.gy", "t.ly", "tiny.cc", "s.id", "qr.ae", "lnkd.in", "fb.me", "dlvr.it", "x.co", "soo.gd",
        "bl.ink", "short.io", "clck.ru", "u.to", "kutt.it",
    ]

    /// Whether a host is an IPv4 address, in one of the spellings that browsers take: `192.0.2.1`, `3221225985`, `0xC0000201`.
    static func isIPv4(_ host: String) -> Bool {
        let labels = host.split(separator: ".", omittingEmptySubsequences: false)
        guard !labels.isEmpty, labels.count <= 4, let last = labels.last else { return false }
        func isNumber(_ label: Substring) -> Bool {
            label.hasPrefix("0x")
                ? label.dropFirst(2).allSatisfy(\.isHexDigit) : !label.isEmpty && label.allSatisfy { $0.isASCII && $0.isNumber }
        }
        return isNumber(last) && labels.allSatisfy(isNumber)
    }

    /// Whether a host is one that nobody can own (RFC 2606, RFC 6761).
    static func isReserved(_ host: String) -> Bool {
        let names = ["example", "invalid", "test", "localhost", "example.com", "example.net", "example.org"]
        return names.contains { host == $0 || host.hasSuffix("." + $0) }
    }

    /// The host that a link's text shows, where it shows one and nothing else: `www.acme.com`, `https://acme.com/shop`.
    static func shownHost(_ text: String) -> String? {
        let text = text.trimmed.lowercased()
        guard !text.isEmpty, !text.contains(where: \.isWhitespace), !text.contains("@"), !text.contains("{{") else { return nil }
        let address = text.hasPrefix("http://") || text.hasPrefix("https://") ? text : text.hasPrefix("www.") ? "https://" + text : nil
        return address.flatMap { SourceLink(address: $0, text: "", offset: 0).host }
    }

    /// Whether two hosts are of one site as far as a reader can tell: the last two labels are the same.
    static func sameSite(_ one: String, _ other: String) -> Bool {
        one.split(separator: ".").suffix(2) == other.split(separator: ".").suffix(2)
    }
}
