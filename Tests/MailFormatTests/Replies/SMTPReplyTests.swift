import MailFormat
import Testing

@Suite("Replies (RFC 5321 §4.2, RFC 3463)")
struct SMTPReplyTests {
    @Test(
        "enhanced codes",
        arguments: [
            ("2.0.0", EnhancedStatusCode(2, 0, 0)), ("5.1.1", EnhancedStatusCode(5, 1, 1)), ("4.999.999", EnhancedStatusCode(4, 999, 999)),
        ]
    )
    func enhanced(_ text: String, _ code: EnhancedStatusCode) {
        #expect(EnhancedStatusCode(parsing: text) == code)
        #expect(code.description == text)
    }

    @Test(
        "what is no enhanced code",
        arguments: [
            "", "5", "5.1", "5.1.", "5.1.1.1", "5.1.1x", "3.0.0", "0.0.0", "9.9.9", "5.1000.1", "5..1", "5.1.1 ", " 5.1.1", "-5.1.1",
        ]
    )
    func notEnhanced(_ text: String) {
        #expect(EnhancedStatusCode(parsing: text) == nil)
    }

    struct Case: Sendable {
        var code: Int
        var lines: [String]
        var enhanced: String?
        var text: String
    }

    @Test(
        "a reply's lines give code, enhanced code and text",
        arguments: [
            Case(code: 250, lines: ["2.1.5 Ok", "2.1.5 queued as 4F2"], enhanced: "2.1.5", text: "Ok queued as 4F2"),
            Case(code: 550, lines: ["5.1.1 <x@y>: no such user"], enhanced: "5.1.1", text: "<x@y>: no such user"),
            Case(code: 550, lines: ["5.1.1"], enhanced: "5.1.1", text: ""),
            Case(code: 550, lines: ["4.1.1 wrong class"], enhanced: nil, text: "4.1.1 wrong class"),
            Case(code: 354, lines: ["End data with <CR><LF>.<CR><LF>"], enhanced: nil, text: "End data with <CR><LF>.<CR><LF>"),
            Case(code: 220, lines: ["192.0.2.1 ready"], enhanced: nil, text: "192.0.2.1 ready"),
            Case(code: 220, lines: ["2.0.0.1 version"], enhanced: nil, text: "2.0.0.1 version"),
            Case(code: 250, lines: [], enhanced: nil, text: ""),
            Case(code: 250, lines: ["mx.example", "SIZE 100"], enhanced: nil, text: "mx.example SIZE 100"),
            Case(code: 451, lines: ["\u{1B}]0;evil\u{7} \u{202E}x\0"], enhanced: nil, text: #"\x1b]0;evil\x07 \u{202e}x\x00"#),
        ]
    )
    func rawLines(_ example: Case) {
        let reply = SMTPReply(code: example.code, rawLines: example.lines.map { Array($0.utf8) })
        #expect(reply.enhanced?.description == example.enhanced)
        #expect(reply.text == example.text)
        #expect(reply.lines.count == example.lines.count)
    }

    @Test(
        "severity is the first digit",
        arguments: [
            (250, SMTPReply.Severity.positiveCompletion), (354, .positiveIntermediate), (421, .transientNegative),
            (599, .permanentNegative),
            (650, .permanentNegative),
        ]
    )
    func severity(_ code: Int, _ severity: SMTPReply.Severity) {
        #expect(SMTPReply(code: code, lines: []).severity == severity)
    }

    @Test("octets that are no UTF-8 do no harm, and neither does length")
    func bounded() {
        #expect(SMTPReply.sanitized([0x61, 0xFF, 0x62]) == "a\u{FFFD}b")
        #expect(SMTPReply.sanitized([0xC2, 0x9B]) == "\\x9b")
        #expect(SMTPReply.sanitized([UInt8](repeating: 0x61, count: 5000)).utf8.count == 1024)
        let reply = SMTPReply(code: 250, lines: (0..<100).map { "x\($0) \(times(50, "ü"))" })
        #expect(reply.text.utf8.count <= 1024 && reply.text.utf8.count > 1000 && reply.text.hasPrefix("x0 üü"))
        #expect(!reply.text.contains("\u{FFFD}"))
    }

    @Test("the description reads as the relay said it")
    func description() {
        #expect(
            SMTPReply(code: 550, enhanced: EnhancedStatusCode(5, 1, 1), lines: ["no such", "user"]).description == "550 5.1.1 no such user")
        #expect(SMTPReply(code: 250, lines: []).description == "250")
    }
}
