import MailFormat

/// Text made ready for phrases: ASCII letters small, runs of blanks and line breaks one blank, typographic quotes plain, bounded.
struct FoldedText: Sendable {
    /// The longest text that rules look at, in octets.
    static let longest = 4096
    private(set) var bytes: [UInt8] = []
    /// Which pairs of neighbours there are, a bit each: a phrase with another pair is nowhere, and nearly all phrases have one.
    private var pairs = [UInt64](repeating: 0, count: 64)

    init(_ text: some StringProtocol) {
        fold(text)
        for index in bytes.indices.dropFirst() {
            let pair = Self.pair(bytes[index - 1], bytes[index])
            pairs[pair >> 6] |= 1 << (pair & 63)
        }
    }

    private mutating func fold(_ text: some StringProtocol) {
        bytes.reserveCapacity(Swift.min(text.utf8.count, Self.longest))
        for scalar in text.unicodeScalars {
            guard bytes.count < Self.longest else { return }
            switch scalar.value {
            case 0...0x20, 0xA0, 0x3000: if let last = bytes.last, last != 0x20 { bytes.append(0x20) }
            case 0x41...0x5A: bytes.append(UInt8(scalar.value) | 0x20)
            case 0..<0x80: bytes.append(UInt8(scalar.value))
            case 0x2018, 0x2019: bytes.append(UInt8(ascii: "'"))
            case 0x201C, 0x201D: bytes.append(UInt8(ascii: "\""))
            default: bytes += Array(String(scalar).utf8)
            }
        }
    }

    func contains(_ phrase: String) -> Bool {
        mayContain(phrase.utf8) && find(Array(phrase.utf8), from: 0, to: bytes.count) != nil
    }

    private static func pair(_ first: UInt8, _ second: UInt8) -> Int { Int(first & 0x3F) << 6 | Int(second & 0x3F) }

    /// Whether all pairs of neighbours of a phrase occur somewhere.
    private func mayContain(_ phrase: some Sequence<UInt8>) -> Bool {
        var last: UInt8?
        for byte in phrase {
            if let last {
                let pair = Self.pair(last, byte)
                guard pairs[pair >> 6] & (1 << (pair & 63)) != 0 else { return false }
            }
            last = byte
        }
        return true
    }

    /// Whether the pieces stand in this order, each within 60 octets of the one before.
    func contains(_ pieces: [[UInt8]]) -> Bool {
        guard let first = pieces.first, pieces.allSatisfy({ mayContain($0) }) else { return false }
        var start = 0
        search: while let found = find(first, from: start, to: bytes.count) {
            var end = found + first.count
            for piece in pieces.dropFirst() {
                guard let next = find(piece, from: end, to: Swift.min(bytes.count, end + 60 + piece.count)) else {
                    start = found + 1
                    continue search
                }
                end = next + piece.count
            }
            return true
        }
        return false
    }

    /// Whether no letter or digit stands at either side: a short phrase counts only as a word of its own.
    private static func isWord(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int) -> Bool {
        func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- 0x61 < 26 || byte &- 0x30 < 10 }
        guard isLetter(bytes[start]) else { return true }
        return (start == 0 || !isLetter(bytes[start - 1])) && (end == bytes.count || !isLetter(bytes[end]))
    }

    private func find(_ piece: [UInt8], from: Int, to end: Int) -> Int? {
        guard let first = piece.first, end - from >= piece.count else { return nil }
        return bytes.withUnsafeBufferPointer { bytes in
            piece.withUnsafeBufferPointer { piece in
                var index = from
                let last = end - piece.count
                while index <= last {
                    if bytes[index] == first {
                        var length = 1
                        while length < piece.count, bytes[index + length] == piece[length] { length += 1 }
                        if length == piece.count, length > 4 || Self.isWord(bytes, index, index + length) { return index }
                    }
                    index += 1
                }
                return nil
            }
        }
    }
}
