/// One command line without its CRLF, read from left to right.
struct SandboxLine {
    private let bytes: ArraySlice<UInt8>
    private var index: Int

    init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        index = bytes.startIndex
    }

    var isAtEnd: Bool { index == bytes.endIndex }

    /// The byte that stands here.
    var next: UInt8? { index < bytes.endIndex ? bytes[index] : nil }

    /// What has not been read.
    var rest: ArraySlice<UInt8> { bytes[index...] }

    /// Steps over one byte, if it is this one.
    mutating func take(_ byte: Unicode.Scalar) -> Bool {
        guard next == UInt8(ascii: byte) else { return false }
        index += 1
        return true
    }

    /// Steps over one byte, whatever it is; nil at the end.
    mutating func takeByte() -> UInt8? {
        guard let byte = next else { return nil }
        index += 1
        return byte
    }

    /// Steps over a keyword in either case, if it stands here; the keyword is given in capitals.
    mutating func take(keyword: StaticString) -> Bool {
        let count = keyword.utf8CodeUnitCount
        guard bytes.endIndex - index >= count else { return false }
        for offset in 0..<count where Self.upper(bytes[index + offset]) != keyword.utf8Start[offset] { return false }
        index += count
        return true
    }

    /// Steps over bytes as long as they are wanted.
    mutating func take(while isWanted: (UInt8) -> Bool) -> ArraySlice<UInt8> {
        let start = index
        while index < bytes.endIndex, isWanted(bytes[index]) { index += 1 }
        return bytes[start..<index]
    }

    /// Decimal digits as a number; nil where there is none or it has more than 18 digits.
    mutating func number() -> Int? {
        let digits = take { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
        guard !digits.isEmpty, digits.count <= 18 else { return nil }
        return digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
    }

    /// ASCII letters to capitals.
    static func upper(_ byte: UInt8) -> UInt8 {
        byte >= UInt8(ascii: "a") && byte <= UInt8(ascii: "z") ? byte & 0xDF : byte
    }

    /// A letter or digit of ASCII.
    static func isAlphanumeric(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"): true
        default: false
        }
    }
}
