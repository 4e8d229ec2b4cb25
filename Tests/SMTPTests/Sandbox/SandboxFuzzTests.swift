import Testing

@testable import SMTP

/// What no client can bring about, whatever it sends.
@Suite struct `Sandbox under fire` {
    /// Random bytes never get past the verb; words of SMTP in random order do.
    static let alphabet: [String] = [
        "EHLO a.example\r\n", "HELO a\r\n", "MAIL FROM:<a@b.example>\r\n", "MAIL FROM:<> SIZE=10 BODY=8BITMIME\r\n",
        "RCPT TO:<c@d.example>\r\n",
        "RCPT TO:<dot-451@d>\r\n", "RCPT TO:<greylist-1@d>\r\n", "RCPT TO:<drop-before-dot@d>\r\n", "RCPT TO:<slow-1s@d>\r\n",
        "RCPT TO:<data-451@d>\r\n", "DATA\r\n", "BDAT 5\r\n", "BDAT 3 LAST\r\n", "BDAT 0 LAST\r\n", "RSET\r\n", "NOOP\r\n", "VRFY\r\n",
        "QUIT\r\n", ".\r\n", "..\r\n", "a: b\r\n", "\r\n", "\n", "\r", "\0", ".", "é", " ", "<", ">", "\"", "MAIL", "x",
    ]

    /// What gets a session on; without these most sequences end at their first commands.
    static let phrases: [String] = [
        "RSET\r\n", "MAIL FROM:<a@b.example>\r\nRCPT TO:<c@d.example>\r\n", "DATA\r\n", "a: b\r\n\r\nx\r\n.\r\n", "BDAT 4 LAST\r\nx\r\n\r",
        "RCPT TO:<slow-1s@d>\r\n", "RCPT TO:<dot-554@d>\r\n", "RCPT TO:<garbage-after-dot@d>\r\n",
    ]

    /// xorshift64: the same numbers everywhere.
    struct Numbers: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return state
        }
    }

    @Test(arguments: 1...20)
    func `any sequence of words leaves a session that keeps its promises`(seed: Int) {
        var numbers = Numbers(state: UInt64(seed) &* 0x9E37_79B9_7F4A_7C15)
        var rules = SandboxSession.Rules()
        rules.maxErrors = 1000
        var settled = 0
        for _ in 0..<100 {
            var session = SandboxSession(rules: rules)
            session.open()
            session.receive(Array("EHLO a.example\r\n".utf8))
            var isClosed = false
            _ = Self.drain(&session, &isClosed, &numbers)
            for _ in 0..<Int.random(in: 1...60, using: &numbers) {
                let isPhrase = Int.random(in: 0..<8, using: &numbers) > 0
                let words = isPhrase ? Self.phrases : Self.alphabet
                let word = Array((words.randomElement(using: &numbers) ?? "").utf8)
                let cut = Int.random(in: 0...word.count, using: &numbers)
                for part in [word[..<cut], word[cut...]] {
                    session.receive(part)
                    settled += Self.drain(&session, &isClosed, &numbers)
                }
            }
            session.inputClosed()
            _ = Self.drain(&session, &isClosed, &numbers)
            #expect(session.next() == .wait)
        }
        // The fire reaches the deep states.
        #expect(settled > 50)
    }

    /// Carries out what the session says, and checks it.
    private static func drain(_ session: inout SandboxSession, _ isClosed: inout Bool, _ numbers: inout Numbers) -> Int {
        var settled = 0
        while true {
            let action = session.next()
            if isClosed { #expect(action == .wait) }
            switch action {
            case .reply(let bytes):
                #expect(bytes.suffix(2) == [0x0D, 0x0A] && bytes.count <= 512 && !bytes.contains(0))
            case .greylist: session.greylisted(isFirst: Bool.random(using: &numbers))
            case .settle(let message):
                settled += 1
                #expect(!message.envelope.recipients.isEmpty && message.size == message.content.count)
                #expect(message.verdict != .accepted || message.violations.isEmpty)
                session.settled(isStored: Int.random(in: 0..<10, using: &numbers) > 0)
            case .delay: session.resume()
            case .close: isClosed = true
            case .count, .note: break
            case .wait: return settled
            }
        }
    }
}
