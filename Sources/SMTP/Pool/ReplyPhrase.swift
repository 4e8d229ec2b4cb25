public import MailFormat

/// Part of a reply, to recognise it by: literal text in which `*` stands for anything, compared without regard to case.
///
/// It is looked for anywhere in `CODE ENHANCED TEXT`, with the lines of the reply joined by blanks: `4.7.28`, `[TS04]`,
/// `454 *throttling failure`. Two stars are one; a star at an end says nothing.
///
/// ## Limits
/// 256 bytes of pattern, and the first 1 024 bytes of a reply.
public struct ReplyPhrase: Hashable, Sendable {
    /// As it was written.
    public let text: String
    /// What stands between the stars, lower case.
    private let pieces: [[UInt8]]

    /// A phrase; nil where nothing but stars is in it, or where it is too long.
    public init?(_ text: String) {
        let pieces = text.utf8.map(Self.lowered).split(separator: UInt8(ascii: "*")).map(Array.init)
        guard !pieces.isEmpty, text.utf8.count <= 256 else { return nil }
        self.text = text
        self.pieces = pieces
    }

    /// Whether a reply has it.
    public func matches(_ reply: SMTPReply) -> Bool { matches(Self.bytes(of: reply)) }

    /// Each piece is looked for behind the one before: the first place that fits is the best one, so nothing is tried twice.
    func matches(_ bytes: [UInt8]) -> Bool {
        var start = 0
        for piece in pieces {
            guard let found = Self.first(piece, in: bytes, from: start) else { return false }
            start = found + piece.count
        }
        return true
    }

    /// What phrases are looked for in.
    static func bytes(of reply: SMTPReply) -> [UInt8] {
        var bytes = Array("\(reply.code) ".utf8)
        if let enhanced = reply.enhanced { bytes += Array("\(enhanced) ".utf8) }
        for line in reply.lines {
            bytes += line.utf8.prefix(1024 - min(1024, bytes.count)).map(lowered)
            bytes.append(UInt8(ascii: " "))
        }
        return bytes
    }

    private static func first(_ piece: [UInt8], in bytes: [UInt8], from start: Int) -> Int? {
        guard bytes.count - piece.count >= start else { return nil }
        return (start...(bytes.count - piece.count)).first { at in piece.indices.allSatisfy { bytes[at + $0] == piece[$0] } }
    }

    private static func lowered(_ byte: UInt8) -> UInt8 { (65...90).contains(byte) ? byte | 0x20 : byte }
}
