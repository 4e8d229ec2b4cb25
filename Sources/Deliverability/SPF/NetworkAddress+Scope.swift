extension NetworkAddress {
    /// Whether it can be an address on the Internet: none of the special-purpose ranges of RFC 6890 and its registries.
    public var isPublic: Bool {
        let ranges = isIPv4 ? Self.special4 : Self.special6
        return !ranges.contains { range in NetworkAddress(range.network).map { isIn($0, prefix: range.prefix) } ?? false }
    }

    private static let special4: [(network: String, prefix: Int)] = [
        ("0.0.0.0", 8), ("10.0.0.0", 8), ("100.64.0.0", 10), ("127.0.0.0", 8), ("169.254.0.0", 16), ("172.16.0.0", 12), ("192.0.0.0", 24),
        ("192.0.2.0", 24), ("192.88.99.0", 24), ("192.168.0.0", 16), ("198.18.0.0", 15), ("198.51.100.0", 24), ("203.0.113.0", 24),
        ("224.0.0.0", 3),
    ]

    // IPv4 inside of IPv6 (mapped, translated, 6to4, Teredo) could lead to a private address by a detour.
    private static let special6: [(network: String, prefix: Int)] = [
        ("::", 96), ("64:ff9b::", 96), ("64:ff9b:1::", 48), ("100::", 64), ("2001::", 23), ("2001:db8::", 32), ("2002::", 16),
        ("3fff::", 20),
        ("5f00::", 16), ("fc00::", 7), ("fe80::", 10), ("fec0::", 10), ("ff00::", 8),
    ]
}
