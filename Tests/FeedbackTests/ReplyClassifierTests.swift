import MailFormat
import Testing

@testable import Feedback

@Suite struct ReplyClassifierTests {
    @Test(arguments: [
        ("550 5.1.1 <ann@example.com>: no such user here", Reason.unknownUser, true),
        ("550 5.7.1 this recipient is unknown user at our site", .unknownUser, true),
        ("552 5.2.2 <ann@example.com> mailbox is full", .mailboxFull, true),
        ("452 4.2.2 quota exceeded, come back later", .mailboxFull, false),
        ("550 5.2.1 this account has been disabled", .suspended, true),
        ("551 5.1.6 the mailbox has moved", .moved, true),
        ("550 5.1.2 host unknown", .unknownHost, true),
        ("450 4.1.2 host unknown", .network, false),
        ("556 5.1.10 domain does not accept mail (null MX)", .notAccepting, true),
        ("552 5.3.4 message too large for us", .tooBig, true),
        ("550 5.7.26 fails the DMARC check", .authentication, true),
        ("550 5.7.25 no PTR record for you", .reverseDNS, true),
        ("554 5.7.1 your address is listed at bl.example.org", .blocked, true),
        ("554 5.7.1 this looks like spam", .spam, true),
        ("554 5.7.1 a virus was found", .virus, true),
        ("554 5.7.1 relay access denied", .relaying, true),
        ("450 4.7.1 greylisted, try again in a minute", .greylisted, false),
        ("421 4.7.0 too many connections from 192.0.2.1", .tooManyConnections, false),
        ("421 4.4.2 connection timed out", .network, false),
        ("554 4.4.7 delivery time expired", .expired, false),
        ("503 bad sequence of commands", .syntax, true),
        ("553 5.1.8 sender address rejected", .senderRejected, true),
    ])
    func wordsGiveTheCause(text: String, reason: Reason, isHard: Bool) {
        let cause = ReplyClassifier.classify(text: text)
        #expect(cause.reason == reason)
        #expect(cause.isHard == isHard)
    }

    @Test(arguments: [
        ("550 5.1.1", Reason.unknownUser, "status.5.1.1"), ("550 5.2.2", .mailboxFull, "status.5.2.2"),
        ("550 xyzzy", .unknownUser, "reply.550"),
        ("xyzzy", .undefined, "none"),
    ])
    func codesSpeakWhereWordsDoNot(text: String, reason: Reason, rule: String) {
        let cause = ReplyClassifier.classify(text: text)
        #expect(cause.reason == reason)
        #expect(cause.rule == rule)
    }

    @Test func aReplyIsReadLikeItsText() {
        let reply = SMTPReply(code: 552, enhanced: EnhancedStatusCode(5, 2, 2), lines: ["the mailbox", "is full"])
        let cause = ReplyClassifier.classify(reply: reply)
        #expect(cause.reason == .mailboxFull)
        #expect(cause.status == EnhancedStatusCode(5, 2, 2))
        #expect(cause.replyCode == 552)
    }

    @Test func addressesAreNoWords() {
        #expect(ReplyClassifier.classify(text: "550 <dmarc@virus.example>: no such user").reason == .unknownUser)
    }

    @Test func anAddressRefusedForItsContentIsFiltered() {
        let text = "host mx.example.com said: 550 user unknown (in reply to end of DATA command)"
        #expect(ReplyClassifier.classify(text: text).reason == .filtered)
        #expect(ReplyClassifier.classify(text: text.replacing("550", with: "550 5.1.1")).reason == .unknownUser)
    }

    @Test func theMostTellingCodeCounts() {
        #expect(ReplyCodes("5.0.0 550 5.1.0 550-5.2.2 full").enhanced == EnhancedStatusCode(5, 2, 2))
        #expect(ReplyCodes("554 4.4.7 expired <421 4.4.2 lost>").enhanced == EnhancedStatusCode(4, 4, 2))
        #expect(ReplyCodes("from 192.0.2.5 at 10:550").enhanced == nil)
        #expect(ReplyCodes("(#5.1.1)").enhanced == EnhancedStatusCode(5, 1, 1))
    }

    @Test func ruleNamesAreUniqueAndPhrasesAreFolded() {
        let rules = ReplyClassifier.families.flatMap { $0 }
        #expect(Set(rules.map(\.id)).count == rules.count)
        for rule in rules {
            for piece in rule.phrases.joined() {
                #expect(!piece.isEmpty && !piece.contains { $0 &- 0x41 < 26 }, "\(rule.id): \(String(decoding: piece, as: UTF8.self))")
            }
        }
    }

    @Test func aLongTextIsReadInPart() {
        let text = String(repeating: "a", count: 1 << 20) + " mailbox full"
        #expect(ReplyClassifier.classify(text: text).reason == .undefined)
    }
}
