import MailFormat

/// The one token of a message: it names the message to us and proves to us that we named it.
///
/// Base32, lower case, 26 characters = 130 bits: 2 bits of key id, 48 bits of message key, 80 bits of HMAC-SHA256 over purpose, key id,
/// campaign key and message key. It fits a VERP local part (RFC 5321 §4.5.3.1.1: 64 octets), an envelope identifier (RFC 3461 §5.4
/// asks for at most 38) and one segment of a URL. Bounces, unsubscribes, opens and clicks carry it back.
///
/// ## Limits
/// The message key is readable by anyone who has the handle; the campaign is not in it. 80 bits keep forgeries out, not
/// eavesdroppers: who holds a message may act for its recipient (RFC 8058 §6).
public struct Handle: Hashable, Sendable, CustomStringConvertible {
    /// Number of characters.
    public static let length = 26
    /// Message keys are 0 ..< 2⁴⁸.
    public static let messageLimit: Int64 = 1 << 48

    /// The 26 characters.
    public let text: String

    /// The 26 characters.
    public var description: String { text }

    init(_ claim: HandleClaim) {
        var octets = [UInt8](repeating: 0, count: HandleClaim.octets)
        let head = (UInt64(claim.keyID) << 48 | UInt64(claim.message)) << 14
        for index in 0..<7 { octets[index] = UInt8(truncatingIfNeeded: head >> UInt64(56 - 8 * index)) }
        for (index, byte) in claim.code.enumerated() {
            octets[6 + index] |= byte >> 2
            octets[7 + index] |= byte << 6
        }
        // The last six of 136 bits are zero: the two characters that hold nothing else are left away.
        text = String(Base32.encode(octets).prefix(Self.length))
    }
}

/// What a handle says: before verification no more than a claim.
struct HandleClaim: Hashable {
    /// 0 … 3
    var keyID: UInt8
    /// 0 ..< 2⁴⁸
    var message: Int64
    /// The authentication code, 10 octets.
    var code: [UInt8]

    /// Octets of the authentication code.
    static let codeLength = 10
    /// Octets that hold 130 bits.
    static let octets = 17

    init(keyID: UInt8, message: Int64, code: [UInt8]) {
        self.keyID = keyID
        self.message = message
        self.code = code
    }

    /// Reads 26 characters in either case; nil for anything else.
    init?(_ text: some StringProtocol) {
        guard text.utf8.count == Handle.length, let octets = Base32.decode(text + "aa") else { return nil }
        let head = octets[0..<7].reduce(UInt64(0)) { $0 << 8 | UInt64($1) } >> 6
        keyID = UInt8(head >> 48)
        message = Int64(head & (1 << 48 - 1))
        code = (0..<Self.codeLength).map { octets[6 + $0] << 2 | octets[7 + $0] >> 6 }
    }
}
