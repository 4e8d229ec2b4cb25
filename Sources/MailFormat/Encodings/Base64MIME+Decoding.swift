extension Base64MIME {
    /// The octets an encoded text stands for; lenient, as RFC 2045 §6.8 asks: characters outside the alphabet are skipped, missing padding
    /// is no matter, and padding ends a run after which another may follow (bodies joined by a gateway).
    public static func decode(_ encoded: some Sequence<UInt8>) -> [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity(encoded.underestimatedCount / 4 * 3)
        var bits: UInt32 = 0
        var count = 0
        for byte in encoded {
            if byte == ASCII.equals {
                bits = 0
                count = 0
            } else if let value = value(of: byte) {
                bits = bits << 6 | UInt32(value)
                count += 6
                if count >= 8 {
                    count -= 8
                    out.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
                }
            }
        }
        return out
    }

    private static func value(of byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte - 0x41
        case UInt8(ascii: "a")...UInt8(ascii: "z"): byte - 0x47
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte + 4
        case UInt8(ascii: "+"): 62
        case UInt8(ascii: "/"): 63
        default: nil
        }
    }
}
