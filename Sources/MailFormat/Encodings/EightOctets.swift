/// Eight octets looked at in one step; what keeps whole-buffer scans near the speed of memory.
///
/// A mask has the top bit of exactly those octets set that match, but for `notPlain`. The first octet in memory is the lowest in the word.
struct EightOctets {
    let word: UInt64

    private static let ones: UInt64 = 0x0101_0101_0101_0101
    private static let tops: UInt64 = 0x8080_8080_8080_8080

    /// The eight octets at `offset`, which must be in bounds.
    @inline(__always)
    init(_ bytes: UnsafeRawPointer, at offset: Int) {
        word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }

    /// Octets above 127.
    @inline(__always)
    var nonASCII: UInt64 { word & Self.tops }

    /// Octets that quoted-printable has to think about: beyond ASCII, controls, `=`. Only the first one marked is certain; behind it the
    /// borrow of the subtractions may mark others. That makes it three times cheaper than asking exactly.
    @inline(__always)
    var notPlain: UInt64 {
        let controls = word &- Self.ones &* 0x20
        let equalsSigns = (word ^ Self.ones &* UInt64(ASCII.equals)) &- Self.ones
        let deletes = (word ^ Self.ones &* 0x7F) &- Self.ones
        return (word | controls | equalsSigns | deletes) & Self.tops
    }

    /// Octets below `limit` (1…128): adding what is missing to 128 reaches the top bit unless the octet was smaller.
    @inline(__always)
    func below(_ limit: UInt8) -> UInt64 {
        ~(((word & ~Self.tops) &+ Self.ones &* UInt64(128 &- limit)) | word) & Self.tops
    }

    /// Octets equal to `octet`.
    @inline(__always)
    func equal(to octet: UInt8) -> UInt64 {
        let difference = word ^ (Self.ones &* UInt64(octet))
        return ~(((difference & ~Self.tops) &+ ~Self.tops) | difference) & Self.tops
    }

    /// The index 0…7 of the first octet that a mask marks; 8 for an empty mask.
    @inline(__always)
    static func first(of mask: UInt64) -> Int { mask.trailingZeroBitCount >> 3 }

    /// How many octets a mask marks.
    @inline(__always)
    static func count(of mask: UInt64) -> Int { Int(truncatingIfNeeded: ((mask >> 7) &* ones) >> 56) }
}
