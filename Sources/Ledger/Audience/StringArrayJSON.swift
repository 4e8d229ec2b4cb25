/// A JSON array of strings, as the ledger stores the merge fields of a message: `["anna@example.org","Anna","pro"]`.
///
/// A value that stands in another column of the row is `null` here: the address, which most lists have as a merge field too and which would
/// be a fifth of a ledger, twice.
///
/// By hand because a million of them are written and read in a run; SQLite's JSON functions read the same text.
enum StringArrayJSON {
    /// Appends the array to a buffer; values equal to `known` as `null`.
    static func append(_ strings: [String], known: String? = nil, to buffer: inout [UInt8]) {
        buffer.append(UInt8(ascii: "["))
        var first = true
        for string in strings {
            if !first { buffer.append(UInt8(ascii: ",")) }
            first = false
            if string == known {
                buffer.append(contentsOf: "null".utf8)
                continue
            }
            buffer.append(UInt8(ascii: "\""))
            if string.utf8.contains(where: needsEscape) {
                for byte in string.utf8 { appendEscaped(byte, to: &buffer) }
            } else {
                buffer.append(contentsOf: string.utf8)
            }
            buffer.append(UInt8(ascii: "\""))
        }
        buffer.append(UInt8(ascii: "]"))
    }

    /// The array as text.
    static func text(of strings: [String]) -> String {
        var buffer: [UInt8] = []
        append(strings, to: &buffer)
        return String(decoding: buffer, as: UTF8.self)
    }

    private static func needsEscape(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") || byte < 0x20
    }

    private static func appendEscaped(_ byte: UInt8, to buffer: inout [UInt8]) {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"):
            buffer.append(UInt8(ascii: "\\"))
            buffer.append(byte)
        case 0..<0x20:
            buffer.append(contentsOf: "\\u00".utf8)
            let digits = Array("0123456789abcdef".utf8)
            buffer.append(digits[Int(byte >> 4)])
            buffer.append(digits[Int(byte & 15)])
        default:
            buffer.append(byte)
        }
    }

    /// The strings of an array, `known` for each `null`; nil where the text is no such array. Escapes of other writers are understood too.
    static func parse(_ text: String, known: String? = nil) -> [String]? {
        var text = text
        return text.withUTF8 { parse($0, known: known) }
    }

    /// The same over bytes.
    static func parse(_ bytes: UnsafeBufferPointer<UInt8>, known: String? = nil) -> [String]? {
        var scanner = Scanner(bytes: bytes, known: known)
        return scanner.array()
    }
}

extension StringArrayJSON {
    /// Walks over the bytes once; never recurses.
    private struct Scanner {
        let bytes: UnsafeBufferPointer<UInt8>
        let known: String?
        var position = 0

        mutating func array() -> [String]? {
            skipBlanks()
            guard take(UInt8(ascii: "[")) else { return nil }
            var strings: [String] = []
            skipBlanks()
            if take(UInt8(ascii: "]")) { return atEnd(strings) }
            while true {
                skipBlanks()
                guard let string = takeNull() ? known : string() else { return nil }
                strings.append(string)
                skipBlanks()
                if take(UInt8(ascii: ",")) { continue }
                return take(UInt8(ascii: "]")) ? atEnd(strings) : nil
            }
        }

        private mutating func atEnd(_ strings: [String]) -> [String]? {
            skipBlanks()
            return position == bytes.count ? strings : nil
        }

        private mutating func string() -> String? {
            guard take(UInt8(ascii: "\"")) else { return nil }
            let start = position
            while position < bytes.count {
                switch bytes[position] {
                case UInt8(ascii: "\""):
                    defer { position += 1 }
                    return String(decoding: bytes[start..<position], as: UTF8.self)
                case UInt8(ascii: "\\"):
                    return escapedString(from: start)
                default:
                    position += 1
                }
            }
            return nil
        }

        /// The rest of a string in which an escape was met.
        private mutating func escapedString(from start: Int) -> String? {
            var buffer = Array(bytes[start..<position])
            while position < bytes.count {
                let byte = bytes[position]
                position += 1
                switch byte {
                case UInt8(ascii: "\""): return String(decoding: buffer, as: UTF8.self)
                case UInt8(ascii: "\\"): guard appendEscape(to: &buffer) else { return nil }
                default: buffer.append(byte)
                }
            }
            return nil
        }

        private mutating func appendEscape(to buffer: inout [UInt8]) -> Bool {
            guard position < bytes.count else { return false }
            let byte = bytes[position]
            position += 1
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): buffer.append(byte)
            case UInt8(ascii: "b"): buffer.append(8)
            case UInt8(ascii: "f"): buffer.append(12)
            case UInt8(ascii: "n"): buffer.append(10)
            case UInt8(ascii: "r"): buffer.append(13)
            case UInt8(ascii: "t"): buffer.append(9)
            case UInt8(ascii: "u"):
                guard let scalar = unicodeScalar() else { return false }
                buffer.append(contentsOf: Character(scalar).utf8)
            default: return false
            }
            return true
        }

        private mutating func unicodeScalar() -> Unicode.Scalar? {
            guard let unit = hexUnit() else { return nil }
            guard UTF16.isLeadSurrogate(unit) else { return Unicode.Scalar(unit) }
            guard take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")), let trail = hexUnit(), UTF16.isTrailSurrogate(trail) else {
                return nil
            }
            return Unicode.Scalar(0x10000 + (UInt32(unit) - 0xd800) << 10 + (UInt32(trail) - 0xdc00))
        }

        private mutating func hexUnit() -> UInt16? {
            guard position + 4 <= bytes.count else { return nil }
            defer { position += 4 }
            var unit: UInt16 = 0
            for byte in bytes[position..<position + 4] {
                guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { return nil }
                unit = unit << 4 | UInt16(digit)
            }
            return unit
        }

        private mutating func skipBlanks() {
            while position < bytes.count, [0x20, 0x09, 0x0a, 0x0d].contains(bytes[position]) { position += 1 }
        }

        private mutating func takeNull() -> Bool {
            guard position + 4 <= bytes.count, bytes[position..<position + 4].elementsEqual("null".utf8) else { return false }
            position += 4
            return true
        }

        private mutating func take(_ byte: UInt8) -> Bool {
            guard position < bytes.count, bytes[position] == byte else { return false }
            position += 1
            return true
        }
    }
}
