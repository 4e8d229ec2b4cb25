import MailFormat
import Testing

@Suite("Bodies (RFC 2045, RFC 2046, RFC 2387)")
struct MIMEEntityTests {
    private func written(_ entity: MIMEEntity, allow8Bit: Bool = false) throws -> String {
        var out: [UInt8] = []
        try entity.write(into: &out, allow8Bit: allow8Bit)
        return visible(out)
    }

    private func text(_ subtype: String, _ text: String) -> MIMEEntity { .text(subtype, Array(text.utf8)) }

    @Test(
        "a text",
        arguments: [
            ("Hello", "7bit␍␊␍␊Hello␍␊"), ("Hello\n", "7bit␍␊␍␊Hello␍␊"), ("", "7bit␍␊␍␊"), ("a\rb\n\nc", "7bit␍␊␍␊a␍␊b␍␊␍␊c␍␊"),
            ("Привет\n", "base64␍␊␍␊0J/RgNC40LLQtdGCDQo=␍␊"),
            ("Schöne Grüße aus der Stadt an der Isar", "quoted-printable␍␊␍␊Sch=C3=B6ne Gr=C3=BC=C3=9Fe aus der Stadt an der Isar␍␊"),
        ]
    )
    func singleText(_ content: String, _ expected: String) throws {
        #expect(try written(text("plain", content)) == "Content-Type: text/plain; charset=utf-8␍␊Content-Transfer-Encoding: " + expected)
    }

    @Test("a text with parameters of its own")
    func parameters() throws {
        let entity = MIMEEntity.text("calendar", Array("BEGIN".utf8), parameters: [MIMEParameter("method", "REQUEST")])
        #expect(try written(entity).hasPrefix("Content-Type: text/calendar; charset=utf-8; method=REQUEST␍␊"))
    }

    @Test("alternatives, octet for octet")
    func alternative() throws {
        let entity = MIMEEntity.multipart("alternative", boundary: "=_b1", [text("plain", "Hi\n"), text("html", "<p>Hi</p>")])
        #expect(
            try written(entity)
                == "Content-Type: multipart/alternative; boundary=\"=_b1\"␍␊Content-Transfer-Encoding: 7bit␍␊␍␊"
                + "--=_b1␍␊Content-Type: text/plain; charset=utf-8␍␊Content-Transfer-Encoding: 7bit␍␊␍␊Hi␍␊"
                + "--=_b1␍␊Content-Type: text/html; charset=utf-8␍␊Content-Transfer-Encoding: 7bit␍␊␍␊<p>Hi</p>␍␊--=_b1--␍␊"
        )
    }

    @Test("attachments and images shown inline, octet for octet")
    func nested() throws {
        let image = try Attachment(
            filename: "a.png", mediaType: "image/png", disposition: .inline(contentID: "img1@example.com"), content: [1, 2, 3])
        let file = try Attachment(filename: "Übung 1.pdf", mediaType: "application/pdf", content: [])
        let related = MIMEEntity.multipart(
            "related", boundary: "r", [text("html", "<img src=\"cid:img1@example.com\">"), .attachment(image)])
        let entity = MIMEEntity.multipart("mixed", boundary: "m", [related, .attachment(file)])
        #expect(
            try written(entity)
                == "Content-Type: multipart/mixed; boundary=m␍␊Content-Transfer-Encoding: 7bit␍␊␍␊"
                + "--m␍␊Content-Type: multipart/related; type=\"text/html\"; boundary=r␍␊Content-Transfer-Encoding: 7bit␍␊␍␊"
                + "--r␍␊Content-Type: text/html; charset=utf-8␍␊Content-Transfer-Encoding: 7bit␍␊␍␊<img src=\"cid:img1@example.com\">␍␊"
                + "--r␍␊Content-Type: image/png␍␊Content-Transfer-Encoding: base64␍␊Content-Disposition: inline; filename=a.png␍␊"
                + "Content-ID: <img1@example.com>␍␊␍␊AQID␍␊--r--␍␊"
                + "--m␍␊Content-Type: application/pdf; name=\"_bung 1.pdf\"␍␊Content-Transfer-Encoding: base64␍␊Content-Disposition: attachment;"
                + " filename*=utf-8''%C3%9Cbung%201.pdf␍␊␍␊--m--␍␊"
        )
    }

    @Test("8bit where it is allowed, named on every level")
    func eightBit() throws {
        let entity = MIMEEntity.multipart("alternative", boundary: "b", [text("plain", "Hi"), text("html", "Grüße")])
        var out: [UInt8] = []
        #expect(try entity.write(into: &out, allow8Bit: true))
        let written = visible(out)
        #expect(written.hasPrefix("Content-Type: multipart/alternative; boundary=b␍␊Content-Transfer-Encoding: 8bit␍␊"))
        #expect(written.contains("text/html; charset=utf-8␍␊Content-Transfer-Encoding: 8bit␍␊␍␊Grüße␍␊"))
        out = []
        #expect(try !entity.write(into: &out, allow8Bit: false))
        #expect(out.allSatisfy { $0 < 0x80 })
    }

    @Test(
        "what cannot be a message is refused",
        arguments: [
            (.multipart("mixed", boundary: "", [.text("plain", [])]), .boundary("")),
            (.multipart("mixed", boundary: "a ", [.text("plain", [])]), .boundary("a ")),
            (.multipart("mixed", boundary: "=?a", [.text("plain", [])]), .boundary("=?a")),
            (.multipart("mixed", boundary: "a\r\nb", [.text("plain", [])]), .boundary("a\r\nb")),
            (.multipart("mixed", boundary: "ü", [.text("plain", [])]), .boundary("ü")),
            (
                .multipart("mixed", boundary: times(71, "b"), [.text("plain", [])]),
                .boundary(times(71, "b"))
            ),
            (.multipart("mixed", boundary: "b", []), .noParts),
            (.multipart("mixed", boundary: "b", [.text("plain", Array("x\n--b\n".utf8))]), .boundaryOccurs("b")),
            (.multipart("mixed", boundary: "b", [.text("plain", Array("--b".utf8))]), .boundaryOccurs("b")),
            (.multipart("mixed", boundary: "b", [.multipart("mixed", boundary: "bc", [.text("plain", [])])]), .boundaryOccurs("b")),
            (
                .multipart("mixed", boundary: "=_b", [.multipart("mixed", boundary: "=_b", [.text("plain", [0xE9])])]),
                .boundaryOccurs("=_b")
            ),
            (.text("pl ain", []), .mediaType("text/pl ain")), (.text("", []), .mediaType("text/")),
            (.text("plain", [], parameters: [MIMEParameter("x", "a\nb")]), .header(.control(0x0A))),
        ] as [(MIMEEntity, MIMEProblem)]
    )
    func refuse(_ entity: MIMEEntity, _ problem: MIMEProblem) {
        #expect(throws: problem) { try written(entity) }
    }

    @Test("a boundary inside a line is no boundary")
    func boundaryInside() throws {
        #expect(try written(.multipart("mixed", boundary: "b", [text("plain", "x --b\n -b\n-- b")])).contains("x --b␍␊"))
    }

    @Test(
        "attachments with bad names are refused",
        arguments: [
            ("a\r\nb", "image/png", "a@b", .header(.control(0x0D))), ("a", "image", "a@b", .mediaType("image")),
            ("a", "image/", "a@b", .mediaType("image/")),
            ("a", "image/png; x=y", "a@b", .mediaType("image/png; x=y")), ("a", "image/png", "ab", .contentID("ab")),
            ("a", "image/png", "a@b>", .contentID("a@b>")),
            ("a", "image/png", "a b@c", .contentID("a b@c")), ("a", "image/png", "@b", .contentID("@b")),
        ] as [(String, String, String, MIMEProblem)]
    )
    func refuseAttachment(_ filename: String, _ type: String, _ identifier: String, _ problem: MIMEProblem) {
        #expect(throws: problem) {
            try Attachment(filename: filename, mediaType: type, disposition: .inline(contentID: identifier), content: [])
        }
    }

    @Test("any text gives lines of at most 998 octets with CRLF only, no blank at an end, no From at a start")
    func anyText() throws {
        var random = SeededRandom(seed: 998)
        let alphabet = [
            "a", "\r", "\n", "\r\n", ".", " ", "\0", "\u{85}", "\u{2028}", "From ", "--b", "ü", times(500, "w"), "=",
        ]
        for _ in 0..<1500 {
            let content = random.text(of: alphabet, longest: 20)
            for allow8Bit in [false, true] {
                let entity = MIMEEntity.multipart("alternative", boundary: "=_q", [text("plain", content), text("html", content)])
                let lines = try written(entity, allow8Bit: allow8Bit).split(separator: "␍␊", omittingEmptySubsequences: false)
                #expect(lines.last?.isEmpty == true)
                for line in lines {
                    #expect(line.utf8.count <= 998 && !line.contains("␍") && !line.contains("␊") && !line.contains("␀"))
                    #expect(!line.hasSuffix(" ") && !line.hasPrefix("From "))
                }
            }
        }
    }
}
