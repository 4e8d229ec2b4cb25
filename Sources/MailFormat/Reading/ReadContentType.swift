/// A `Content-Type` as a stranger wrote it: `text/plain` where it says nothing that can be read.
///
/// SeeAlso: RFC 2045 §5.1, §5.2
public struct ReadContentType: Sendable {
    /// `text/plain`, lower case.
    public private(set) var mediaType = "text/plain"
    /// Names in lower case; of two with one name the first counts.
    public private(set) var parameters: [String: String] = [:]

    /// The type that the value of the field says.
    public init(_ value: [UInt8]?) {
        guard let value else { return }
        var pieces = Self.pieces(of: value)
        let type = pieces.isEmpty ? [] : pieces.removeFirst().drop { $0 <= 0x20 }.prefix { $0 > 0x20 }
        if type.contains(UInt8(ascii: "/")) { mediaType = String(decoding: type.map(\.asciiLowercased), as: UTF8.self) }
        for piece in pieces.prefix(32) {
            guard let equals = piece.firstIndex(of: ASCII.equals) else { continue }
            let name = String(decoding: piece[..<equals].filter { $0 > 0x20 }.map(\.asciiLowercased), as: UTF8.self)
            var text = Array(piece[(equals + 1)...].drop { $0.isBlank })
            while text.last?.isBlank == true { text.removeLast() }
            if parameters[name] == nil { parameters[name] = String(decoding: text, as: UTF8.self) }
        }
    }

    /// What stands between semicolons outside quotes, without the quotes.
    private static func pieces(of value: [UInt8]) -> [[UInt8]] {
        var pieces: [[UInt8]] = [[]]
        var quoted = false
        var escaped = false
        for byte in value {
            if escaped {
                pieces[pieces.count - 1].append(byte)
                escaped = false
            } else if quoted, byte == ASCII.backslash {
                escaped = true
            } else if byte == ASCII.quote {
                quoted.toggle()
            } else if byte == ASCII.semicolon, !quoted {
                pieces.append([])
            } else {
                pieces[pieces.count - 1].append(byte)
            }
        }
        return pieces
    }
}
