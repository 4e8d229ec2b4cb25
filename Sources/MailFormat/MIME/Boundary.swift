#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The line between the parts of a multipart.
///
/// SeeAlso: RFC 2046 §5.1.1
enum Boundary {
    static let longest = 70

    /// `bchars`, at most 70 of them, the last no blank; not `=?`, which readers that decode too much would change.
    static func isValid(_ boundary: String) -> Bool {
        let bytes = boundary.utf8
        guard let last = bytes.last, last != ASCII.space, bytes.count <= longest else { return false }
        return !EncodedWord.mayBegin(in: Array(bytes)[...])
            && bytes.allSatisfy { byte in
                switch byte {
                case _ where byte.isASCIILetter || byte.isASCIIDigit: true
                case UInt8(ascii: "'"), UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "+"), ASCII.underscore, ASCII.comma: true
                case ASCII.hyphen, ASCII.dot, UInt8(ascii: "/"), ASCII.colon, ASCII.equals, ASCII.questionMark, ASCII.space: true
                default: false
                }
            }
    }

    /// Whether it holds `=_`, which neither quoted-printable nor base64 can produce (RFC 2045 §6.7).
    static func isForeignToEncodings(_ boundary: String) -> Bool {
        var previous: UInt8 = 0
        for byte in boundary.utf8 {
            if byte == ASCII.underscore, previous == ASCII.equals { return true }
            previous = byte
        }
        return false
    }

    /// Appends `--boundary`, or `--boundary--` behind the last part, as a line; what is before it must end in CRLF.
    static func writeDelimiter(_ boundary: String, isLast: Bool, into out: inout [UInt8]) {
        out.append(ASCII.hyphen)
        out.append(ASCII.hyphen)
        out.append(contentsOf: boundary.utf8)
        if isLast {
            out.append(ASCII.hyphen)
            out.append(ASCII.hyphen)
        }
        out.append(ASCII.cr)
        out.append(ASCII.lf)
    }

    /// Whether a line of `bytes` at or behind `start`, which is the start of a line, begins with `--boundary`; lines end in CRLF.
    static func occurs(_ boundary: String, in bytes: [UInt8], from start: Int) -> Bool {
        let delimiter = [ASCII.hyphen, ASCII.hyphen] + Array(boundary.utf8)
        return bytes.withUnsafeBufferPointer { bytes in
            guard let base = bytes.baseAddress else { return false }
            var lineStart = start
            while lineStart < bytes.count {
                if bytes[lineStart] == ASCII.hyphen, bytes[lineStart...].starts(with: delimiter) { return true }
                guard let end = memchr(base + lineStart, Int32(ASCII.lf), bytes.count - lineStart) else { return false }
                lineStart = UnsafeRawPointer(end) - UnsafeRawPointer(base) + 1
            }
            return false
        }
    }
}
