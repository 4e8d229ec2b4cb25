import Foundation
import Testing

/// `bounces process` as a cron job and a mail system use it.
@Suite struct BouncesProcessTests {
    /// A project whose sandbox relay took the sample campaign; the address and Message-ID of each message.
    private static func sent(_ body: (CommandLineTool, [(email: String, id: String)]) throws -> Void) throws {
        try CommandLineTool.withProject { tool in
            #expect(try tool.run("send", "welcome", "--yes", "--quiet").status == 0)
            let rows = try tool.run("report", "welcome", "--messages", "--format", "ndjson").objects()
            try body(
                tool,
                rows.compactMap { row in (row["email"] as? String).flatMap { email in (row["message_id"] as? String).map { (email, $0) } } }
            )
        }
    }

    private static func report(_ number: Int, _ message: (email: String, id: String), status: String = "5.1.1") -> String {
        """
        From: MAILER-DAEMON@mx.example.net
        To: bounces@example.org
        Subject: Undelivered Mail Returned to Sender
        Message-ID: <report\(number)@mx.example.net>
        Date: Tue, 24 Nov 2026 09:00:00 +0000
        MIME-Version: 1.0
        Content-Type: multipart/report; report-type=delivery-status; boundary=b

        --b
        Content-Type: message/delivery-status

        Reporting-MTA: dns; mx.example.net

        Final-Recipient: rfc822; \(message.email)
        Action: failed
        Status: \(status)
        Diagnostic-Code: smtp; 550 \(status) nobody of that name

        --b
        Content-Type: text/rfc822-headers

        To: \(message.email)
        Message-ID: \(message.id)

        --b--

        """
    }

    private static func maildir(_ tool: CommandLineTool, _ messages: [(email: String, id: String)]) throws {
        for name in ["new", "cur", "tmp"] {
            try FileManager.default.createDirectory(at: tool.folder.appending(path: "box/\(name)"), withIntermediateDirectories: true)
        }
        for (number, message) in messages.enumerated() { try tool.write(report(number, message), to: "box/new/\(1000 + number).host") }
    }

    private static func count(_ tool: CommandLineTool, _ folder: String) throws -> Int {
        try FileManager.default.contentsOfDirectory(atPath: tool.folder.appending(path: folder).path).count
    }

    @Test func `one mail on standard input suppresses whom its handle names`() throws {
        try Self.sent { tool, messages in
            let run = try tool.run("bounces", "process", "-", input: Self.report(0, messages[0]))
            #expect(run.status == 0 && run.output.isEmpty, "\(run.error)")
            #expect(try tool.run("suppressions", "list").output.contains(messages[0].email))
            // The right address and no handle: nobody.
            let forged = try tool.run("bounces", "process", "-", input: Self.report(1, (messages[1].email, "<forged@example.org>")))
            #expect(forged.status == 0)
            #expect(try !tool.run("suppressions", "list").output.contains(messages[1].email))
        }
    }

    @Test func `whatever is wrong, a mail system is told to try again`() throws {
        try CommandLineTool.withProject { tool in
            let noLedger = try tool.run("bounces", "process", "-", input: "From: a@example.org\n\nx\n")
            #expect(noLedger.status == 75 && !noLedger.error.isEmpty)
            try tool.write("[sender]\nfrom = 7\n", to: "mailshot.toml")
            #expect(try tool.run("bounces", "process", "-", input: "From: a@example.org\n\nx\n").status == 75)
            #expect(try tool.run("bounces", "process", "-", "--max-messages", "0").status == 64)
        }
    }

    @Test func `sources of the project file are read, bounded and resumable`() throws {
        try Self.sent { tool, messages in
            try Self.maildir(tool, messages)
            let file = tool.folder.appending(path: "mailshot.toml")
            let text = try String(contentsOf: file, encoding: .utf8)
            try tool.write(text + "\n[[bounces.source]]\nname = \"box\"\nmaildir = \"box\"\n", to: "mailshot.toml")
            let first = try tool.run("bounces", "process", "--max-messages", "3", "--format", "json")
            #expect(first.status == 75)
            #expect(try first.object()["taken"] as? Int == 3)
            let rest = try tool.run("bounces", "process", "box", "--format", "json")
            #expect(rest.status == 0)
            let result = try rest.object()
            #expect(result["taken"] as? Int == messages.count - 3)
            #expect(result["suppressed"] as? Int == messages.count - 3)
            #expect((result["kinds"] as? [String: Int])?["hard"] == messages.count - 3)
            #expect(result["finished"] as? Bool == true)
        }
    }

    @Test(arguments: [
        ("maildir = \"a\"\nmbox = \"b\"", "exactly one"), ("imap = \"imaps://h/INBOX\"", "'username'"),
        ("maildir = \"a\"\nmove_to = \"x\"", "move_to"),
        ("imap = \"h\"\nusername = \"u\"\npassword = { env = \"P\" }", "must look like"), ("maildri = \"a\"", "did you mean maildir"),
        ("imap = \"imap://h\"\ninsecure = true\nusername = \"u\"\npassword = { env = \"P\" }", "in the clear"),
    ])
    func `a source that cannot be meant is named`(table: String, says: String) throws {
        try CommandLineTool.withProject { tool in
            let text = try String(contentsOf: tool.folder.appending(path: "mailshot.toml"), encoding: .utf8)
            try tool.write(text + "\n[[bounces.source]]\n\(table)\n", to: "mailshot.toml")
            let run = try tool.run("bounces", "process")
            #expect(run.status == 78 && run.error.contains(says), "\(run.error)")
        }
    }

    /// Killed with reports written and not committed, and with reports durable and still in `new`.
    @Test(arguments: ["during_event", "before_source_settles"])
    func `killed and run again, every report counts once`(point: String) throws {
        try Self.sent { tool, messages in
            try Self.maildir(tool, messages)
            let killed = try tool.run("bounces", "process", "box", environment: ["MAILSHOT_FAILPOINT": "\(point):kill"])
            #expect(killed.status == -9)
            #expect(try Self.count(tool, "box/new") == messages.count, "nothing is moved before it is durable")
            let again = try tool.run("bounces", "process", "box", "--format", "json").object()
            let wasDurable = point == "before_source_settles"
            #expect(again["taken"] as? Int == (wasDurable ? 0 : messages.count))
            #expect(again["known"] as? Int == (wasDurable ? messages.count : 0))
            #expect(try Self.count(tool, "box/new") == 0)
            #expect(try Self.count(tool, "box/cur") == messages.count)
            let report = try tool.run("report", "welcome", "--format", "json").object()
            #expect((report["bounces"] as? [String: Any])?["hard"] as? Int == messages.count)
            #expect(try tool.run("suppressions", "list", "--format", "ndjson").objects().count == messages.count)
        }
    }
}
