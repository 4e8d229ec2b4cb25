import MailFormat
import Testing

@testable import SMTP

@Suite struct CommandTests {
    private func encoded(_ command: Command) throws(CommandProblem) -> String {
        var bytes: [UInt8] = []
        try command.encode(into: &bytes)
        return shown(bytes)
    }

    @Test func `each command has its wire form`() throws {
        let address = try EmailAddress("a@example.com")
        let rows: [(Command, String)] = [
            (.ehlo("client.example"), "EHLO client.example"),
            (.ehlo("[IPv6:2001:db8::1]"), "EHLO [IPv6:2001:db8::1]"),
            (.helo("client.example"), "HELO client.example"),
            (.startTLS, "STARTTLS"),
            (.auth(mechanism: "PLAIN", initialResponse: Secret("AGEAYg==")), "AUTH PLAIN AGEAYg=="),
            (.auth(mechanism: "LOGIN", initialResponse: nil), "AUTH LOGIN"),
            (.authResponse(Secret("")), ""),
            (.authCancel, "*"),
            (.mail(.null, Command.MailParameters()), "MAIL FROM:<>"),
            (.mail(.address(address), Command.MailParameters(size: 12)), "MAIL FROM:<a@example.com> SIZE=12"),
            (.rcpt(address, Command.RcptParameters(notifies: true)), "RCPT TO:<a@example.com> NOTIFY=FAILURE,DELAY"),
            (.data, "DATA"), (.rset, "RSET"), (.quit, "QUIT"),
        ]
        for (command, line) in rows { #expect(try encoded(command) == line + "␍␊\n") }
    }

    @Test(arguments: ["a\r\nMAIL FROM:<x@y.z>", "a b", "", "a\n", "ü", "a\u{7f}", "a\0"])
    func `no word becomes two, or a second line`(word: String) {
        #expect(throws: CommandProblem.unsafeArgument("name")) { try encoded(.ehlo(word)) }
        #expect(throws: CommandProblem.unsafeArgument("name")) { try encoded(.auth(mechanism: word, initialResponse: nil)) }
    }

    @Test(arguments: ["a=\r\nRSET", "a b", "*"])
    func `an AUTH response is base64 and nothing else`(text: String) {
        #expect(throws: CommandProblem.unsafeArgument("AUTH response")) { try encoded(.authResponse(Secret(text))) }
    }

    @Test(arguments: ["a b", "a\r\nRCPT TO:<x@y.z>", "a=b", "x> SIZE=1", "ü+"])
    func `ENVID takes any text, as xtext, RFC 3461 §4`(text: String) throws {
        var parameters = Command.MailParameters()
        parameters.envelopeID = text
        let line = try encoded(.mail(.null, parameters))
        #expect(line.filter { $0 == "␍" }.count == 1)
        #expect(line.hasPrefix("MAIL FROM:<> ENVID="))
        let value = line.dropFirst("MAIL FROM:<> ENVID=".count).dropLast(3)
        #expect(!value.contains(" ") && !value.contains("="))
        #expect(value.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F })
    }

    @Test func `xtext keeps what is printable, but for plus and equals`() {
        var bytes: [UInt8] = []
        XText.encode("a+b=c d@é", into: &bytes)
        #expect(String(decoding: bytes, as: UTF8.self) == "a+2Bb+3Dc+20d@+C3+A9")
    }

    @Test func `a line that is too long leaves nothing behind`() {
        var bytes: [UInt8] = [1]
        #expect(throws: CommandProblem.tooLong) {
            try Command.ehlo(String(repeating: "a", count: 2000)).encode(into: &bytes)
        }
        #expect(bytes == [1])
    }

    @Test func `a command for a trace shows no secret`() {
        #expect(Command.auth(mechanism: "PLAIN", initialResponse: Secret("AGEAYg==")).redacted == "AUTH PLAIN <redacted 8 octets>")
        #expect(Command.authResponse(Secret("AGEAYg==")).redacted == "<redacted 8 octets>")
        #expect("\(Command.authResponse(Secret("AGEAYg==")))".contains("AGEA") == false)
    }
}
