/// How the characters of a list are stored.
public enum TextEncoding: String, Hashable, Sendable, Codable, CaseIterable {
    case utf8 = "utf-8"
    case utf16LittleEndian = "utf-16le"
    case utf16BigEndian = "utf-16be"
    /// What Windows calls ANSI in Western Europe; reads ISO 8859-1 as well.
    case windows1252 = "windows-1252"

    /// The encoding of that name, in the spellings people use; nil for any other.
    public init?(name: String) {
        switch name.lowercased() {
        case "utf-8", "utf8": self = .utf8
        case "utf-16le", "utf16le": self = .utf16LittleEndian
        case "utf-16be", "utf16be": self = .utf16BigEndian
        case "windows-1252", "cp1252", "1252", "latin1", "latin-1", "iso-8859-1", "ansi": self = .windows1252
        default: return nil
        }
    }

    /// What the first bytes of a file prove: a byte order mark, or the pattern of zeros that plain UTF-16 makes.
    ///
    /// - Returns: the encoding and the length of its mark; nil where the bytes prove nothing.
    static func proven(by sample: [UInt8]) -> (encoding: TextEncoding, markLength: Int)? {
        if sample.starts(with: [0xEF, 0xBB, 0xBF]) { return (.utf8, 3) }
        if sample.starts(with: [0xFF, 0xFE]) { return (.utf16LittleEndian, 2) }
        if sample.starts(with: [0xFE, 0xFF]) { return (.utf16BigEndian, 2) }
        // A letter, digit or delimiter of UTF-16 has a zero for its high byte and never for its low one.
        let pairs = min(sample.count, 4096) / 2
        var zeros = (first: 0, second: 0)
        for pair in 0..<pairs {
            if sample[2 * pair] == 0 { zeros.first += 1 }
            if sample[2 * pair + 1] == 0 { zeros.second += 1 }
        }
        if zeros.first == 0, zeros.second >= max(2, pairs / 4) { return (.utf16LittleEndian, 0) }
        if zeros.second == 0, zeros.first >= max(2, pairs / 4) { return (.utf16BigEndian, 0) }
        return nil
    }

    /// Whether bytes that are not ASCII throughout are UTF-8 or else Windows-1252, by counting well-formed sequences against bytes
    /// that belong to none. Text in Windows-1252 hardly ever looks like UTF-8, so one damaged byte does not turn a UTF-8 file around.
    static func judge(_ bytes: UnsafeBufferPointer<UInt8>) -> TextEncoding {
        var wellFormed = 0
        var stray = 0
        var position = 0
        while position < bytes.count {
            let lead = bytes[position]
            position += 1
            guard lead >= 0x80 else { continue }
            let length = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : 1
            if position + length > bytes.count { break }
            if (0xC2...0xF4).contains(lead), (0..<length).allSatisfy({ bytes[position + $0] & 0xC0 == 0x80 }) {
                wellFormed += 1
                position += length
            } else {
                stray += 1
            }
        }
        return stray > wellFormed ? .windows1252 : .utf8
    }
}
