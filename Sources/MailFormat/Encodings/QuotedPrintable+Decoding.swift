extension QuotedPrintable {
    /// The octets an encoded text stands for; lenient, for reading what others wrote.
    ///
    /// Soft breaks end in CRLF, LF or CR and may have blanks before the break; hexadecimal digits may be lower case; an `=` that starts
    /// nothing valid stays as it is; blanks at a line's end are dropped (RFC 2045 §6.7 rule 3); line breaks stay as they came.
    public static func decode(_ encoded: some Sequence<UInt8>) -> [UInt8] {
        let input = Array(encoded)
        var out: [UInt8] = []
        out.reserveCapacity(input.count)
        var index = 0
        while index < input.count {
            let byte = input[index]
            if byte == ASCII.equals {
                if index + 2 < input.count, let high = input[index + 1].hexDigitValue, let low = input[index + 2].hexDigitValue {
                    out.append(high << 4 | low)
                    index += 3
                } else if let next = softBreakEnd(in: input, after: index + 1) {
                    index = next
                } else {
                    out.append(byte)
                    index += 1
                }
            } else if byte.isBlank {
                let end = input[index...].firstIndex { !$0.isBlank } ?? input.count
                let endsLine = end == input.count || input[end] == ASCII.cr || input[end] == ASCII.lf
                if !endsLine { out.append(contentsOf: input[index..<end]) }
                index = end
            } else {
                out.append(byte)
                index += 1
            }
        }
        return out
    }

    /// Where input goes on after a soft break whose `=` was just read; nil if it is none.
    private static func softBreakEnd(in input: [UInt8], after start: Int) -> Int? {
        let end = input[start...].firstIndex { !$0.isBlank } ?? input.count
        guard end < input.count else { return end }
        if input[end] == ASCII.lf { return end + 1 }
        guard input[end] == ASCII.cr else { return nil }
        return end + 1 < input.count && input[end + 1] == ASCII.lf ? end + 2 : end + 1
    }
}
