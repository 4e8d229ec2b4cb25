import MailFormat
import Testing

@testable import SMTP

@Suite struct CapabilitiesTests {
    @Test func `keywords are read in any case, the first line is not, the rest is ignored`() {
        let reply = SMTPReply(
            code: 250,
            lines: [
                "DSN.example SIZE", "pipelining", "Size 1000", "8BITMIME", "AUTH PLAIN login", "AUTH=LOGIN CRAM-MD5", "HELP", "",
                "Chunking",
                "STARTTLS",
            ])
        var expected = Capabilities()
        expected.pipelining = true
        expected.size = true
        expected.sizeLimit = 1000
        expected.eightBitMIME = true
        expected.chunking = true
        expected.startTLS = true
        expected.authMechanisms = ["PLAIN", "LOGIN", "CRAM-MD5"]
        #expect(Capabilities(ehlo: reply) == expected)
    }

    @Test(arguments: [
        ("SIZE", nil), ("SIZE 0", nil), ("SIZE -1", nil), ("SIZE many", nil), ("SIZE 99999999999999999999", nil), ("SIZE 7", 7),
    ])
    func `a SIZE that limits nothing`(line: String, limit: Int?) {
        let capabilities = Capabilities(ehlo: SMTPReply(code: 250, lines: ["relay", line]))
        #expect(capabilities.size)
        #expect(capabilities.sizeLimit == limit)
    }
}
