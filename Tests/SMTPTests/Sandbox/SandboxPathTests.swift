import Testing

@testable import SMTP

@Suite struct `Sandbox paths and parameters` {
    /// RFC 5321 §4.1.2; nil where the grammar is broken.
    @Test(
        arguments: [
            ("<>", ""), ("<a@b.example>", "a@b.example"), ("<A.B+c=d/e@B.Example>", "A.B+c=d/e@B.Example"), ("<a@b>", "a@b"),
            ("<\"a b\"@c.example>", "\"a b\"@c.example"), ("<\"a\\\"b\\\\\"@c.example>", "\"a\\\"b\\\\\"@c.example"),
            ("<\"a@b>\"@c.example>", "\"a@b>\"@c.example"), ("<\"\"@c.example>", "\"\"@c.example"),
            ("<a@[127.0.0.1]>", "a@[127.0.0.1]"), ("<a@[IPv6:::1]>", "a@[IPv6:::1]"),
            ("<@x.example,@y.example:a@b.example>", "a@b.example"), ("<Postmaster>", "Postmaster"), ("<é@b.example>", "é@b.example"),
            ("", nil), ("a@b.example", nil), ("<a@b.example", nil), ("<a>", nil), ("<@b.example>", nil), ("<a@>", nil), ("<a@b..c>", nil),
            ("<a@.b>", nil), ("<a@b.>", nil), ("<a@-b.c>", nil), ("<a@b-.c>", nil), ("<.a@b.c>", nil), ("<a.@b.c>", nil),
            ("<a..b@c.d>", nil),
            ("<a b@c.d>", nil), ("<a@b_c.d>", nil), ("<\"a@b.c>", nil), ("<\"a\u{1}\"@b.c>", nil), ("<a@[]>", nil), ("<a@[1 2]>", nil),
            ("<@x.example a@b.example>", nil), ("< a@b.c>", nil), ("<<a@b.c>>", nil),
        ] as [(String, String?)])
    func `a path is read`(text: String, address: String?) {
        var line = SandboxLine(Array(text.utf8)[...])
        #expect(SandboxPath(&line)?.address == address)
    }

    /// §4.5.3.1: 64 octets of local part, 63 of a label, 255 of domain, 256 of path.
    @Test(arguments: [(64, 63, true), (65, 63, false), (64, 64, false), (1, 1, true)])
    func `a path has limits`(local: Int, label: Int, isGood: Bool) {
        let text = "<\(String(repeating: "a", count: local))@\(String(repeating: "b", count: label)).example>"
        var line = SandboxLine(Array(text.utf8)[...])
        #expect((SandboxPath(&line) != nil) == isGood)

        let labels = Array(repeating: String(repeating: "d", count: 62), count: 3).joined(separator: ".")
        let longest = "<\(String(repeating: "a", count: 64))@\(labels)>"
        #expect(longest.utf8.count == 255)
        for (text, isGood) in [(longest, true), (longest.replacing("@", with: "@d."), false)] {
            var line = SandboxLine(Array(text.utf8)[...])
            #expect((SandboxPath(&line) != nil) == isGood)
        }
    }

    @Test func `bytes that are no UTF-8 are no address`() {
        var line = SandboxLine((Array("<".utf8) + [0xFF, 0xFE] + Array("@b.example>".utf8))[...])
        #expect(SandboxPath(&line) == nil)
    }

    @Test(arguments: [
        ("<a@b.example>", "250 2.1.0"), ("<>", "250 2.1.0"), (" <a@b.example>", "501 5.5.4"), ("<a@b.example>x", "501 5.5.4"),
        ("<a@b.example> ", "501 5.5.4"), ("<a@b.example>  SIZE=1", "501 5.5.4"), ("<a@b.example> =1", "501 5.5.4"),
        // RFC 1870
        ("<a@b.example> SIZE=1000", "250 2.1.0"), ("<a@b.example> size=0", "250 2.1.0"), ("<a@b.example> SIZE=1001", "552 5.3.4"),
        ("<a@b.example> SIZE=x", "501 5.5.4"), ("<a@b.example> SIZE", "501 5.5.4"), ("<a@b.example> SIZE=", "501 5.5.4"),
        ("<a@b.example> SIZE=1 SIZE=1", "501 5.5.4"), ("<a@b.example> SIZE=9999999999999999999999", "501 5.5.4"),
        // RFC 6152
        ("<a@b.example> BODY=7BIT", "250 2.1.0"), ("<a@b.example> BODY=8bitmime", "250 2.1.0"),
        ("<a@b.example> BODY=BINARYMIME", "501 5.5.4"),
        // RFC 6531
        ("<é@b.example> SMTPUTF8", "250 2.1.0"), ("<é@b.example>", "550 5.6.7"), ("<a@b.example> SMTPUTF8=1", "501 5.5.4"),
        // RFC 3461
        ("<a@b.example> RET=HDRS ENVID=QQ314159", "250 2.1.0"), ("<a@b.example> RET=SOME", "501 5.5.4"),
        ("<a@b.example> ENVID=a+2Bb", "250 2.1.0"), ("<a@b.example> ENVID=a+2b", "501 5.5.4"), ("<a@b.example> ENVID=a+", "501 5.5.4"),
        ("<a@b.example> ENVID=a+0Ab", "501 5.5.4"), ("<a@b.example> ENVID=\(String(repeating: "x", count: 100))", "250 2.1.0"),
        ("<a@b.example> ENVID=\(String(repeating: "x", count: 101))", "501 5.5.4"),
        // Not offered.
        ("<a@b.example> AUTH=<>", "555 5.5.4"), ("<a@b.example> MT-PRIORITY=1", "555 5.5.4"),
    ])
    func `MAIL is checked`(argument: String, code: String) {
        var rules = SandboxSession.Rules()
        rules.maxMessageSize = 1000
        var talk = SandboxTalk.greeted(rules)
        talk.send("MAIL FROM:\(argument)\r\n")
        #expect(talk.codes == [code])
    }

    @Test(arguments: [
        ("<c@d.example>", "250 2.1.5"), ("<>", "501 5.5.4"), ("<postmaster>", "250 2.1.5"), ("<é@d.example>", "553 5.6.7"),
        ("<c@d.example> NOTIFY=NEVER", "250 2.1.5"), ("<c@d.example> NOTIFY=success,FAILURE,DELAY", "250 2.1.5"),
        ("<c@d.example> NOTIFY=NEVER,DELAY", "501 5.5.4"), ("<c@d.example> NOTIFY=DELAY,DELAY", "501 5.5.4"),
        ("<c@d.example> NOTIFY=DELAY,", "501 5.5.4"), ("<c@d.example> NOTIFY", "501 5.5.4"),
        ("<c@d.example> ORCPT=rfc822;a+2Bb@d.example", "250 2.1.5"), ("<c@d.example> ORCPT=;x", "501 5.5.4"),
        ("<c@d.example> ORCPT=rfc822;", "501 5.5.4"), ("<c@d.example> ORCPT=x", "501 5.5.4"), ("<c@d.example> SIZE=1", "555 5.5.4"),
    ])
    func `RCPT is checked`(argument: String, code: String) {
        var talk = SandboxTalk.greeted()
        talk.send("MAIL FROM:<a@b.example>\r\n")
        talk.log = []
        talk.send("RCPT TO:\(argument)\r\n")
        #expect(talk.codes == [code])
    }

    @Test func `the envelope is kept`() throws {
        var talk = SandboxTalk.greeted()
        talk.send("MAIL FROM:<a@b.example> SIZE=99 BODY=8BITMIME SMTPUTF8 RET=HDRS ENVID=x+3Dy\r\n")
        talk.send("RCPT TO:<c@d.example> NOTIFY=failure,delay ORCPT=rfc822;e+2Bf@g.example\r\nRCPT TO:<refuse@d.example>\r\n")
        talk.send("RCPT TO:<h@i.example>\r\nDATA\r\n")
        talk.send("Subject: x\r\n\r\ny\r\n.\r\n")
        let message = try #require(talk.messages.first)
        #expect(
            message.envelope
                == SandboxEnvelope(
                    reversePath: "a@b.example",
                    recipients: [
                        .init(address: "c@d.example", notify: "FAILURE,DELAY", originalRecipient: "rfc822;e+f@g.example"),
                        .init(address: "h@i.example"),
                    ],
                    envelopeID: "x=y", returnContent: "HDRS", declaredSize: 99, is8Bit: true, isUTF8: true))
    }

    @Test func `recipients have a limit`() {
        var rules = SandboxSession.Rules()
        rules.maxRecipients = 2
        var talk = SandboxTalk.greeted(rules)
        talk.send("MAIL FROM:<>\r\n")
        talk.log = []
        for _ in 0..<3 { talk.send("RCPT TO:<a@b.example>\r\n") }
        #expect(talk.codes == ["250 2.1.5", "250 2.1.5", "# deferred", "452 4.5.3"])
    }
}
