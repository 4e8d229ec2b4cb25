/// Finds addresses in prose by their `@`; what it finds looks like an address and is no more than that.
enum AddressScanner {
    /// One address and where it stood.
    struct Hit {
        var address: String
        var start: Int
        var end: Int
    }

    /// The addresses of a line, in order; at most 50.
    static func addresses(in line: ArraySlice<UInt8>) -> [Hit] {
        var hits: [Hit] = []
        var floor = line.startIndex
        var index = line.startIndex
        while index < line.endIndex, hits.count < 50 {
            guard line[index] == UInt8(ascii: "@") else {
                index += 1
                continue
            }
            var start = index
            if start > floor, line[start - 1] == UInt8(ascii: "\""), let open = line[floor..<(start - 1)].lastIndex(of: UInt8(ascii: "\""))
            {
                start = open
            } else {
                while start > floor, index - start < 64, isLocal(line[start - 1]) { start -= 1 }
                while start < index,
                    line[start] == UInt8(ascii: "'") || line[start] == UInt8(ascii: ".") || line[start] == UInt8(ascii: "=")
                        || line[start] == UInt8(ascii: "*") || line[start] == UInt8(ascii: "`")
                { start += 1 }
            }
            var end = index + 1
            while end < line.endIndex, end - index < 256, isDomain(line[end]) { end += 1 }
            while end > index + 1, line[end - 1] == UInt8(ascii: ".") || line[end - 1] == UInt8(ascii: "-") { end -= 1 }
            if start < index, end > index + 1 {
                hits.append(Hit(address: String(decoding: line[start..<end], as: UTF8.self), start: start, end: end))
            }
            floor = max(end, index + 1)
            index = floor
        }
        return hits
    }

    /// The text with `*` for each address: names of people and hosts must not be read as words.
    static func masked(_ text: some StringProtocol) -> String {
        let bytes = Array(text.utf8.prefix(2 * FoldedText.longest))
        var out: [UInt8] = []
        var start = 0
        for hit in addresses(in: bytes[...]) {
            out += bytes[start..<hit.start]
            out.append(UInt8(ascii: "*"))
            start = hit.end
        }
        return String(decoding: out + bytes[start...], as: UTF8.self)
    }

    static func first(in text: String) -> String? { addresses(in: Array(text.utf8)[...]).first?.address }

    private static func isLocal(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x80...: true
        default: Array("!#$%&'*+-/=?^_`{|}~.".utf8).contains(byte)
        }
    }

    private static func isDomain(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x80..., UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"): true
        default: false
        }
    }
}
