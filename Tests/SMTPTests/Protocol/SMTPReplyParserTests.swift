import MailFormat
import Testing

@testable import SMTP

@Suite struct SMTPReplyParserTests {
    private func parse(_ bytes: [UInt8], cut: Int? = nil) throws(ReplyProblem) -> [SMTPReply] {
        var parser = SMTPReplyParser()
        var replies: [SMTPReply] = []
        for piece in cut.map({ [Array(bytes[..<$0]), Array(bytes[$0...])] }) ?? [bytes] {
            parser.append(piece)
            while let reply = try parser.next() { replies.append(reply) }
        }
        return replies
    }

    @Test(arguments: [
        ("250 ok\r\n", [SMTPReply(code: 250, lines: ["ok"])]),
        ("250\r\n", [SMTPReply(code: 250, lines: [""])]),
        ("250 \r\n", [SMTPReply(code: 250, lines: [""])]),
        ("250-a\r\n250-b\r\n250 c\r\n", [SMTPReply(code: 250, lines: ["a", "b", "c"])]),
        ("250-a\r\n250\r\n", [SMTPReply(code: 250, lines: ["a", ""])]),
        (
            "550-5.1.1 no\r\n550 5.1.1 such user\r\n",
            [SMTPReply(code: 550, enhanced: EnhancedStatusCode(5, 1, 1), lines: ["no", "such user"])]
        ),
        ("250 5.1.1 lies\r\n", [SMTPReply(code: 250, lines: ["5.1.1 lies"])]),
        ("354 go\r\n", [SMTPReply(code: 354, lines: ["go"])]),
        ("599 odd\r\n", [SMTPReply(code: 599, lines: ["odd"])]),
        ("250 ok\r\n354 go\r\n", [SMTPReply(code: 250, lines: ["ok"]), SMTPReply(code: 354, lines: ["go"])]),
        ("250 a\u{1b}[2Jb\r\n", [SMTPReply(code: 250, lines: ["a\\x1b[2Jb"])]),
    ])
    func `whole replies, cut anywhere`(text: String, expected: [SMTPReply]) throws {
        let bytes = Array(text.utf8)
        for cut in 0...bytes.count { #expect(try parse(bytes, cut: cut) == expected) }
    }

    @Test func `a line may end in LF alone, which is noted`() throws {
        var parser = SMTPReplyParser()
        parser.append(Array("250 ok\r\n".utf8))
        _ = try parser.next()
        #expect(!parser.sawBareLF)
        parser.append(Array("250 ok\n".utf8))
        #expect(try parser.next() == SMTPReply(code: 250, lines: ["ok"]))
        #expect(parser.sawBareLF)
    }

    @Test(arguments: ["2500 ok\r\n", "250ok\r\n", "25\r\n", "\r\n", "150 no\r\n", "650 no\r\n", "2x0 no\r\n", "HTTP/1.1 400", "250_ok\r\n"])
    func `what is no reply is refused`(text: String) {
        #expect(throws: ReplyProblem.malformed(firstBytes: Array(text.utf8).filter { $0 != 13 && $0 != 10 })) {
            try parse(Array(text.utf8))
        }
    }

    @Test func `a multiline reply keeps its code`() {
        #expect(throws: ReplyProblem.codeChanges(250, 251)) { try parse(Array("250-a\r\n251 b\r\n".utf8)) }
    }

    @Test func `a NUL is refused`() {
        #expect(throws: ReplyProblem.nul) { try parse([0x32, 0x35, 0x30, 0x20, 0xFF, 0x00, 0x0D, 0x0A]) }
    }

    @Test func `lines, replies and endless streams are bounded`() throws {
        let longest = Array("250 ".utf8) + [UInt8](repeating: 0x61, count: SMTPReplyParser.lineLimit - 6) + [13, 10]
        #expect(try parse(longest).count == 1)
        #expect(throws: ReplyProblem.lineTooLong) {
            try parse([UInt8](repeating: 0x32, count: 3) + [UInt8](repeating: 0x20, count: 1_000_000))
        }
        let lines = (0..<300).flatMap { _ in Array("250-a\r\n".utf8) }
        #expect(throws: ReplyProblem.replyTooLong) { try parse(lines) }
        let wide = (0..<100).flatMap { _ in Array("250-".utf8) + [UInt8](repeating: 0x61, count: 1000) + [13, 10] }
        #expect(throws: ReplyProblem.replyTooLong) { try parse(wide) }
    }

    @Test func `bytes that no reply used up are seen`() throws {
        var parser = SMTPReplyParser()
        #expect(!parser.hasUnreadBytes)
        parser.append(Array("250 ok\r\n25".utf8))
        #expect(try parser.next()?.code == 250)
        #expect(parser.hasUnreadBytes)
        #expect(try parser.next() == nil)
        parser.append(Array("0-a\r\n".utf8))
        #expect(try parser.next() == nil)
        #expect(parser.hasUnreadBytes)
        parser.append(Array("250 b\r\n".utf8))
        #expect(try parser.next()?.lines == ["a", "b"])
        #expect(!parser.hasUnreadBytes)
    }

    @Test(arguments: [(2_048, true), (12_286, true), (12_290, false)])
    func `a challenge may be long, RFC 4954 §4`(octets: Int, isTaken: Bool) throws {
        var parser = SMTPReplyParser()
        parser.append("334 ".utf8)
        parser.append([UInt8](repeating: 0x41, count: octets) + [13, 10])
        if isTaken {
            #expect(try parser.next()?.lines.first?.utf8.count == octets)
        } else {
            #expect(throws: ReplyProblem.lineTooLong) { try parser.next() }
        }
    }
}
