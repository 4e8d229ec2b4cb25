import MailFormat
import Testing

@Suite("Header fields (RFC 5322 §2.2, RFC 2047)")
struct HeaderSectionTests {
    private static func written(_ append: (inout HeaderSection) throws -> Void) throws -> String {
        var section = HeaderSection()
        try append(&section)
        var out: [UInt8] = []
        section.write(into: &out)
        #expect(section.byteCount == out.count)
        return visible(out)
    }

    @Test(
        "free text",
        arguments: [
            ("Hello", "Subject: Hello␍␊"),
            ("", "Subject:␍␊"),
            ("   ", "Subject:␍␊"),
            ("  two  blanks  ", "Subject: two  blanks␍␊"),
            ("a\tb", "Subject: a␉b␍␊"),
            ("Grüße aus München", "Subject: =?utf-8?b?R3LDvMOfZQ==?= aus =?utf-8?q?M=C3=BCnchen?=␍␊"),
            ("Größe Übung", "Subject: =?utf-8?b?R3LDtsOfZSDDnGJ1bmc=?=␍␊"),
            ("日本語", "Subject: =?utf-8?b?5pel5pys6Kqe?=␍␊"),
            ("=?utf-8?q?x?= is not decoded", "Subject: =?utf-8?b?PT91dGYtOD9xP3g/PQ==?= is not decoded␍␊"),
            ("1=?2", "Subject: =?utf-8?q?1=3D=3F2?=␍␊"),
            ("é  è", "Subject: =?utf-8?b?w6kgIMOo?=␍␊"),
            (
                "This subject is so long that it needs a second line, because a line has 78 octets",
                "Subject: This subject is so long that it needs a second line, because a line␍␊ has 78 octets␍␊"
            ),
            (
                "\(times(69, "w")) x",
                "Subject: \(times(69, "w"))␍␊ x␍␊"
            ),
            (
                "\(times(70, "w")) x",
                "Subject:␍␊ \(times(70, "w")) x␍␊"
            ),
            (
                times(200, "w"),
                "Subject:␍␊ \(times(200, "w"))␍␊"
            ),
            (
                times(60, "ä"),
                "Subject: =?utf-8?b?w6TDpMOkw6TDpMOkw6TDpMOkw6TDpMOkw6TDpMOkw6TDpMOkw6Q=?=␍␊"
                    + " =?utf-8?b?w6TDpMOkw6TDpMOkw6TDpMOkw6TDpMOkw6TDpMOkw6TDpMOkw6TDpMOkw6Q=?=␍␊"
                    + " =?utf-8?b?w6TDpMOkw6TDpMOkw6TDpMOkw6TDpMOkw6TDpMOkw6TDpMOkw6Q=?=␍␊"
            ),
        ]
    )
    func unstructured(_ value: String, _ expected: String) throws {
        #expect(try Self.written { try $0.append("Subject", unstructured: value) } == expected)
    }

    @Test(
        "display names",
        arguments: [
            ("Acme News", "From: Acme News <a@example.com>␍␊"),
            ("", "From: a@example.com␍␊"), (" ", "From: a@example.com␍␊"),
            ("Acme, Inc.", "From: \"Acme, Inc.\" <a@example.com>␍␊"),
            ("a  b", "From: \"a  b\" <a@example.com>␍␊"),
            ("\"x\\", "From: \"\\\"x\\\\\" <a@example.com>␍␊"),
            ("Jörg Müller", "From: =?utf-8?b?SsO2cmcgTcO8bGxlcg==?= <a@example.com>␍␊"),
            ("a@b.com", "From: \"a@b.com\" <a@example.com>␍␊"),
            ("=?utf-8?q?x?=", "From: =?utf-8?b?PT91dGYtOD9xP3g/PQ==?= <a@example.com>␍␊"),
            ("(c) \"é\"", "From: =?utf-8?b?KGMpICLDqSI=?= <a@example.com>␍␊"),
        ]
    )
    func displayName(_ name: String, _ expected: String) throws {
        let mailbox = Mailbox(name: name, address: try EmailAddress("a@example.com"))
        #expect(try Self.written { try $0.append("From", mailboxes: [mailbox]) } == expected)
    }

    @Test("a list of mailboxes is folded behind its commas")
    func mailboxes() throws {
        let list = try ["Acme News <news@example.com>", "b@example.com", "\"Last, First\" <first.last@long.subdomain.example.org>"].map {
            try Mailbox(parsing: $0)
        }
        #expect(
            try Self.written { try $0.append("To", mailboxes: list) }
                == "To: Acme News <news@example.com>, b@example.com, \"Last, First\"␍␊ <first.last@long.subdomain.example.org>␍␊"
        )
        #expect(throws: HeaderProblem.noMailboxes) { try Self.written { try $0.append("To", mailboxes: []) } }
    }

    @Test("an address beyond ASCII makes the message need SMTPUTF8")
    func internationalAddress() throws {
        var section = HeaderSection()
        try section.append("To", mailboxes: [Mailbox(parsing: "a@münchen.de")])
        #expect(!section.needsSMTPUTF8)
        try section.append("Cc", mailboxes: [Mailbox(parsing: "jörg@example.com")])
        #expect(section.needsSMTPUTF8)
    }

    @Test("structured text is folded at its blanks and nowhere else")
    func raw() throws {
        let token = times(60, "t")
        #expect(try Self.written { try $0.append("Message-ID", raw: "<a@b>") } == "Message-ID: <a@b>␍␊")
        #expect(
            try Self.written { try $0.append("List-Unsubscribe", raw: " <https://x.example/\(token)>,  <mailto:a@b> ") }
                == "List-Unsubscribe:␍␊ <https://x.example/\(token)>,␍␊  <mailto:a@b>␍␊".replacing(",␍␊  <", with: ",␍␊  <")
        )
        #expect(throws: HeaderProblem.notASCII) { try Self.written { try $0.append("X-A", raw: "ü") } }
        #expect(throws: HeaderProblem.unfoldable(length: 999)) {
            try Self.written { try $0.append("X-A", raw: times(998, "x")) }
        }
        #expect(
            try Self.written { try $0.append("X-A", raw: times(997, "x")) }
                == "X-A:␍␊ \(times(997, "x"))␍␊")
    }

    @Test("a date")
    func date() throws {
        let moment = Timestamp(milliseconds: 1_795_510_800_000)
        #expect(try Self.written { try $0.append("Date", date: moment) } == "Date: Tue, 24 Nov 2026 09:00:00 +0000␍␊")
    }

    @Test("fields come in the order they were appended, singletons once")
    func order() throws {
        #expect(
            try Self.written {
                try $0.append("X-B", raw: "1")
                try $0.append("X-A", raw: "2")
                try $0.append("X-B", raw: "3")
            } == "X-B: 1␍␊X-A: 2␍␊X-B: 3␍␊"
        )
        for name in ["From", "Subject", "Message-ID", "Content-Transfer-Encoding", "List-Unsubscribe-Post", "Cc"] {
            var section = HeaderSection()
            try section.append(name, raw: "x")
            #expect(throws: HeaderProblem.repeated(name.uppercased())) { try section.append(name.uppercased(), raw: "y") }
            #expect(section.byteCount == name.utf8.count + 5)
        }
    }

    @Test(
        "names are printable ASCII without colon", arguments: ["", "A B", "A:", "Ä", "A\r\nB", "A\u{0}", times(78, "n")])
    func names(_ name: String) {
        #expect(throws: HeaderProblem.name(name)) { try Self.written { try $0.append(name, raw: "x") } }
        #expect(throws: HeaderProblem.name(name)) { try Self.written { try $0.append(name, unstructured: "ü") } }
    }

    @Test(
        "no control character gets in, by any door",
        arguments: ["\r", "\n", "\r\n", "\0", "\u{1}", "\u{8}", "\u{B}", "\u{C}", "\u{1B}", "\u{7F}", "\u{80}", "\u{85}", "\u{9F}"]
    )
    func controls(_ control: String) throws {
        let problem = HeaderProblem.control(control.unicodeScalars.first?.value ?? 0)
        let address = try EmailAddress("a@example.com")
        for value in [
            control, "a\(control)b", "ü\(control)Bcc: victim@example.com", "a\(control)", "\(control)a",
            times(80, "x ") + control,
        ] {
            #expect(throws: problem) { try Self.written { try $0.append("Subject", unstructured: value) } }
            #expect(throws: problem) { try Self.written { try $0.append("X-Raw", raw: value) } }
            #expect(throws: problem) { try Self.written { try $0.append("From", mailboxes: [Mailbox(name: value, address: address)]) } }
            #expect(throws: problem) {
                try Self.written {
                    try $0.append("Content-Disposition", value: "attachment", parameters: [MIMEParameter("filename", value)])
                }
            }
            #expect(throws: problem) {
                try Self.written { try $0.append("Content-Type", value: value, parameters: [MIMEParameter("a", "b")]) }
            }
        }
    }

    @Test("a refused field leaves the section as it was")
    func refusedLeavesNothing() throws {
        var section = HeaderSection()
        try section.append("X-A", raw: "1")
        let before = section
        try? section.append("Subject", unstructured: "a\nb")
        try? section.append("Subject", raw: "ü")
        #expect(section == before)
        try section.append("Subject", unstructured: "now it may")
    }
}
