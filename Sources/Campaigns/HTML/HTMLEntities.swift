/// Character references of HTML.
///
/// ## Limits
/// Names that stand for two characters stay as they are written, and so does a name without a semicolon that runs into a letter.
///
/// SeeAlso: https://html.spec.whatwg.org/multipage/parsing.html#character-reference-state
enum HTMLEntities {
    /// UTF-8 with every reference replaced by its character; marks of tags pass through.
    static func decode(_ source: some Collection<UInt8>) -> [UInt8] {
        let source = Array(source)
        guard source.contains(UInt8(ascii: "&")) else { return source }
        var out: [UInt8] = []
        out.reserveCapacity(source.count)
        var index = 0
        while index < source.count {
            if source[index] == UInt8(ascii: "&"), let (scalar, length) = reference(in: source, at: index + 1) {
                out += Array(String(Character(scalar)).utf8)
                index += 1 + length
            } else {
                out.append(source[index])
                index += 1
            }
        }
        return out
    }

    /// The character of the reference behind an ampersand, and its length without the ampersand.
    private static func reference(in source: [UInt8], at start: Int) -> (scalar: Unicode.Scalar, length: Int)? {
        guard start < source.count else { return nil }
        if source[start] == UInt8(ascii: "#") { return numeric(in: source, at: start) }
        var end = start
        while end < source.count, end - start < HTMLEntityNames.longest, isNameByte(source[end]) { end += 1 }
        let name = String(decoding: source[start..<end], as: UTF8.self)
        guard let code = HTMLEntityNames.codes[name] else { return nil }
        let hasSemicolon = end < source.count && source[end] == UInt8(ascii: ";")
        // Without a semicolon only the oldest names count, and never before '=': `?a=1&copy=2` is no copyright sign (WHATWG §13.2.5.73).
        if !hasSemicolon {
            guard HTMLEntityNames.withoutSemicolon.contains(name), !(end < source.count && source[end] == UInt8(ascii: "=")) else {
                return nil
            }
        }
        return Unicode.Scalar(code).map { ($0, end - start + (hasSemicolon ? 1 : 0)) }
    }

    private static func numeric(in source: [UInt8], at start: Int) -> (scalar: Unicode.Scalar, length: Int)? {
        var end = start + 1
        let isHexadecimal = end < source.count && source[end] | 0x20 == UInt8(ascii: "x")
        if isHexadecimal { end += 1 }
        let firstDigit = end
        var code: UInt32 = 0
        while end < source.count, let digit = Character(Unicode.Scalar(source[end])).hexDigitValue, isHexadecimal || digit < 10 {
            code = min(code &* (isHexadecimal ? 16 : 10) &+ UInt32(digit), 0x11_0000)
            end += 1
        }
        guard end > firstDigit else { return nil }
        if end < source.count, source[end] == UInt8(ascii: ";") { end += 1 }
        if let mapped = HTMLEntityNames.windows1252[code] { code = mapped }
        let scalar = code == 0 ? nil : Unicode.Scalar(code)
        return (scalar ?? "\u{FFFD}", end - start)
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        (byte | 0x20) &- 0x61 < 26 || byte &- 0x30 < 10
    }
}
