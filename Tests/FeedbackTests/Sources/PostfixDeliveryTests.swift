import MailFormat
import Testing

@testable import Feedback

@Suite struct PostfixDeliveryTests {
    static let now = Timestamp(milliseconds: 1_795_572_000_000)  // 2026-11-25T02:00:00Z
    static let tail = "to=<ann@example.com>, relay=mx.example.com[192.0.2.1]:25, conn_use=2, delay=1.2, delays=0/0/1/0.2, dsn="

    private func read(_ line: String, now: Timestamp = now) -> PostfixDelivery? { PostfixDelivery(Array(line.utf8)[...], now: now) }

    @Test func everyFieldOfALine() throws {
        let line =
            "Nov 24 09:00:02 relay postfix/smtp[811]: 4F1A2B3C4D: \(Self.tail)5.1.1, status=bounced (host said: 550 5.1.1 unknown (here))"
        let found = try #require(read(line))
        #expect(found.queueID == "4F1A2B3C4D")
        #expect(found.recipient == "ann@example.com")
        #expect(found.relay == "mx.example.com[192.0.2.1]:25")
        #expect(found.enhanced == EnhancedStatusCode(5, 1, 1))
        #expect(found.status == .bounced)
        #expect(found.text == "host said: 550 5.1.1 unknown (here)")
        #expect(DateFormat.iso8601(found.at) == "2026-11-24T09:00:02Z")
        #expect(found.finding?.kind == .hard)
    }

    @Test(arguments: [
        // A long queue number, another instance's name, a line of syslog's newer form, the original recipient.
        (
            "2026-11-24T10:00:02.123456+01:00 relay postfix-out/lmtp[8]: 3XyZ1234567: to=<b@example.com>, orig_to=<ann@example.com>, relay=x[u], delay=0, dsn=2.0.0, status=sent (250 ok)",
            "sent", "2026-11-24T09:00:02Z"
        ),
        ("Dec 31 23:59:59 relay postfix/smtp[8]: ABCDEF12: \(tail)4.4.1, status=deferred (timed out)", "deferred", "2025-12-31T23:59:59Z"),
    ])
    func forms(line: String, status: String, at: String) throws {
        let found = try #require(read(line))
        #expect(found.status.rawValue == status)
        #expect(DateFormat.iso8601(found.at) == at)
    }

    @Test(arguments: [
        "", "]: ", "Nov 24 09:00:02 relay postfix/qmgr[1]: 4F1A2B3C4D: removed",
        "Nov 24 09:00:02 relay postfix/smtpd[1]: connect from x[1]",
        "Nov 24 09:00:02 relay postfix/smtp[1]: 4F1A2B3C4D: to=<ann@example.com>, relay=x, status=strange (y)",
        "Nov 24 09:00:02 relay sshd[1]: 4F1A2B3C4D: \(tail)5.1.1, status=bounced (x)",
        "Nov 99 09:00:02 relay postfix/smtp[1]: 4F1A2B3C4D: \(tail)5.1.1, status=bounced (x)",
        "Nov 24 09:00:02 relay postfix/smtp[1]: NOQUEUE!: \(tail)5.1.1, status=bounced (x)",
        "Nov 24 09:00:02 relay postfix/smtp[1]: 4F1A2B3C4D: to=<ann@example.com", "Nov 24 09:00:02 relay postfix/smtp[1]: 4F1A2B3C4D: to=",
        "Nov 24 09:00:02 relay postfix/smtp[1]: 4F1A2B3C4D: to=<>, status=bounced (x)",
    ])
    func whatIsNoEndOfADelivery(line: String) { #expect(read(line) == nil) }

    @Test func aFilterOnTheSameMachineIsNoEnd() throws {
        let line =
            "Nov 24 09:00:02 relay postfix/smtp[811]: 4F1A2B3C4D: to=<ann@example.com>, relay=127.0.0.1[127.0.0.1]:10024, delay=1, dsn=2.0.0, status=sent (250 2.0.0 from MTA: 250 Ok: queued as 5A6B7C8D)"
        let found = try #require(read(line))
        #expect(found.isHandedToFilter && found.queuedAs == "5A6B7C8D")
        #expect(!(try #require(read(line.replacing("127.0.0.1[127.0.0.1]", with: "mx.example.com[192.0.2.1]")))).isHandedToFilter)
    }

    @Test func whatRanOutOfTimeIsSoft() throws {
        let line = "Nov 24 09:00:02 relay postfix/smtp[811]: 4F1A2B3C4D: \(Self.tail)4.4.1, status=expired (gone)"
        let finding = try #require(read(line)?.finding)
        #expect(finding.kind == .soft && finding.reason == .expired)
    }
}
