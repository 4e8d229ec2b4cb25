/// A reply that says no, and whether the connection ends with it.
struct SandboxRefusal: Error, Hashable {
    /// The whole line with CRLF.
    var reply: [UInt8]
    /// 421, or a client too far out of step to go on with.
    var closes = false

    init(_ code: Int, _ enhanced: StaticString, _ text: String, closes: Bool = false) {
        reply = Array("\(code) \(enhanced) \(text)\r\n".utf8)
        self.closes = closes
    }

    init(_ scripted: SandboxScript.Reply) {
        reply = Array("\(scripted.code) \(scripted.enhanced) scripted by the recipient's address\r\n".utf8)
        closes = scripted.code == 421
    }
}

/// The replies of a good session, made once.
enum SandboxReply {
    static let sender = Array("250 2.1.0 sender ok\r\n".utf8)
    static let recipient = Array("250 2.1.5 recipient ok\r\n".utf8)
    static let startContent = Array("354 end with CRLF . CRLF\r\n".utf8)
    static let taken = Array("250 2.0.0 taken, and sent to nobody\r\n".utf8)
    static let takenAtLength = Array(
        (0..<100).map { "250\($0 == 99 ? " " : "-")2.0.0 taken at length " + String(repeating: "\($0 % 10)", count: 390) + "\r\n" }.joined()
            .utf8)
    static let chunk = Array("250 2.0.0 chunk ok\r\n".utf8)
    static let ok = Array("250 2.0.0 ok\r\n".utf8)
    static let bye = Array("221 2.0.0 bye\r\n".utf8)
    static let verify = Array("252 2.5.2 send some mail and see\r\n".utf8)
    static let help = Array("214 2.0.0 RFC 5321; addresses script failures, see mailshot sandbox --help\r\n".utf8)
    static let idle = Array("421 4.4.2 nothing heard for too long\r\n".utf8)
    /// No code, no digit: what a client makes of it is its own affair.
    static let garbage = Array("and now for something completely different\r\n".utf8)
}
