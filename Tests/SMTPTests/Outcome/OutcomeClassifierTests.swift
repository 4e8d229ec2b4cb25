import MailFormat
import Testing

@testable import SMTP

@Suite struct OutcomeClassifierTests {
    /// Stage, reply, blame, disposition: the policy as a table of examples, one or more for every line of the rules.
    static let table: [(Stage, String, Blame?, Disposition)] = [
        (.dot, "250 2.0.0 queued", nil, .accepted),
        (.dot, "251 forwarded", nil, .accepted),
        (.greeting, "554 no", .relay, .released),
        (.ehlo, "550 no", .relay, .released),
        (.auth, "535 5.7.8 no", .relay, .released),
        (.auth, "432 4.7.12 a new password is needed", .relay, .released),
        (.auth, "454 4.7.0 not now", .relay, .released),
        (.auth, "534 5.7.9 an application password is needed", .relay, .released),
        (.connect, "421 too many connections", .relay, .released),
        (.tls, "554 5.7.3 no", .relay, .released),
        (.startTLS, "454 4.7.0 TLS not available", .relay, .released),
        (.idle, "421 4.4.2 idle too long", .relay, .released),
        (.quit, "500 what", .relay, .released),
        (.rset, "500 what", .relay, .released),
        (.mail, "421 4.3.2 closing", .relay, .released),
        (.rcpt, "421 too many", .relay, .released),
        (.content, "421 timeout", .relay, .released),
        (.mail, "530 5.7.0 authenticate first", .relay, .released),
        (.rcpt, "530 5.7.0 authenticate first", .relay, .released),
        (.rcpt, "538 5.7.11 encrypt first", .relay, .released),
        (.rcpt, "454 4.7.0 TLS not available", .relay, .released),
        (.data, "421 4.3.2 closing", .relay, .released),
        (.data, "530 5.7.0 authenticate first", .relay, .released),
        (.mail, "454 4.7.0 TLS not available", .relay, .released),
        (.mail, "534 5.7.9 stronger", .relay, .released),
        (.mail, "552 5.3.4 too big", .message, .refused),
        (.mail, "552 too big", .message, .refused),
        (.mail, "550 5.6.7 not without SMTPUTF8", .message, .refused),
        (.mail, "550 5.7.1 sender rejected", .relay, .released),
        (.mail, "553 5.1.8 sender's domain", .relay, .released),
        (.mail, "452 4.3.1 storage", .relay, .released),
        (.mail, "451 greylisted", .relay, .released),
        (.mail, "555 what parameter", .relay, .released),
        (.rcpt, "452 4.3.1 storage", .relay, .released),
        (.rcpt, "550 5.1.8 bad sender", .relay, .released),
        (.rcpt, "554 5.7.1 Relay access denied", .relay, .released),
        (.rcpt, "550 relaying denied", .relay, .released),
        (.rcpt, "552 5.3.4 too big for her", .message, .refused),
        (.rcpt, "552 5.2.3 longer than she takes", .message, .refused),
        (.dot, "552 5.2.3 longer than she takes", .message, .refused),
        (.rcpt, "550 5.6.1 media", .message, .refused),
        (.rcpt, "550 5.7.1 blocked", .message, .refused),
        (.rcpt, "552 5.5.3 too many recipients", .recipient, .deferred),
        (.rcpt, "552 too many recipients", .recipient, .deferred),
        (.rcpt, "450 4.7.1 greylisted", .recipient, .deferred),
        (.rcpt, "451 later", .recipient, .deferred),
        (.rcpt, "452 4.2.2 full", .recipient, .deferred),
        (.rcpt, "550 5.1.1 no such user", .recipient, .refused),
        (.rcpt, "552 5.2.2 full", .recipient, .refused),
        (.rcpt, "556 5.1.10 null MX", .recipient, .refused),
        (.rcpt, "599 odd", .recipient, .refused),
        (.rcpt, "499 odd", .recipient, .deferred),
        // A class that disagrees with the code is no enhanced code: the code decides (RFC 2034 §4).
        (.rcpt, "550 2.1.5 fine", .recipient, .refused),
        (.rcpt, "450 5.1.1 no such user", .recipient, .deferred),
        (.dot, "250 5.7.1 spam", nil, .accepted),
        (.data, "451 4.3.0 later", .relay, .released),
        (.data, "554 5.5.1 no valid recipients", .relay, .released),
        (.data, "503 bad sequence", .relay, .released),
        (.data, "451 later", .message, .deferred),
        (.data, "550 5.7.1 policy", .message, .refused),
        (.content, "451 4.7.0 later", .message, .deferred),
        (.content, "554 5.7.1 spam", .message, .refused),
        (.dot, "550 5.1.7 sender", .message, .refused),
        (.dot, "550 5.1.1 no such user after all", .recipient, .refused),
        (.dot, "552 5.2.2 full", .recipient, .refused),
        (.dot, "554 5.7.1 spam", .message, .refused),
        (.dot, "552 5.3.4 too big", .message, .refused),
        (.dot, "554 no", .message, .refused),
        (.dot, "451 4.1.1 cannot look up", .recipient, .deferred),
        (.dot, "452 4.2.2 full", .recipient, .deferred),
        (.dot, "450 busy", .recipient, .deferred),
        (.dot, "451 4.3.0 later", .relay, .deferred),
        (.dot, "421 4.3.2 closing", .relay, .deferred),
        (.dot, "450 4.7.0 too fast", .relay, .deferred),
    ]

    private static func reply(_ text: String) -> SMTPReply? {
        var parser = SMTPReplyParser()
        parser.append(Array("\(text)\r\n".utf8))
        return try? parser.next()
    }

    @Test func `the table, line by line`() throws {
        for (stage, text, blame, disposition) in Self.table {
            let reply = try #require(Self.reply(text))
            #expect(OutcomeClassifier.classify(stage, reply) == OutcomeClassifier.Verdict(blame, disposition), "\(stage) \(text)")
        }
    }

    /// A rule that no example reaches is a rule nobody can rely on, or one that stands behind a wider one.
    @Test func `every rule is the first that fits some example`() throws {
        var unreached = Set(OutcomeClassifier.rules.indices)
        for (stage, text, _, _) in Self.table {
            let reply = try #require(Self.reply(text))
            if let index = OutcomeClassifier.rules.firstIndex(where: { $0.fits(stage, reply) }) { unreached.remove(index) }
        }
        #expect(unreached.map { "\(OutcomeClassifier.rules[$0].reason)" } == [])
    }

    /// No trouble of the relay's may cost a recipient, and nothing before the dot may become accepted or uncertain.
    @Test func `no code at a stage without a recipient blames one`() {
        for code in 400...599 {
            for stage in Stage.allCases {
                let verdict = OutcomeClassifier.classify(stage, SMTPReply(code: code, lines: ["x"]))
                if stage != .rcpt, stage != .dot { #expect(verdict.blame != .recipient) }
                #expect(verdict.disposition != .accepted && verdict.disposition != .uncertain)
                if stage == .dot { #expect(verdict.disposition != .released, "what was handed over is never released") }
            }
        }
    }
}
