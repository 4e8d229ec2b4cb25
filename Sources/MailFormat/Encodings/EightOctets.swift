/// Eight octets looked at in one step; what keeps whole-buffer scans near the speed of memory.
///
/// Every mask has the top bit set in octets that match. Its lowest set bit is exact; higher ones may be false, so callers use
/// "any at all" and "the first one" only. Octets are in memory order on little-endian machines, which `loadedFrom` takes care of.
struct EightOctets {
    let word: UInt64

    static let ones: UInt64 = 0x0101_0101_0101_0101
    static let tops: UInt64 = 0x8080_8080_8080_8080

    /// The eight octets at `offset`, which must be in bounds.
    @inline(__always)
    init(_ bytes: UnsafeRawPointer, at offset: Int) {
        word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }

    /// Octets above 127; this mask is exact in every octet.
    @inline(__always)
    var nonASCII: UInt64 { word & Self.tops }

    /// Octets below `limit` (1…128).
    @inline(__always)
    func below(_ limit: UInt8) -> UInt64 { (word &- Self.ones &* UInt64(limit)) & ~word & Self.tops }

    /// Octets equal to `octet`.
    @inline(__always)
    func equal(to octet: UInt8) -> UInt64 {
        let difference = word ^ (Self.ones &* UInt64(octet))
        return (difference &- Self.ones) & ~difference & Self.tops
    }

    /// The index 0…7 of the first octet that a mask marks; 8 for an empty mask.
    @inline(__always)
    static func first(of mask: UInt64) -> Int { mask.trailingZeroBitCount >> 3 }
}
