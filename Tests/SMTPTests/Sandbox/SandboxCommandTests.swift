import Testing

@testable import SMTP

@Suite struct `Sandbox commands` {
    /// What is sent after EHLO, and the code of each reply.
    static let dialogues: [(sent: [String], codes: [String])] = [
        // RFC 5321 §4.1.1: the commands.
        (["NOOP\r\n", "noop anything\r\n"], ["250 2.0.0", "250 2.0.0"]),
        (["RSET\r\n", "RSET now\r\n"], ["250 2.0.0", "501 5.5.4"]),
        (["VRFY ada\r\n", "VRFY\r\n", "HELP\r\n", "EXPN list\r\n"], ["252 2.5.2", "501 5.5.4", "214 2.0.0", "502 5.5.1"]),
        (["STARTTLS\r\n", "AUTH PLAIN\r\n", "STARTTL\r\n", "STARTTLX\r\n"], ["502 5.5.1", "502 5.5.1", "500 5.5.2", "500 5.5.2"]),
        (["QUIT\r\n"], ["221 2.0.0", "."]),
        (["QUIT now\r\n"], ["501 5.5.4"]),
        (["BOGUS\r\n", "\r\n", "MAILFROM:<a@b.example>\r\n", "DATA:\r\n"], ["500 5.5.2", "500 5.5.2", "500 5.5.2", "500 5.5.2"]),
        (
            ["EHLO\r\n", "EHLO -bad-\r\n", "HELO a b\r\n", "HELO [127.0.0.1]\r\n"],
            ["501 5.5.4", "501 5.5.4", "501 5.5.4", "250 sandbox.invalid"]
        ),
        // §3.3, §4.1.4: sequence.
        (["RCPT TO:<a@b.example>\r\n", "DATA\r\n", "BDAT 0 LAST\r\n"], ["503 5.5.1", "503 5.5.1", "503 5.5.1"]),
        (["MAIL FROM:<>\r\n", "MAIL FROM:<>\r\n", "DATA\r\n"], ["250 2.1.0", "503 5.5.1", "503 5.5.1"]),
        (["MAIL FROM:<>\r\n", "RSET\r\n", "RCPT TO:<a@b.example>\r\n"], ["250 2.1.0", "250 2.0.0", "503 5.5.1"]),
        (["MAIL FROM:<>\r\n", "HELO c.example\r\n", "RCPT TO:<a@b.example>\r\n"], ["250 2.1.0", "250 sandbox.invalid", "503 5.5.1"]),
        // A group of commands, RFC 2920 §3.1.
        (["MAIL FROM:<a@b.example>\r\nRCPT TO:<c@d.example>\r\nDATA\r\n"], ["250 2.1.0", "250 2.1.5", "354 end"]),
        (
            ["MAIL FROM:<a@b.example>\r\nRCPT TO:<refuse@d.example>\r\nDATA\r\n", "RSET\r\nMAIL FROM:<>\r\n"],
            ["250 2.1.0", "# refused", "550 5.1.1", "554 5.5.1", "250 2.0.0", "250 2.1.0"]
        ),
    ]

    @Test(arguments: dialogues, SandboxTalk.Framing.allCases)
    func `commands are answered in order`(row: (sent: [String], codes: [String]), framing: SandboxTalk.Framing) {
        var talk = SandboxTalk.greeted()
        for group in row.sent { talk.send(group, framing) }
        #expect(talk.codes == row.codes)
    }

    @Test func `EHLO offers what the options say and HELO offers nothing`() {
        var rules = SandboxSession.Rules()
        rules.maxMessageSize = 1000
        var talk = SandboxTalk(rules)
        talk.send("EHLO client.example\r\n")
        #expect(
            talk.log == [
                "S: 250-sandbox.invalid greets you", "S: 250-PIPELINING", "S: 250-SIZE 1000", "S: 250-8BITMIME",
                "S: 250-ENHANCEDSTATUSCODES", "S: 250-SMTPUTF8", "S: 250-DSN", "S: 250 CHUNKING",
            ])
        talk.log = []
        talk.send("HELO client.example\r\n")
        talk.send("MAIL FROM:<a@b.example> SIZE=1\r\n")
        #expect(talk.codes == ["250 sandbox.invalid", "555 5.5.4"])

        rules.extensions = []
        talk = SandboxTalk(rules)
        talk.send("EHLO client.example\r\n")
        #expect(talk.log == ["S: 250 sandbox.invalid greets you"])
    }

    @Test func `MAIL wants EHLO first`() {
        var talk = SandboxTalk()
        talk.send("MAIL FROM:<a@b.example>\r\n")
        #expect(talk.codes == ["503 5.5.1"])
    }

    @Test func `a client turned away hears 421`() {
        var session = SandboxSession(rules: .init())
        session.open(isAdmitted: false)
        #expect(session.next() == .reply(Array("421 4.7.0 too many connections\r\n".utf8)))
        #expect(session.next() == .close(isOrderly: true))
        session.receive(Array("EHLO x\r\n".utf8))
        #expect(session.next() == .wait)
    }

    @Test func `too many errors end the connection, refusals by script do not count`() {
        var rules = SandboxSession.Rules()
        rules.maxErrors = 2
        var talk = SandboxTalk.greeted(rules)
        talk.send("MAIL FROM:<>\r\n")
        for _ in 0..<5 { talk.send("RCPT TO:<refuse@b.example>\r\n") }
        talk.log = []
        for _ in 0..<3 { talk.send("WHAT\r\n") }
        #expect(talk.codes == ["500 5.5.2", "500 5.5.2", "500 5.5.2", "421 4.7.0", "."])
        talk.send("NOOP\r\n")
        #expect(talk.codes.count == 5)
    }

    @Test(arguments: [511, 512, 513, 2047, 2048, 2049, 5000], SandboxTalk.Framing.allCases)
    func `long lines are refused, and what follows is read`(length: Int, framing: SandboxTalk.Framing) {
        // NOOP may have 512 octets with CRLF (RFC 5321 §4.5.3.1.4), MAIL more.
        var talk = SandboxTalk.greeted()
        talk.send("NOOP " + String(repeating: "x", count: length - 7) + "\r\n", framing)
        talk.send("NOOP\r\n", framing)
        let isLong = length > 512
        #expect(talk.codes.filter { $0.hasPrefix("!") }.count == (isLong ? 1 : 0))
        #expect(talk.codes.filter { !$0.hasPrefix("!") } == [isLong ? "500 5.5.2" : "250 2.0.0", "250 2.0.0"])
    }

    /// Line ends, and octets no command may hold.
    @Test(arguments: [
        ("NOOP\n", "! bare LF (a command line)"), ("NO\rOP\r\n", "! bare CR (a command line)"),
        ("NOOP\r\r\n", "! bare CR (a command line)"), ("NOOP \0\r\n", "! NUL (a command line)"),
    ])
    func `broken lines are refused`(sent: String, violation: String) {
        for framing in SandboxTalk.Framing.allCases {
            var talk = SandboxTalk.greeted()
            talk.send(sent, framing)
            #expect(talk.codes == [violation, "500 5.5.2"])
        }
    }

    /// RFC 2920 §3.1: these must be the last of a group.
    @Test(arguments: ["EHLO a.example", "HELO a.example", "DATA", "VRFY a", "EXPN a", "QUIT", "NOOP", "HELP", "STARTTLS", "AUTH PLAIN"])
    func `nothing may follow a command that must be last`(command: String) {
        var talk = SandboxTalk.greeted()
        talk.send("MAIL FROM:<a@b.example>\r\nRCPT TO:<c@d.example>\r\n")
        talk.log = []
        talk.send("\(command)\r\nRSET\r\n")
        let verb = command.prefix { $0 != " " }
        #expect(talk.codes == ["! sent before the reply (\(verb))", "554 5.5.0", "."])
    }

    @Test func `without PIPELINING nothing may follow any command`() {
        var talk = SandboxTalk()
        talk.send("HELO a.example\r\n")
        talk.log = []
        talk.send("MAIL FROM:<a@b.example>\r\nRCPT TO:<c@d.example>\r\n")
        #expect(talk.codes == ["! sent before the reply (MAIL)", "554 5.5.0", "."])

        talk = SandboxTalk()
        talk.send("HELO a.example\r\n")
        for line in ["MAIL FROM:<a@b.example>\r\n", "RCPT TO:<c@d.example>\r\n", "DATA\r\n"] { talk.send(line) }
        talk.log = []
        talk.send("Subject: x\r\n\r\n.\r\nMAIL FROM:<>\r\n")
        #expect(talk.codes == ["# refused", "! sent before the reply (DATA)", "554 5.5.0", "."])
    }
}
