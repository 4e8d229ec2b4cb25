/// Base32 in lower case without padding: safe in local parts, paths and host names, and readable aloud.
///
/// SeeAlso: RFC 4648 §6
public enum Base32 {
    /// The encoded form: 8 characters for 5 octets, rounded up.
    public static func encode(_ bytes: some Collection<UInt8>) -> String {
        var out: [UInt8] = []
        out.reserveCapacity((bytes.count * 8 + 4) / 5)
        var bits: UInt32 = 0
        var count: UInt32 = 0
        for byte in bytes {
            bits = bits << 8 | UInt32(byte)
            count += 8
            while count >= 5 {
                count -= 5
                out.append(digit(bits >> count))
            }
        }
        if count > 0 { out.append(digit(bits << (5 - count))) }
        return String(decoding: out, as: UTF8.self)
    }

    /// The octets, or nil where `text` is not the encoding of any: a character outside the alphabet, a length that cannot be,
    /// or bits set in the part that is not used. Upper case is accepted.
    public static func decode(_ text: some StringProtocol) -> [UInt8]? {
        var out: [UInt8] = []
        out.reserveCapacity(text.utf8.count * 5 / 8)
        var bits: UInt32 = 0
        var count: UInt32 = 0
        for byte in text.utf8 {
            let letter = byte.asciiLowercased
            let value: UInt8
            switch letter {
            case UInt8(ascii: "a")...UInt8(ascii: "z"): value = letter - 0x61
            case UInt8(ascii: "2")...UInt8(ascii: "7"): value = letter - 0x32 + 26
            default: return nil
            }
            bits = bits << 5 | UInt32(value)
            count += 5
            if count >= 8 {
                count -= 8
                out.append(UInt8(truncatingIfNeeded: bits >> count))
                bits &= (1 << count) - 1
            }
        }
        return count < 5 && bits == 0 ? out : nil
    }

    private static func digit(_ bits: UInt32) -> UInt8 {
        let value = UInt8(truncatingIfNeeded: bits & 0x1F)
        return value < 26 ? 0x61 + value : 0x32 + (value - 26)
    }
}
