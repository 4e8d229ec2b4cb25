/// Quoted-printable: text stays readable, everything that mail transport might harm becomes `=XX`.
///
/// Lines are at most 76 octets, blanks at a line's end are encoded, and so are a dot that starts a line (some relays do not stuff dots)
/// and the `F` of a line that starts with `From ` (mbox).
///
/// SeeAlso: RFC 2045 §6.7
public enum QuotedPrintable {
    /// How CR and LF in the input are taken.
    public enum LineBreaks: Sendable {
        /// `\n`, `\r\n` and `\r` each are a line break and leave as CRLF.
        case text
        /// They are data and leave as `=0D` and `=0A`.
        case binary
    }

    /// The encoded form, for small inputs and tests.
    public static func encode(_ bytes: [UInt8], lineBreaks: LineBreaks = .text) -> [UInt8] {
        var out: [UInt8] = []
        encode(bytes, lineBreaks: lineBreaks, into: &out)
        return out
    }

    /// Appends the encoded form of `bytes` to `out`, which must be at the start of a line.
    ///
    /// A last line without a break stays without one.
    public static func encode(_ bytes: [UInt8], lineBreaks: LineBreaks = .text, into out: inout [UInt8]) {
        bytes.withUnsafeBufferPointer { encode($0, lineBreaks: lineBreaks, into: &out) }
    }

    /// Appends the encoded form of `bytes` to `out`, which must be at the start of a line.
    public static func encode(_ bytes: UnsafeBufferPointer<UInt8>, lineBreaks: LineBreaks = .text, into out: inout [UInt8]) {
        guard let start = bytes.baseAddress else { return }
        // An octet takes at most 3, and each line of at least 73 of these 3 more for its soft break; copying overshoots by 8.
        let step = 4096
        withUnsafeTemporaryAllocation(byteCount: step * 4, alignment: 8) { scratch in
            guard let base = scratch.baseAddress else { return }
            var line = QuotedPrintableLine(output: base)
            var offset = 0
            while offset < bytes.count {
                let end = min(offset + step, bytes.count)
                line.encode(start, from: offset, to: end, of: bytes.count, text: lineBreaks == .text)
                out.append(contentsOf: UnsafeRawBufferPointer(start: base, count: line.written))
                line.written = 0
                offset = end
            }
        }
    }
}

/// The encoder's state between chunks: where it writes, and how far the current output line has come.
private struct QuotedPrintableLine {
    let output: UnsafeMutableRawPointer
    var written = 0
    /// Octets already on the current output line.
    var column = 0
    /// The chunk before ended in CR: an LF that follows belongs to it.
    var skipsLF = false

    /// A soft break adds `=`, so what comes before it must leave room for one octet.
    static let limit = 75

    mutating func encode(_ input: UnsafePointer<UInt8>, from start: Int, to end: Int, of count: Int, text: Bool) {
        let raw = UnsafeRawPointer(input)
        var index = start
        if skipsLF, input[index] == ASCII.lf { index += 1 }
        skipsLF = false
        while index < end {
            if column == 0, startsDangerously(input, index, count) {
                escape(input[index])
                index += 1
                continue
            }
            // Harmless octets, eight at a time, up to the end of the output line.
            var room = min(Self.limit - column, end - index)
            while room > 0, index + 8 <= count {
                let eight = EightOctets(raw, at: index)
                let special = eight.notPlain
                // All eight are copied, but only those counted that are harmless and fit: the next ones overwrite the others.
                output.storeBytes(of: eight.word.littleEndian, toByteOffset: written, as: UInt64.self)
                let taken = min(EightOctets.first(of: special), room)
                index += taken
                written += taken
                column += taken
                room -= taken
                if special != 0, room > 0 { break }
            }
            guard index < end else { break }
            let byte = input[index]
            if text, byte == ASCII.lf || byte == ASCII.cr {
                protectTrailingBlank(input, index, start)
                if byte == ASCII.cr {
                    if index + 1 < end { index += input[index + 1] == ASCII.lf ? 1 : 0 } else { skipsLF = true }
                }
                breakLine()
            } else if byte >= 0x20, byte < 0x7F, byte != ASCII.equals {
                if column >= Self.limit {
                    softBreak()
                    continue
                }
                put(byte)
                column += 1
            } else if byte == ASCII.tab, text {
                if column >= Self.limit { softBreak() }
                put(byte)
                column += 1
            } else {
                escape(byte)
                // What is beyond ASCII comes in runs.
                while index + 1 < end, input[index + 1] >= 0x80 {
                    index += 1
                    escape(input[index])
                }
            }
            index += 1
        }
        // What the next chunk starts with is not known here: a blank at the seam is encoded to be safe at any rate.
        protectTrailingBlank(input, index, start)
    }

    /// A dot or `From ` at the start of a line.
    @inline(__always)
    private func startsDangerously(_ input: UnsafePointer<UInt8>, _ index: Int, _ count: Int) -> Bool {
        switch input[index] {
        case ASCII.dot: true
        case UInt8(ascii: "F"):
            index + 4 < count && input[index + 1] == UInt8(ascii: "r") && input[index + 2] == UInt8(ascii: "o")
                && input[index + 3] == UInt8(ascii: "m") && input[index + 4] == ASCII.space
        default: false
        }
    }

    /// Encodes a blank just written, now that it turns out to end a line.
    @inline(__always)
    private mutating func protectTrailingBlank(_ input: UnsafePointer<UInt8>, _ index: Int, _ start: Int) {
        guard index > start, column > 0, input[index - 1].isBlank else { return }
        guard output.load(fromByteOffset: written - 1, as: UInt8.self) == input[index - 1] else { return }
        written -= 1
        column -= 1
        escape(input[index - 1])
    }

    @inline(__always)
    private mutating func escape(_ byte: UInt8) {
        if column + 3 > Self.limit { softBreak() }
        // One store of `=XX`; the fourth octet is overwritten by what comes next.
        let digits = UInt32(UInt8.hexDigit(byte >> 4)) << 8 | UInt32(UInt8.hexDigit(byte & 0x0F)) << 16
        output.storeBytes(of: (digits | UInt32(ASCII.equals)).littleEndian, toByteOffset: written, as: UInt32.self)
        written += 3
        column += 3
    }

    @inline(__always)
    private mutating func softBreak() {
        // `=`, CR, LF; the fourth octet is overwritten by what comes next.
        output.storeBytes(of: UInt32(0x000A_0D3D).littleEndian, toByteOffset: written, as: UInt32.self)
        written += 3
        column = 0
    }

    @inline(__always)
    private mutating func breakLine() {
        output.storeBytes(of: UInt16(0x0A0D).littleEndian, toByteOffset: written, as: UInt16.self)
        written += 2
        column = 0
    }

    @inline(__always)
    private mutating func put(_ byte: UInt8) {
        output.storeBytes(of: byte, toByteOffset: written, as: UInt8.self)
        written += 1
    }
}
