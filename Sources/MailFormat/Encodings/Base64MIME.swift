/// Base64 as MIME wants it: lines of 76 characters with CRLF, padded.
///
/// SeeAlso: RFC 2045 §6.8, RFC 4648 §4
public enum Base64MIME {
    /// The encoded form in lines of 76 characters, the last one ended too; empty for no octets.
    public static func encode(_ bytes: [UInt8]) -> [UInt8] {
        var out: [UInt8] = []
        encode(bytes, into: &out)
        return out
    }

    /// Appends the encoded form in lines of 76 characters, each ended by CRLF.
    public static func encode(_ bytes: [UInt8], into out: inout [UInt8]) {
        bytes.withUnsafeBufferPointer { encode($0, into: &out) }
    }

    /// Appends the encoded form in lines of 76 characters, each ended by CRLF.
    public static func encode(_ bytes: UnsafeBufferPointer<UInt8>, into out: inout [UInt8]) {
        let lines = (bytes.count + 56) / 57
        append(bytes, lineLength: 57, encodedCount: (bytes.count + 2) / 3 * 4 + lines * 2, to: &out)
    }

    /// Appends the encoded form on one line without a break: for encoded-words and SASL.
    public static func encodeUnbroken(_ bytes: UnsafeBufferPointer<UInt8>, into out: inout [UInt8]) {
        append(bytes, lineLength: nil, encodedCount: (bytes.count + 2) / 3 * 4, to: &out)
    }

    /// The encoded form on one line: for SASL.
    public static func encodeUnbroken(_ bytes: [UInt8]) -> [UInt8] {
        var out: [UInt8] = []
        bytes.withUnsafeBufferPointer { encodeUnbroken($0, into: &out) }
        return out
    }

    private static func append(_ bytes: UnsafeBufferPointer<UInt8>, lineLength: Int?, encodedCount: Int, to out: inout [UInt8]) {
        guard !bytes.isEmpty else { return }
        withUnsafeTemporaryAllocation(byteCount: encodedCount, alignment: 1) { scratch in
            var line = 0
            var written = 0
            while line < bytes.count {
                let end = min(line + (lineLength ?? bytes.count), bytes.count)
                written = encodeLine(bytes, line..<end, to: scratch, at: written)
                if lineLength != nil {
                    scratch[written] = ASCII.cr
                    scratch[written + 1] = ASCII.lf
                    written += 2
                }
                line = end
            }
            out.append(contentsOf: UnsafeRawBufferPointer(rebasing: scratch[..<written]))
        }
    }

    /// Encodes one range, padding it, and returns where writing goes on.
    private static func encodeLine(
        _ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, to output: UnsafeMutableRawBufferPointer, at start: Int
    ) -> Int {
        var index = range.lowerBound
        var written = start
        while index &+ 2 < range.upperBound {
            let group = UInt32(bytes[index]) << 16 | UInt32(bytes[index &+ 1]) << 8 | UInt32(bytes[index &+ 2])
            output[written] = digit(group >> 18)
            output[written &+ 1] = digit(group >> 12)
            output[written &+ 2] = digit(group >> 6)
            output[written &+ 3] = digit(group)
            index &+= 3
            written &+= 4
        }
        guard index < range.upperBound else { return written }
        let second = index + 1 < range.upperBound ? bytes[index + 1] : 0
        let group = UInt32(bytes[index]) << 16 | UInt32(second) << 8
        output[written] = digit(group >> 18)
        output[written + 1] = digit(group >> 12)
        output[written + 2] = index + 1 < range.upperBound ? digit(group >> 6) : ASCII.equals
        output[written + 3] = ASCII.equals
        return written + 4
    }

    /// The character for the low six bits.
    @inline(__always)
    private static func digit(_ bits: UInt32) -> UInt8 { alphabet.utf8Start[Int(bits & 0x3F)] }

    private static let alphabet: StaticString = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
}
