/// The one line break of the wire, made from any of the three that people have.
///
/// SeeAlso: RFC 5321 §2.3.8
public enum LineBreaks {
    /// Appends `text` with every `\n`, `\r\n` and `\r` as CRLF.
    public static func normalize(_ text: UnsafeBufferPointer<UInt8>, into out: inout [UInt8]) {
        guard let base = text.baseAddress else { return }
        let raw = UnsafeRawPointer(base)
        var start = 0
        var index = 0
        while index < text.count {
            index = end(of: raw, from: index, count: text.count)
            guard index < text.count else { break }
            let isPair = text[index] == ASCII.cr && index + 1 < text.count && text[index + 1] == ASCII.lf
            if isPair {
                index += 2
                continue
            }
            out.append(contentsOf: UnsafeBufferPointer(rebasing: text[start..<index]))
            out.append(ASCII.cr)
            out.append(ASCII.lf)
            index += 1
            start = index
        }
        out.append(contentsOf: UnsafeBufferPointer(rebasing: text[start...]))
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
