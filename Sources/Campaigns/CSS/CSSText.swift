/// What strings, brackets and comments mean while CSS is cut into pieces.
enum CSSText {
    /// The text with every comment turned into blanks.
    static func withoutComments(_ source: [UInt8]) -> [UInt8] {
        var bytes = source
        var quote: UInt8?
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            if let open = quote {
                if byte == UInt8(ascii: "\\") { index += 1 } else if byte == open || byte == 0x0A { quote = nil }
            } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
                quote = byte
            } else if byte == UInt8(ascii: "/"), index + 1 < bytes.count, bytes[index + 1] == UInt8(ascii: "*") {
                let end = endOfComment(bytes, from: index + 2)
                for position in index..<end { bytes[position] = 0x20 }
                index = end
                continue
            }
            index += 1
        }
        return bytes
    }

    private static func endOfComment(_ bytes: [UInt8], from start: Int) -> Int {
        var index = start
        while index + 1 < bytes.count {
            if bytes[index] == UInt8(ascii: "*"), bytes[index + 1] == UInt8(ascii: "/") { return index + 2 }
            index += 1
        }
        return bytes.count
    }

    /// From the start of a range to the first of some octets outside strings and brackets, or to its end.
    static func run(in bytes: [UInt8], _ range: Range<Int>, until stops: Set<UInt8>) -> Range<Int> {
        var closers: [UInt8] = []
        var quote: UInt8?
        var index = range.lowerBound
        while index < range.upperBound {
            let byte = bytes[index]
            if let open = quote {
                if byte == UInt8(ascii: "\\") { index += 1 } else if byte == open || byte == 0x0A { quote = nil }
            } else if closers.isEmpty, stops.contains(byte) {
                return range.lowerBound..<index
            } else if byte == closers.last {
                closers.removeLast()
            } else {
                switch byte {
                case UInt8(ascii: "\""), UInt8(ascii: "'"): quote = byte
                case UInt8(ascii: "("): closers.append(UInt8(ascii: ")"))
                case UInt8(ascii: "["): closers.append(UInt8(ascii: "]"))
                case UInt8(ascii: "{"): closers.append(UInt8(ascii: "}"))
                case UInt8(ascii: "\\"): index += 1
                default: break
                }
            }
            index += 1
        }
        return range
    }

    /// The pieces of a range between octets outside strings and brackets.
    static func split(_ bytes: [UInt8], _ range: Range<Int>, at separator: UInt8) -> [Range<Int>] {
        var pieces: [Range<Int>] = []
        var start = range.lowerBound
        while start <= range.upperBound {
            let piece = run(in: bytes, start..<range.upperBound, until: [separator])
            pieces.append(piece)
            start = piece.upperBound + 1
        }
        return pieces
    }

    /// A range without the blanks at both ends.
    static func trimmed(_ bytes: [UInt8], _ range: Range<Int>) -> Range<Int> {
        var range = range
        while let first = range.first, bytes[first].isCSSBlank { range = first + 1..<range.upperBound }
        while let last = range.last, bytes[last].isCSSBlank { range = range.lowerBound..<last }
        return range
    }
}

extension UInt8 {
    /// Blank, tab, line feed, form feed, carriage return.
    var isCSSBlank: Bool { self == 0x20 || self == 0x09 || self == 0x0A || self == 0x0C || self == 0x0D }
}
