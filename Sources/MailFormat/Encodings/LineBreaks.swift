/// The one line break of the wire, made from any of the three that people have.
///
/// SeeAlso: RFC 5321 §2.3.8
public enum LineBreaks {
    /// Appends `text` with every `\n`, `\r\n` and `\r` as CRLF.
    public static func normalize(_ text: UnsafeBufferPointer<UInt8>, into out: inout [UInt8]) {
        guard let base = text.baseAddress else { return }
        let raw = UnsafeRawPointer(base)
        // A line is copied as a whole; only a line that does not fit into the scratch goes out by itself.
        withUnsafeTemporaryAllocation(byteCount: 8192, alignment: 8) { scratch in
            guard let output = scratch.baseAddress else { return }
            var written = 0
            var start = 0
            while start < text.count {
                let end = end(of: raw, from: start, count: text.count)
                let length = end - start
                if written + length + 2 > scratch.count {
                    out.append(contentsOf: UnsafeRawBufferPointer(start: output, count: written))
                    written = 0
                }
                if length + 2 > scratch.count {
                    out.append(contentsOf: UnsafeRawBufferPointer(start: raw + start, count: length))
                } else {
                    (output + written).copyMemory(from: raw + start, byteCount: length)
                    written += length
                }
                guard end < text.count else { break }
                output.storeBytes(of: ASCII.cr, toByteOffset: written, as: UInt8.self)
                output.storeBytes(of: ASCII.lf, toByteOffset: written + 1, as: UInt8.self)
                written += 2
                let isPair = text[end] == ASCII.cr && end + 1 < text.count && text[end + 1] == ASCII.lf
                start = end + (isPair ? 2 : 1)
            }
            out.append(contentsOf: UnsafeRawBufferPointer(start: output, count: written))
        }
    }

    /// The text with every `\n`, `\r\n` and `\r` as CRLF.
    public static func normalized(_ text: [UInt8]) -> [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity(text.count + text.count / 32)
        text.withUnsafeBufferPointer { normalize($0, into: &out) }
        return out
    }

    /// The index of the next CR or LF, or `count`.
    static func end(of raw: UnsafeRawPointer, from start: Int, count: Int) -> Int {
        var index = start
        while index + 8 <= count {
            let octets = EightOctets(raw, at: index)
            let breaks = octets.equal(to: ASCII.lf) | octets.equal(to: ASCII.cr)
            if breaks != 0 { return index + EightOctets.first(of: breaks) }
            index += 8
        }
        while index < count {
            let byte = raw.load(fromByteOffset: index, as: UInt8.self)
            if byte == ASCII.lf || byte == ASCII.cr { return index }
            index += 1
        }
        return count
    }
}
