import MailFormat
import Testing

@testable import Inbox

@Suite struct ShownMessageTests {
    static let message = """
        From: News <news@example.com>\r
        To: ann@example.org\r
        Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r
        Content-Type: multipart/mixed; boundary=b\r
        \r
        --b\r
        Content-Type: text/plain; charset=utf-8\r
        \r
        Hello\r
        --b\r
        Content-Type: text/html; charset=utf-8\r
        \r
        <p>Hello <img src="cid:logo"></p>\r
        --b\r
        Content-Type: image/png\r
        Content-ID: <logo>\r
        Content-Disposition: inline; filename=logo.png\r
        Content-Transfer-Encoding: base64\r
        \r
        AAEC\r
        --b\r
        Content-Type: text/html; name=page.html\r
        Content-Disposition: attachment; filename=page.html\r
        \r
        <p>attached</p>\r
        --b--\r

        """

    @Test func `a message is taken apart as a mail program shows it`() {
        let shown = ShownMessage(Array(Self.message.utf8))
        #expect(shown.header.text("subject") == "Grüße")
        #expect(shown.text?.contains("Hello") == true && shown.html?.contains("cid:logo") == true)
        #expect(shown.html?.contains("attached") == false, "an attached page is not the message")
        #expect(shown.attachments.map(\.name) == ["logo.png", "page.html"])
        #expect(shown.attachments.first?.contentID == "logo")
        #expect(shown.octets(of: shown.attachments[0]) == [0, 1, 2])
    }

    @Test(arguments: ["", "x", "\r\n\r\n", "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b"]) func `anything is shown`(_ text: String)
    {
        #expect(ShownMessage(Array(text.utf8)).source.count == text.utf8.count)
    }
}
