import Testing

@testable import SMTP

/// What a client meets, script by script: `SandboxScript.manual` played on a bare session.
@Suite struct `Sandbox scripts played` {
    static let taken = ["250 2.1.5", "354 end"]

    /// Recipient; what is answered behind MAIL, to RCPT and DATA and the content where it comes to that.
    static let table: [(localPart: String, log: [String])] = [
        ("ada", taken + ["= accepted", "250 2.0.0"]),
        ("refuse-550-5.1.1", ["# refused", "550 5.1.1", "554 5.5.1"]),
        ("refuse", ["# refused", "550 5.1.1", "554 5.5.1"]),
        ("defer", ["# deferred", "451 4.3.0", "554 5.5.1"]),
        ("greylist", ["# deferred", "451 4.7.1", "554 5.5.1"]),
        ("refuse-554", ["# refused", "554 5.0.0", "554 5.5.1"]),
        ("defer-451", ["# deferred", "451 4.3.0", "554 5.5.1"]),
        ("defer-451-4.7.1", ["# deferred", "451 4.7.1", "554 5.5.1"]),
        ("greylist-ada", ["# deferred", "451 4.7.1", "554 5.5.1"]),
        ("close-421", ["# deferred", "421 4.3.2", "."]),
        ("garbage", ["# refused", "and now", "554 5.5.1"]),
        ("data-451", ["250 2.1.5", "# deferred", "451 4.3.0"]),
        ("data-554-5.7.1", ["250 2.1.5", "# refused", "554 5.7.1"]),
        ("data-250", ["250 2.1.5", "# refused", "250 2.0.0"]),
        ("data-421", ["250 2.1.5", "# deferred", "421 4.3.2", "."]),
        ("drop-before-dot", ["250 2.1.5", "# dropped", "x"]),
        ("dot-451", taken + ["= deferred", "451 4.3.0"]),
        ("dot-554-5.7.1", taken + ["= refused", "554 5.7.1"]),
        ("dot-421", taken + ["= deferred", "421 4.3.2", "."]),
        ("drop-after-dot", taken + ["= unanswered", "x"]),
        ("drop-once", taken + ["= unanswered", "x"]),
        ("lose-after-dot", taken + ["= lost", "x"]),
        ("garbage-after-dot", taken + ["= unanswered", "and now"]),
        ("mismatch", ["# refused", "550 2.1.5", "554 5.5.1"]),
        ("long-reply", taken + ["= accepted"] + Array(repeating: "250-2.0.0 taken", count: 99) + ["250 2.0.0"]),
        ("slow-2s", taken + ["= accepted", "~ 2.0 seconds", "250 2.0.0"]),
        ("slow-250ms", taken + ["= accepted", "~ 0.25 seconds", "250 2.0.0"]),
    ]

    @Test(arguments: table, ["", ".17", "+17"])
    func `a recipient's address plays its script`(row: (localPart: String, log: [String]), suffix: String) {
        var talk = SandboxTalk.greeted()
        Self.play("\(row.localPart)\(suffix)@example.com", &talk)
        #expect(talk.codes == ["250 2.1.0"] + row.log)
    }

    @Test func `scripts can be turned off`() {
        for row in Self.table {
            var rules = SandboxSession.Rules()
            rules.isScripted = false
            var talk = SandboxTalk.greeted(rules)
            Self.play("\(row.localPart)@example.com", &talk)
            #expect(talk.codes.last == "250 2.0.0", "\(row.localPart)")
        }
    }

    @Test func `greylisting is by address and once`() {
        var talk = SandboxTalk.greeted()
        for (address, isFirst) in [
            ("greylist-1@a.example", true), ("greylist-2@a.example", true), ("greylist-1@b.example", true), ("greylist-1@a.example", false),
            ("greylist-1@a.example", false),
        ] {
            talk.send("MAIL FROM:<>\r\n")
            talk.log = []
            talk.send("RCPT TO:<\(address)>\r\n")
            #expect(talk.codes == (isFirst ? ["# deferred", "451 4.7.1"] : ["250 2.1.5"]))
            talk.send("RSET\r\n")
        }
    }

    @Test func `a broken rule goes before the script`() {
        for script in ["drop-after-dot", "slow-2s", "dot-451"] {
            var talk = SandboxTalk.greeted()
            Self.play("\(script)@example.com", &talk, content: "a\nb\r\n")
            #expect(talk.codes.suffix(3) == ["! bare LF in line 1 of the content", "= refused", "554 5.6.0"])
        }
    }

    @Test func `with several recipients the first script plays for all`() {
        var talk = SandboxTalk.greeted()
        talk.send("MAIL FROM:<>\r\nRCPT TO:<a@b.example>\r\nRCPT TO:<refuse@b.example>\r\nRCPT TO:<dot-451@b.example>\r\n")
        talk.send("RCPT TO:<drop-after-dot@b.example>\r\nDATA\r\n")
        talk.log = []
        talk.send("x\r\n.\r\n")
        #expect(talk.codes == ["= deferred", "451 4.3.0"])
        #expect(talk.messages.first?.envelope.recipients.count == 3)
    }

    @Test func `what cannot be stored is deferred`() {
        for script in ["ada", "drop-after-dot", "slow-2s"] {
            var talk = SandboxTalk.greeted(isStored: false)
            Self.play("\(script)@example.com", &talk)
            #expect(talk.codes.last == "452 4.3.1")
        }
    }

    @Test func `nothing is read while an action is open`() {
        var session = SandboxTalk.greeted().session
        session.receive(Array("MAIL FROM:<>\r\nRCPT TO:<slow-1s@b.example>\r\nDATA\r\n".utf8))
        while session.next() != .wait {}
        session.receive(Array("x\r\n.\r\nRSET\r\n".utf8))
        guard case .settle = session.next() else { return #expect(Bool(false), "no settle") }
        #expect(session.next() == .wait)
        session.settled(isStored: true)
        #expect(session.next() == .delay(.seconds(1)))
        #expect(session.next() == .wait)
        session.resume()
        #expect(session.next() == .reply(SandboxReply.taken))
        #expect(session.next() == .reply(SandboxReply.ok))
        #expect(session.next() == .wait)
    }

    /// MAIL, RCPT and DATA in one group; the content if the answer was 354.
    private static func play(_ recipient: String, _ talk: inout SandboxTalk, content: String = "Subject: x\r\n\r\nx\r\n") {
        talk.send("MAIL FROM:<a@b.example>\r\nRCPT TO:<\(recipient)>\r\nDATA\r\n")
        if talk.codes.last == "354 end" { talk.send(content + ".\r\n") }
    }
}
