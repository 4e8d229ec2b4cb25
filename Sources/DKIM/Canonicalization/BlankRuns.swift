/// Finds what relaxed body canonicalisation has to change, eight octets at a time: nearly all text is canonical already.
enum BlankRuns {
    /// The index of the next tab, or of the next space that another blank, a CR or the end follows; the count where there is none.
    static func next(in body: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
        var index = start
        let raw = UnsafeRawBufferPointer(body)
        while index + 9 <= body.count {
            let here = UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: index, as: UInt64.self))
            let behind = UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: index + 1, as: UInt64.self))
            let blankOrCR = mark(behind, .space) | mark(behind, .tab) | mark(behind, .cr)
            let found = mark(here, .tab) | mark(here, .space) & blankOrCR
            if found != 0 { return index + found.trailingZeroBitCount / 8 }
            index += 8
        }
        while index < body.count {
            if body[index] == .tab { return index }
            if body[index] == .space, index + 1 == body.count || body[index + 1].isBlank || body[index + 1] == .cr { return index }
            index += 1
        }
        return index
    }

    /// Sets the top bit of each octet of a word that equals `octet`, and no other bit.
    @inline(__always)
    private static func mark(_ word: UInt64, _ octet: UInt8) -> UInt64 {
        let low: UInt64 = 0x7F7F_7F7F_7F7F_7F7F
        let difference = word ^ (UInt64(octet) &* 0x0101_0101_0101_0101)
        return ~(((difference & low) &+ low) | difference | low)
    }
}
