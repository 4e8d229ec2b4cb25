/// What occurs among some bytes; knowing it saves looking at every one of them later.
struct ByteKind {
    /// Whether one is not ASCII.
    let hasHighBit: Bool
    /// Whether one is NUL.
    let hasZero: Bool

    /// Looks at eight bytes at a time.
    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        let raw = UnsafeRawBufferPointer(bytes)
        var high: UInt64 = 0
        var zero: UInt64 = 0
        var position = 0
        while position + 8 <= raw.count {
            let word = raw.loadUnaligned(fromByteOffset: position, as: UInt64.self)
            high |= word
            // The high bit of every byte that is 0 (and of none below the lowest of those).
            zero |= (word &- 0x0101_0101_0101_0101) & ~word
            position += 8
        }
        while position < raw.count {
            high |= UInt64(raw[position])
            if raw[position] == 0 { zero |= 0x80 }
            position += 1
        }
        hasHighBit = high & 0x8080_8080_8080_8080 != 0
        hasZero = zero & 0x8080_8080_8080_8080 != 0
    }
}
