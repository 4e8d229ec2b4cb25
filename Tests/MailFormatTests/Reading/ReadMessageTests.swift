import Testing

@testable import MailFormat

@Suite struct ReadMessageTests {
    @Test func leavesOfNestedMultipartsInOrder() {
        let mail = """
            Content-Type: multipart/mixed; boundary="a b"

            preamble
            --a b
            Content-Type: multipart/alternative; boundary=c

            --c
            Content-Type: TEXT/Plain; charset=iso-8859-1
            Content-Transfer-Encoding: quoted-printable

            caf=E9
            --c
            Content-Type: text/html

            <p>
            --c--
            --a b
            Content-Transfer-Encoding: base64

            aGk=
            --a b--
            epilogue
            """
        let message = ReadMessage(Array(mail.utf8)[...])
        #expect(message.parts.map(\.type.mediaType) == ["text/plain", "text/html", "text/plain"])
        #expect(message.parts.map { $0.text.filter { $0 != "\n" } } == ["café", "<p>", "hi"])
    }

    @Test func aMissingEndTakesTheRest() {
        let message = ReadMessage(Array("Content-Type: multipart/mixed; boundary=c\n\n--c\n\nrest".utf8)[...])
        #expect(message.parts.map(\.text) == ["rest"])
    }

    @Test func anOuterBoundaryEndsWhatIsOpenInside() {
        let mail =
            "Content-Type: multipart/mixed; boundary=a\n\n--a\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\none\n--a\n\ntwo\n--a--\n"
        #expect(ReadMessage(Array(mail.utf8)[...]).parts.map(\.text) == ["one\n", "two\n"])
    }

    @Test func depthAndNumberOfPartsAreBounded() {
        let deep = (0..<100).map { "Content-Type: multipart/mixed; boundary=b\($0)\n\n--b\($0)\n" }.joined()
        #expect(ReadMessage(Array(deep.utf8)[...]).parts.count == 1)
        let wide = "Content-Type: multipart/mixed; boundary=c\n\n" + String(repeating: "--c\n\nx\n", count: 10_000)
        #expect(ReadMessage(Array(wide.utf8)[...]).parts.count == ReadMessage.mostParts)
    }

    @Test(arguments: [
        ("Subject: a\r\n b\r\n\r\nbody", "a b"), ("Subject : a\n\n", "a"), ("From ann Mon\nSubject: a\n\n", "a"), ("Subject: a", "a"),
        ("no field\nSubject: a\n\n", "a"), ("Subject: =?utf-8?Q?caf=C3=A9?=\n\n", "café"), ("subject: =?iso-8859-1?Q?caf=E9?=\n\n", "café"),
        ("", ""),
        ("\nSubject: a\n", ""),
    ])
    func headersAreReadLeniently(text: String, subject: String) {
        #expect(ReadHeader(Array(text.utf8)[...]).text("subject") == subject)
    }

    @Test func headersAreBounded() {
        let many = String(repeating: "X: y\n", count: 5000)
        #expect(ReadHeader(Array(many.utf8)[...]).fields.count == ReadHeader.mostFields)
        let long = "X: " + String(repeating: "y", count: 1 << 20)
        #expect((ReadHeader(Array(long.utf8)[...]).fields.first?.value.count ?? 0) < ReadHeader.longestField)
    }

    @Test(
        arguments: [
            ([0x63, 0xE9], "iso-8859-1", "cé"), ([0x80], "windows-1252", "€"), ([0xC3, 0xA9], "iso-8859-1", "é"), ([0xFF], "nonsense", "ÿ"),
            ([0x1B, 0x24, 0x42, 0x24, 0x22, 0x1B, 0x28, 0x42], "ISO-2022-JP", "あ"),
        ] as [([UInt8], String, String)])
    func charsets(bytes: [UInt8], charset: String, text: String) {
        #expect(Charset.text(bytes, charset: charset) == text)
    }

    @Test(
        arguments: [
            ("text/html; charset=\"a;b\"", "text/html", "a;b"), ("TEXT/PLAIN;CHARSET=x ; y", "text/plain", "x"),
            ("nonsense", "text/plain", nil),
            ("text/plain charset=x", "text/plain", nil), ("", "text/plain", nil),
        ] as [(String, String, String?)])
    func contentTypes(value: String, type: String, charset: String?) {
        let read = ReadContentType(Array(value.utf8))
        #expect(read.mediaType == type)
        #expect(read.parameters["charset"] == charset)
    }
}
