import Testing

@testable import Feedback

/// What curl is told, and what is made of its answers; the servers themselves are among the peers.
@Suite struct MailServerTests {
    private func server(_ url: String, _ proof: MailServer.Proof = .password("p")) throws -> MailServer {
        try #require(MailServer(url: url, username: "ann", proof: proof))
    }

    @Test(arguments: [
        ("imaps://imap.example.com", "imap.example.com", "INBOX"), ("imap://localhost:1143/Bounces", "localhost:1143", "Bounces"),
        ("POP3S://pop.example.com/", "pop.example.com", "INBOX"),
    ])
    func addresses(url: String, host: String, mailbox: String) throws {
        let server = try server(url)
        #expect(server.host == host && server.mailbox == mailbox)
    }

    @Test(arguments: [
        "imap.example.com", "http://example.com", "imaps://", "imaps://ann:secret@example.com/", "imaps://a\"b/", "imaps://a\nb/",
    ])
    func whatIsNoAddress(url: String) { #expect(MailServer(url: url, username: "ann", proof: .password("p")) == nil) }

    @Test func theSecretStandsInWhatCurlReadsAndNowhereElse() throws {
        let server = try server("imap://imap.example.com/INBOX", .password("p\"a\\s\ns"))
        let text = CurlSession.configuration(server, [.init(path: "INBOX;UID=4"), .init(path: "", request: "UIDL")], folder: "/tmp/x")
        let lines = text.split(separator: "\n").map(String.init)
        #expect(lines.contains(#"user = "ann:p\"a\\s\ns""#))
        #expect(lines.contains(#"url = "imap://imap.example.com/INBOX;UID=4""#))
        #expect(lines.filter { $0 == "ssl-reqd" }.count == 2, "a plain connection must be turned into TLS, for every transfer")
        #expect(lines.contains(#"request = "UIDL""#) && lines.filter { $0 == "next" }.count == 1)
        #expect(!server.description.contains("p\""))
    }

    @Test func aTokenIsABearer() throws {
        let text = CurlSession.configuration(try server("imaps://h", .token("t0k")), [.init(path: "")], folder: "/tmp/x")
        #expect(text.contains(#"oauth2-bearer = "t0k""#) && text.contains(#"user = "ann:""#) && !text.contains("ssl-reqd"))
    }

    @Test func searchAndStatus() {
        let bytes = Array("* STATUS INBOX (UIDNEXT 4 UIDVALIDITY 17)\r\n* SEARCH 9 4 5\r\n* SEARCH\r\n* 3 EXISTS\r\nSEARCH 8\r\n".utf8)
        #expect(IMAPReply.search(bytes) == [4, 5, 9])
        #expect(IMAPReply.status(bytes, "UIDVALIDITY") == 17)
        #expect(IMAPReply.status(Array("* STATUS".utf8), "UIDVALIDITY") == nil)
        #expect(IMAPReply.search(Array("* SEARCH x 99999999999 -1".utf8)).isEmpty)
    }

    @Test(arguments: [([1, 2, 3, 7], "1:3,7"), ([5], "5"), ([9, 8], "8:9"), ([], ""), ([UInt32.max - 1, .max], "4294967294:4294967295")])
    func sets(numbers: [UInt32], text: String) { #expect(IMAPReply.set(numbers) == text) }

    @Test func mailboxNamesAreQuoted() { #expect(IMAPReply.quoted(#"a"b\c"#) == #""a\"b\\c""#) }

    @Test func namesOfAPOP3Mailbox() {
        let long = String(repeating: "x", count: 71)
        let names = POP3Mailbox.names(Array("1 whqtswO00WBw418f9t5JxYwZ\r\n2 b\r\nx y\r\n3\r\n4 \(long)\r\n".utf8))
        #expect(names.map(\.number) == [1, 2])
        #expect(names.map(\.uid) == ["whqtswO00WBw418f9t5JxYwZ", "b"])
    }
}
