import MailFormat
import Testing

@testable import SMTP

@Suite struct EchoedSecretsTests {
    private static func removed(_ text: String, sent: String...) -> String {
        var secrets = EchoedSecrets(Credentials(username: "tim", proof: .password(Secret("tanstaaf"))))
        for one in sent { secrets.add(Secret(one)) }
        return secrets.removed(from: SMTPReply(code: 500, lines: [text])).lines.joined()
    }

    @Test(arguments: [
        ("what is AUTH PLAIN AHRpbQB0YW5z?", "what is AUTH PLAIN <redacted>?"),
        ("tim/tanstaaf is wrong, tanstaaf", "tim/<redacted> is wrong, <redacted>"),
        ("bad credentials", "bad credentials"),
        ("tanstaaf\u{301}", "<redacted>\u{301}"),
        ("", ""),
    ])
    func `what was said in secret is taken out of what comes back`(text: String, shown: String) {
        #expect(Self.removed(text, sent: "AHRpbQB0YW5z", "=") == shown)
    }

    @Test func `a relay that repeats the line it did not take tells nobody the password`() throws {
        let relay = Transcript.relay(credentials: Credentials(username: "tim", proof: .password(Secret("tanstaaf"))))
        var driver = BareDriver(relay: relay, feed: FeedScript([]))
        driver.start()
        for line in ["220 hi", "250-relay", "250 AUTH PLAIN", "535 5.7.8 no: AUTH PLAIN AHRpbQB0YW5zdGFhZg== (tanstaaf)"] {
            driver.receive(Array("\(line)\r\n".utf8))
        }
        guard case .failed(let failure) = driver.feed.end else {
            Issue.record("\(String(describing: driver.feed.end))")
            return
        }
        #expect(failure.reply?.text == "no: AUTH PLAIN <redacted> (<redacted>)")
        #expect(failure.description.contains("535 5.7.8"))
    }
}
