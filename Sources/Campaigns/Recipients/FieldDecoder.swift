/// What occurs among some bytes; knowing it saves looking at every one of them later.
struct ByteKind {
    /// Whether one is not ASCII.
    private(set) var hasHighBit = false
    /// Whether one is NUL.
    private(set) var hasZero = false

    /// Looks at eight bytes at a time.
    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        let raw = UnsafeRawBufferPointer(bytes)
        var high: UInt64 = 0
        var zero: UInt64 = 0
        var position = 0
        while position + 8 <= raw.count {
            let word = raw.loadUnaligned(fromByteOffset: position, as: UInt64.self)
            high |= word
            zero |= (word &- 0x0101_0101_0101_0101) & ~word
            position += 8
        }
        while position < raw.count {
            high |= UInt64(raw[position])
            if raw[position] == 0 { zero = 0x80 }
            position += 1
        }
        hasHighBit = high & 0x8080_8080_8080_8080 != 0
        hasZero = zero & 0x8080_8080_8080_8080 != 0
    }
}

/// Makes the texts of a record's fields from their bytes.
struct FieldDecoder {
    let encoding: TextEncoding
    /// Whether the user said the encoding: then nothing passes for another one.
    let isStrict: Bool
    let lineEnd: CSVDialect.LineEnd
    /// Whether the record is ASCII throughout.
    let isASCII: Bool

    /// The texts; the first that cannot be decoded is said in `problem` where none is yet.
    func decode(
        _ fields: ArraySlice<CSVScanner.Field>, in bytes: UnsafeBufferPointer<UInt8>, problem: inout CSVProblem?
    ) -> [String] {
        let asWindows1252 = !isASCII && encoding == .windows1252 && (isStrict || String(validating: bytes, as: UTF8.self) == nil)
        var texts: [String] = []
        texts.reserveCapacity(fields.count)
        for field in fields {
            let content = UnsafeBufferPointer(rebasing: bytes[min(field.start, bytes.count)..<min(field.end, bytes.count)])
            if isASCII, !field.isDoubled, lineEnd != .cr || !field.isQuoted {
                texts.append(String(decoding: content, as: UTF8.self))
            } else if let text = text(of: content, field, asWindows1252: asWindows1252) {
                texts.append(text)
            } else {
                problem = problem ?? .undecodable(field: texts.count)
                texts.append(String(decoding: content, as: UTF8.self))
            }
        }
        return texts
    }

    /// The text of one field with everything there may be to do; nil where it is not of the encoding.
    private func text(of bytes: UnsafeBufferPointer<UInt8>, _ field: CSVScanner.Field, asWindows1252: Bool) -> String? {
        let needsChange = field.isDoubled || lineEnd == .cr && field.isQuoted
        guard needsChange else {
            return asWindows1252 ? Windows1252.decode(bytes) : String(validating: bytes, as: UTF8.self)
        }
        var content: [UInt8] = []
        content.reserveCapacity(bytes.count)
        var position = 0
        while position < bytes.count {
            var byte = bytes[position]
            position += 1
            if position < bytes.count {
                if byte == UInt8(ascii: "\""), field.isDoubled, bytes[position] == byte { position += 1 }
            }
            // On classic Mac OS a CR is the line break, and mail knows no bare CR.
            if byte == 0x0D, lineEnd == .cr, position == bytes.count || bytes[position] != 0x0A { byte = 0x0A }
            content.append(byte)
        }
        return asWindows1252 ? Windows1252.decode(content) : String(validating: content, as: UTF8.self)
    }
}
