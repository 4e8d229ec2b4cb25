import MailFormat

/// The codes a text of a relay carries: `550 5.1.1 …`, `550-5.1.1`, `(#5.1.1)`.
struct ReplyCodes: Sendable {
    /// The SMTP reply code, 400…599.
    var reply: Int?
    /// The most telling enhanced code, the first of those that say as much.
    var enhanced: EnhancedStatusCode?

    init(_ text: some StringProtocol) {
        let bytes = Array(text.utf8.prefix(FoldedText.longest))
        var index = 0
        var firstReply: Int?
        while index < bytes.count {
            guard Self.isDigit(bytes[index]) else {
                index += 1
                continue
            }
            let startsToken = index == 0 || Self.mayPrecede(bytes[index - 1])
            var end = index
            while end < bytes.count, Self.isDigit(bytes[end]) || bytes[end] == UInt8(ascii: ".") { end += 1 }
            defer { index = end }
            guard startsToken, bytes[index] == 0x34 || bytes[index] == 0x35 || bytes[index] == 0x32 else { continue }
            var tokenEnd = end
            if tokenEnd > index, bytes[tokenEnd - 1] == UInt8(ascii: ".") { tokenEnd -= 1 }
            let token = String(decoding: bytes[index..<tokenEnd], as: UTF8.self)
            let follower = end < bytes.count ? bytes[end] : 0x20
            if let code = EnhancedStatusCode(parsing: token), code.statusClass != 2 {
                if Self.isLetter(follower) { continue }
                if enhanced.map({ Self.weight($0) < Self.weight(code) }) ?? true { enhanced = code }
            } else if token.utf8.count == 3, let code = Int(token), (400...599).contains(code), firstReply == nil,
                follower == 0x20 || follower == UInt8(ascii: "-") || follower == UInt8(ascii: ":") || follower == 0x0A || follower == 0x0D
                    || follower == UInt8(ascii: ",") || follower == UInt8(ascii: ")") || follower == UInt8(ascii: ";"),
                (code / 10) % 10 <= 7
            {
                firstReply = code
            }
        }
        reply = firstReply
    }

    /// How much a code says: x.y.0 names no cause, x.4.7 only that time ran out over one.
    static func weight(_ code: EnhancedStatusCode) -> Int {
        if code.detail == 0 { return code.subject == 0 ? 0 : 1 }
        return (code.subject, code.detail) == (4, 7) ? 2 : 3
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }
    private static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- 0x61 < 26 }
    private static func mayPrecede(_ byte: UInt8) -> Bool {
        switch byte {
        case 0...0x20, UInt8(ascii: "("), UInt8(ascii: "#"), UInt8(ascii: "<"), UInt8(ascii: "["), UInt8(ascii: ":"), UInt8(ascii: "-"),
            UInt8(ascii: ";"), UInt8(ascii: "'"), UInt8(ascii: "\""), UInt8(ascii: "="), UInt8(ascii: ">"), UInt8(ascii: ","):
            true
        default: false
        }
    }
}
