/// An address inside other text: in somebody else's merge field, a link, what a relay said.
///
/// ASCII case does not count, `%40` is an `@`, and `ann@example.org` is not in `joann@example.org` or `ann@example.organic`.
struct AddressMention {
    /// What stands for it afterwards.
    static let stand = "erased@invalid"

    private let spellings: [[UInt8]]

    /// - Parameter email: the address as the ledger knows it.
    init(_ email: String) {
        let plain = email.utf8.map(Self.lower)
        let percent = plain.flatMap { $0 == UInt8(ascii: "@") ? Array("%40".utf8) : [$0] }
        // Inside JSON a quote of a quoted local part, and a backslash, have a backslash before them.
        let escaped = plain.flatMap { $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\") ? [UInt8(ascii: "\\"), $0] : [$0] }
        spellings = escaped == plain ? [plain, percent] : [plain, percent, escaped]
    }

    /// The text without the address; nil where it does not mention it.
    func erased(from text: String) -> String? {
        let bytes = Array(text.utf8)
        var output: [UInt8] = []
        var (start, index) = (0, 0)
        while index < bytes.count {
            guard let length = length(at: index, in: bytes) else {
                index += 1
                continue
            }
            output += bytes[start..<index]
            output += Self.stand.utf8
            index += length
            start = index
        }
        guard start > 0 else { return nil }
        return String(decoding: output + bytes[start...], as: UTF8.self)
    }

    private func length(at index: Int, in bytes: [UInt8]) -> Int? {
        if index > 0, Self.continues(bytes[index - 1]) { return nil }
        return spellings.first { spelling in
            let end = index + spelling.count
            guard end <= bytes.count else { return false }
            for offset in 0..<spelling.count where Self.lower(bytes[index + offset]) != spelling[offset] { return false }
            guard end < bytes.count else { return true }
            // A full stop may end a sentence behind the address.
            if bytes[end] == UInt8(ascii: ".") { return end + 1 == bytes.count || !Self.continues(bytes[end + 1]) }
            return !Self.continues(bytes[end])
        }?.count
    }

    private static func lower(_ byte: UInt8) -> UInt8 { (0x41...0x5A).contains(byte) ? byte | 0x20 : byte }

    /// Whether an address that has this octet beside it is another, longer one.
    private static func continues(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x80...: true
        default: "._+-".utf8.contains(byte)
        }
    }
}
