import Foundation
public import NIOCore

/// An address on the Internet: 128 bits; IPv4 as its mapped form (RFC 4291 §2.5.5.2), so that both compare alike.
public struct ClientAddress: Hashable, Sendable {
    let bits: UInt128

    private static let mapped: UInt128 = 0xFFFF << 32

    /// The address of the other end of a connection; nil for a socket of the file system.
    public init?(_ address: SocketAddress) {
        switch address {
        case .v4(let address):
            bits = Self.mapped | UInt128(UInt32(bigEndian: address.address.sin_addr.s_addr))
        case .v6(let address):
            var octets = address.address.sin6_addr
            bits = withUnsafeBytes(of: &octets) { $0.reduce(UInt128(0)) { $0 << 8 | UInt128($1) } }
        case .unixDomainSocket: return nil
        }
    }

    /// `192.0.2.1`, `2001:db8::1`, with or without brackets and a port; nil for anything else.
    public init?(_ text: some StringProtocol) {
        var text = text.trimmingBlanks()
        if text.hasPrefix("[") {
            guard let end = text.firstIndex(of: "]") else { return nil }
            text = text[text.index(after: text.startIndex)..<end]
        } else if text.utf8.count(where: { $0 == UInt8(ascii: ":") }) == 1 {
            text = text.prefix { $0 != ":" }
        }
        guard text.utf8.count <= 45, let address = try? SocketAddress(ipAddress: String(text), port: 0) else { return nil }
        self.init(address)
    }

    /// How many bits of 128 a prefix of the text's own family has.
    fileprivate static func prefixLength(_ length: Int, of text: Substring) -> Int? {
        let isIPv4 = !text.contains(":")
        return (0...(isIPv4 ? 32 : 128)).contains(length) ? length + (isIPv4 ? 96 : 0) : nil
    }
}

/// Ranges of addresses, `192.0.2.0/24`, `2001:db8::/32`, or single ones: looked up by halving.
public struct AddressRanges: Hashable, Sendable {
    private struct Range: Hashable {
        var first: UInt128
        var last: UInt128
    }

    private var ranges: [Range] = []

    /// No addresses.
    public init() {}

    /// The ranges of some texts; nil where one is none.
    public init?(_ texts: some Sequence<some StringProtocol>) {
        var ranges: [Range] = []
        for text in texts {
            guard let range = Self.range(text) else { return nil }
            ranges.append(range)
        }
        ranges.sort { $0.first < $1.first }
        for range in ranges {
            if let last = self.ranges.last, range.first <= last.last {
                self.ranges[self.ranges.count - 1].last = max(last.last, range.last)
            } else {
                self.ranges.append(range)
            }
        }
    }

    /// The ranges of a file's text: one a line; empty lines and what follows `#` are left out.
    ///
    /// - Throws: the line (from 1) that is no range.
    public init(lines text: String) throws(AddressRangeProblem) {
        var texts: [Substring] = []
        for (number, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
            let range = line.prefix { $0 != "#" }.trimmingBlanks()
            guard !range.isEmpty else { continue }
            guard Self.range(range) != nil else { throw AddressRangeProblem(line: number + 1, text: String(range.prefix(60))) }
            texts.append(range)
        }
        self = Self(texts) ?? Self()
    }

    /// Whether there are none.
    public var isEmpty: Bool { ranges.isEmpty }

    /// Whether an address is in one of them.
    public func contains(_ address: ClientAddress) -> Bool {
        var low = 0, high = ranges.count
        while low < high {
            let middle = (low + high) / 2
            if ranges[middle].last < address.bits { low = middle + 1 } else { high = middle }
        }
        return low < ranges.count && ranges[low].first <= address.bits
    }

    private static func range(_ text: some StringProtocol) -> Range? {
        let parts = Substring(text).split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let address = ClientAddress(parts[0]) else { return nil }
        guard parts.count == 2 else { return Range(first: address.bits, last: address.bits) }
        guard let number = Int(parts[1]), let length = ClientAddress.prefixLength(number, of: parts[0]) else { return nil }
        let mask: UInt128 = length == 128 ? 0 : UInt128.max >> UInt128(length)
        return Range(first: address.bits & ~mask, last: address.bits | mask)
    }
}

/// A line that is no range of addresses.
public struct AddressRangeProblem: Error, Hashable, Sendable {
    /// From 1.
    public var line: Int
    /// What stands there.
    public var text: String
}

extension StringProtocol {
    /// Without blanks at both ends.
    func trimmingBlanks() -> Substring {
        var text = Substring(self)
        while let first = text.first, first == " " || first == "\t" || first == "\r" { text.removeFirst() }
        while let last = text.last, last == " " || last == "\t" || last == "\r" { text.removeLast() }
        return text
    }
}
