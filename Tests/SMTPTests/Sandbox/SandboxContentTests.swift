import Testing

@testable import SMTP

@Suite struct `Sandbox content` {
    static let good = "Subject: x\r\n\r\n"

    /// What is sent behind 354 without the closing dot; what is kept; the rules broken, with their lines.
    static let contents: [(sent: String, kept: String, broken: [String])] = [
        ("", "", []),
        ("\r\n", "\r\n", []),
        ("Subject: x\r\n\r\nbody\r\n", "Subject: x\r\n\r\nbody\r\n", []),
        // RFC 5321 §4.5.2: transparency.
        (good + "..\r\n", good + ".\r\n", []),
        (good + "..a\r\n...\r\na..\r\n", good + ".a\r\n..\r\na..\r\n", []),
        ("..\r\n", ".\r\n", []),
        (good + ".a\r\n", good + "a\r\n", ["dot not doubled 3"]),
        // §2.3.8: only CRLF ends a line, so none of these ends the content.
        (good + "a\nb\r\n", good + "a\nb\r\n", ["bare LF 3"]),
        (good + "a\n.\nb\r\n", good + "a\n.\nb\r\n", ["bare LF 3"]),
        (good + "a\n.\r\nb\r\n", good + "a\n.\r\nb\r\n", ["bare LF 3"]),
        (good + ".\nb\r\n", good + "\nb\r\n", ["dot not doubled 3", "bare LF 3"]),
        (good + ".\rb\r\n", good + "\rb\r\n", ["dot not doubled 3", "bare CR 3"]),
        (good + ".\r\r\nb\r\n", good + "\r\r\nb\r\n", ["dot not doubled 3", "bare CR 3"]),
        (good + "a\r.\r\nb\r\n", good + "a\r.\r\nb\r\n", ["bare CR 3"]),
        (good + "a\r\r\nb\r\n", good + "a\r\r\nb\r\n", ["bare CR 3"]),
        (good + "\rb\nc\r\n", good + "\rb\nc\r\n", ["bare CR 3", "bare LF 3"]),
        ("\n\r\n", "\n\r\n", ["bare LF 1"]),
        // Octets.
        (good + "a\r\nb\0\r\nc\r\n", good + "a\r\nb\0\r\nc\r\n", ["NUL 4"]),
        (good + "a\r\né\r\nb\r\n", good + "a\r\né\r\nb\r\n", ["8-bit body without BODY=8BITMIME 4"]),
        ("A: b\r\nSubject: é\r\nB: c\r\n\r\nbody\r\n", "A: b\r\nSubject: é\r\nB: c\r\n\r\nbody\r\n", ["8-bit header without SMTPUTF8 2"]),
        // §4.5.3.1.6: 998 octets before CRLF; the doubled dot does not count.
        (good + line(998), good + line(998), []),
        (good + line(999) + line(1500), good + line(999) + line(1500), ["line over 998 octets 3"]),
        (good + "." + dots(998), good + dots(998), []),
        (good + "." + dots(999), good + dots(999), ["line over 998 octets 3"]),
    ]

    private static func line(_ count: Int) -> String { String(repeating: "x", count: count) + "\r\n" }
    private static func dots(_ count: Int) -> String { String(repeating: ".", count: count) + "\r\n" }

    @Test(arguments: contents, SandboxTalk.Framing.allCases)
    func `content is read strictly`(row: (sent: String, kept: String, broken: [String]), framing: SandboxTalk.Framing) throws {
        var talk = SandboxTalk.greeted()
        talk.send("MAIL FROM:<a@b.example>\r\nRCPT TO:<c@d.example>\r\nDATA\r\n")
        talk.log = []
        talk.send(row.sent + ".\r\n", framing)
        let message = try #require(talk.messages.first)
        #expect(String(decoding: message.content, as: UTF8.self) == row.kept)
        #expect(message.size == row.kept.utf8.count)
        #expect(message.violations.map { "\($0.rule.rawValue) \($0.line ?? 0)" } == row.broken)
        #expect(message.verdict == (row.broken.isEmpty ? .accepted : .refused))
        #expect(talk.codes.last == (row.broken.isEmpty ? "250 2.0.0" : "554 5.6.0"))
        #expect(talk.codes.filter { $0.hasPrefix("!") }.count == row.broken.count)
        // The session is back at its start.
        talk.log = []
        talk.send("MAIL FROM:<>\r\n")
        #expect(talk.codes == ["250 2.1.0"])
    }

    @Test func `every cut of a content gives the same`() {
        let sent = Array((Self.good + "..\r\n.x\r\na\rb\nc\r\n\r\n..\r\n.\r\n").utf8)
        var whole = SandboxContent(.init())
        let end = whole.read(sent, 0..<sent.count)
        #expect(end.isComplete && end.end == sent.count)
        for cut in 0...sent.count {
            var parts = SandboxContent(.init())
            let first = parts.read(sent, 0..<cut)
            #expect(first.end == cut)
            let second = parts.read(sent, cut..<sent.count)
            #expect(second.isComplete == (cut < sent.count))
            #expect(parts.bytes == whole.bytes && parts.violations == whole.violations && parts.size == whole.size)
        }
    }

    @Test func `declared octets are let through`() {
        var talk = SandboxTalk.greeted()
        talk.send("MAIL FROM:<a@b.example> BODY=8BITMIME SMTPUTF8\r\nRCPT TO:<c@d.example>\r\nDATA\r\n")
        talk.send("Subject: é\r\n\r\né\r\n.\r\n")
        #expect(talk.messages.map(\.verdict) == [.accepted])
    }

    @Test(arguments: [(1000, "250 2.0.0"), (1001, "552 5.3.4")])
    func `a message over the limit is read to its end and refused`(size: Int, code: String) throws {
        var rules = SandboxSession.Rules()
        rules.maxMessageSize = 1000
        var talk = SandboxTalk.greeted(rules)
        talk.send("MAIL FROM:<a@b.example>\r\nRCPT TO:<c@d.example>\r\nDATA\r\n")
        let text = String(repeating: "x", count: 98) + "\r\n"
        let body = String(repeating: text, count: 9) + String(repeating: "y", count: size - 902) + "\r\n"
        talk.send(body + ".\r\n", .line)
        #expect(talk.codes.last == code)
        let message = try #require(talk.messages.first)
        #expect(message.size == size)
        #expect(message.content.count == (size > 1000 ? 0 : size))
    }

    @Test func `nobody wants the bytes and none are kept`() throws {
        var rules = SandboxSession.Rules()
        rules.keepsContent = false
        var talk = SandboxTalk.greeted(rules)
        talk.send("MAIL FROM:<a@b.example>\r\nRCPT TO:<c@d.example>\r\nDATA\r\n")
        talk.send("..a\r\n.\r\n")
        let message = try #require(talk.messages.first)
        #expect(message.content.isEmpty && message.size == 4 && message.verdict == .accepted)
    }

    @Test(arguments: SandboxTalk.Framing.allCases)
    func `the content of one message and the commands of the next come in one group`(framing: SandboxTalk.Framing) {
        // RFC 2920 §3.1: the group our own sessions send.
        var talk = SandboxTalk.greeted()
        let commands = "MAIL FROM:<a@b.example>\r\nRCPT TO:<c@d.example>\r\nDATA\r\n"
        talk.send(commands, framing)
        talk.send(Self.good + "1\r\n.\r\n" + commands, framing)
        talk.send(Self.good + "2\r\n.\r\nQUIT\r\n", framing)
        let transaction = ["250 2.1.0", "250 2.1.5", "354 end", "= accepted", "250 2.0.0"]
        #expect(talk.codes == transaction + transaction + ["221 2.0.0", "."])
        #expect(talk.messages.map { String(decoding: $0.content, as: UTF8.self) } == [Self.good + "1\r\n", Self.good + "2\r\n"])
    }

    @Test func `content sent before 354 ends the connection`() {
        var talk = SandboxTalk.greeted()
        talk.send("MAIL FROM:<a@b.example>\r\nRCPT TO:<c@d.example>\r\nDATA\r\nSubject: x\r\n")
        #expect(talk.codes == ["250 2.1.0", "250 2.1.5", "! sent before the reply (DATA)", "554 5.5.0", "."])
    }

    @Test func `a connection lost in the content is an abandoned message`() {
        var talk = SandboxTalk.greeted()
        talk.send("MAIL FROM:<a@b.example>\r\nRCPT TO:<c@d.example>\r\nDATA\r\n")
        talk.send(Self.good)
        talk.log = []
        talk.session.inputClosed()
        talk.run()
        #expect(talk.log == ["# abandoned"])
    }

    @Test func `silence ends the connection`() {
        var talk = SandboxTalk.greeted()
        talk.session.idle()
        talk.run()
        #expect(talk.codes == ["421 4.4.2", "."])
    }

    // MARK: BDAT, RFC 3030

    @Test(arguments: SandboxTalk.Framing.allCases)
    func `chunks make a message`(framing: SandboxTalk.Framing) {
        var talk = SandboxTalk.greeted()
        talk.send("MAIL FROM:<a@b.example>\r\nRCPT TO:<c@d.example>\r\n", framing)
        talk.log = []
        // A dot alone is content here.
        talk.send("BDAT 14\r\n\(Self.good)BDAT 7\r\n.\r\nab\r\nBDAT 0 LAST\r\nMAIL FROM:<>\r\n", framing)
        #expect(talk.codes == ["250 2.0.0", "250 2.0.0", "= accepted", "250 2.0.0", "250 2.1.0"])
        #expect(talk.messages.map { String(decoding: $0.content, as: UTF8.self) } == [Self.good + ".\r\nab\r\n"])
    }

    @Test func `BDAT and DATA do not mix`() {
        var talk = SandboxTalk.greeted()
        talk.send("MAIL FROM:<a@b.example>\r\nRCPT TO:<c@d.example>\r\nBDAT 14\r\n\(Self.good)")
        talk.log = []
        talk.send("DATA\r\n")
        talk.send("RCPT TO:<c@d.example>\r\n")
        talk.send("BDAT x\r\n")
        #expect(talk.codes == ["503 5.5.1", "503 5.5.1", "501 5.5.4", "."])
    }

    @Test func `a chunk without a transaction is read and refused`() {
        var talk = SandboxTalk.greeted()
        talk.send("BDAT 6 LAST\r\nQUIT\r\nNOOP\r\n")
        #expect(talk.codes == ["503 5.5.1", "250 2.0.0"])
    }

    @Test func `a chunk that ends in CR is broken`() {
        var talk = SandboxTalk.greeted()
        talk.send("MAIL FROM:<a@b.example>\r\nRCPT TO:<c@d.example>\r\nBDAT 15 LAST\r\n\(Self.good)\r")
        #expect(talk.codes.suffix(3) == ["! bare CR in line 3 of the content", "= refused", "554 5.6.0"])
    }
}
