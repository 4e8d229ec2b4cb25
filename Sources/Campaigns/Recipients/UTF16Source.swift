/// A source of UTF-16 read as one of UTF-8.
///
/// Half a surrogate pair becomes the three bytes that UTF-8 forbids for it, and half a code unit at the end becomes FF:
/// the row that holds them is then found to be undecodable, like any other.
struct UTF16Source: ByteSource {
    private var base: any ByteSource
    private let isBigEndian: Bool
    private var input: [UInt8] = []
    private var output: [UInt8] = []
    private var given = 0
    private var isAtEnd = false

    init(_ base: any ByteSource, isBigEndian: Bool) {
        self.base = base
        self.isBigEndian = isBigEndian
    }

    mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        if given == output.count, !isAtEnd { try transcode() }
        let count = min(buffer.count, output.count - given)
        buffer.copyBytes(from: output[given..<given + count])
        given += count
        return count
    }

    /// Turns the next 64 KiB around; what ends amid a character waits for the next round.
    private mutating func transcode() throws {
        let kept = input.count
        input.append(contentsOf: repeatElement(0, count: 65_536))
        let count = try input.withUnsafeMutableBytes {
            try base.readFully(into: UnsafeMutableRawBufferPointer(rebasing: $0[kept...]))
        }
        input.removeLast(65_536 - count)
        isAtEnd = count < 65_536
        output.removeAll(keepingCapacity: true)
        given = 0
        var position = 0
        while position + 1 < input.count {
            let unit = unit(at: position)
            if unit & 0xFC00 == 0xD800 {
                if position + 3 >= input.count, !isAtEnd { break }
                if position + 3 < input.count, case let low = self.unit(at: position + 2), low & 0xFC00 == 0xDC00 {
                    append(0x10000 + (UInt32(unit) & 0x3FF) << 10 + UInt32(low) & 0x3FF)
                    position += 4
                    continue
                }
            }
            append(UInt32(unit))
            position += 2
        }
        if isAtEnd, position < input.count { output.append(0xFF) }
        input.removeFirst(position)
        if isAtEnd { input = [] }
    }

    private func unit(at position: Int) -> UInt16 {
        let (first, second) = (UInt16(input[position]), UInt16(input[position + 1]))
        return isBigEndian ? first << 8 | second : second << 8 | first
    }

    /// Appends one code point in the form of UTF-8, surrogates too.
    private mutating func append(_ point: UInt32) {
        switch point {
        case ..<0x80:
            output.append(UInt8(point))
        case ..<0x800:
            output.append(0xC0 | UInt8(point >> 6))
            output.append(0x80 | UInt8(point & 0x3F))
        case ..<0x10000:
            output.append(0xE0 | UInt8(point >> 12))
            output.append(0x80 | UInt8(point >> 6 & 0x3F))
            output.append(0x80 | UInt8(point & 0x3F))
        default:
            output.append(0xF0 | UInt8(point >> 18))
            output.append(0x80 | UInt8(point >> 12 & 0x3F))
            output.append(0x80 | UInt8(point >> 6 & 0x3F))
            output.append(0x80 | UInt8(point & 0x3F))
        }
    }
}
