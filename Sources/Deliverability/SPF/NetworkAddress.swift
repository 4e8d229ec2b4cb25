#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// An IPv4 or IPv6 address.
public struct NetworkAddress: Hashable, Sendable, CustomStringConvertible {
    /// 4 or 16.
    public let octets: [UInt8]

    /// An address from text; nil where it is none. An IPv4 address mapped into IPv6 is the IPv4 address (RFC 7208 section 5).
    public init?(_ text: String) {
        // Not `in_addr`: a release build finds that struct in a module of swift-nio's, which this room need not import.
        var v4: UInt32 = 0
        var v6: (UInt64, UInt64) = (0, 0)
        if inet_pton(AF_INET, text, &v4) == 1 {
            octets = withUnsafeBytes(of: v4) { Array($0) }
        } else if inet_pton(AF_INET6, text, &v6) == 1 {
            let all = withUnsafeBytes(of: v6) { Array($0) }
            let isMapped = all[..<10].allSatisfy { $0 == 0 } && all[10] == 0xFF && all[11] == 0xFF
            octets = isMapped ? Array(all[12...]) : all
        } else {
            return nil
        }
    }

    init?(record: RecordData) {
        switch record {
        case .a(let octets) where octets.count == 4, .aaaa(let octets) where octets.count == 16: self.octets = octets
        default: return nil
        }
    }

    /// Whether it is of the older kind.
    public var isIPv4: Bool { octets.count == 4 }

    /// Whether it lies in a network: the same kind, and the same in the first bits.
    func isIn(_ network: NetworkAddress, prefix: Int) -> Bool {
        guard octets.count == network.octets.count, (0...octets.count * 8).contains(prefix) else { return false }
        let whole = prefix / 8
        guard octets[..<whole] == network.octets[..<whole] else { return false }
        let rest = prefix % 8
        return rest == 0 || (octets[whole] ^ network.octets[whole]) >> (8 - rest) == 0
    }

    /// `7.2.0.192.in-addr.arpa`, and nibbles under `ip6.arpa` (RFC 3596 section 2.5).
    var reverseName: String {
        isIPv4
            ? octets.reversed().map(String.init).joined(separator: ".") + ".in-addr.arpa"
            : nibbles.reversed().joined(separator: ".") + ".ip6.arpa"
    }

    /// The 32 hexadecimal digits of an IPv6 address.
    var nibbles: [String] { octets.flatMap { [String($0 >> 4, radix: 16), String($0 & 15, radix: 16)] } }

    /// `192.0.2.7`, `2001:db8::7`.
    public var description: String {
        var text = [CChar](repeating: 0, count: 64)
        var bytes = octets
        inet_ntop(isIPv4 ? AF_INET : AF_INET6, &bytes, &text, socklen_t(text.count))
        return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
