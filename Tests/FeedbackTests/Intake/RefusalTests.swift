import Feedback
import Ledger
import MailFormat
import Testing

/// Replies as receivers give them, and what they say of the address.
@Suite struct RefusalTests {
    typealias Row = (reply: SMTPReply, expected: BounceClass, isCertain: Bool)

    private static func reply(_ code: Int, _ enhanced: EnhancedStatusCode?, _ text: String) -> SMTPReply {
        SMTPReply(code: code, enhanced: enhanced, lines: [text])
    }

    static let table: [Row] = [
        (reply(550, .init(5, 1, 1), "no such user here"), .hard, true),
        (reply(550, .init(5, 1, 1), "rejected"), .hard, true),
        (reply(550, nil, "No such user"), .hard, true),
        (reply(550, nil, "no"), .hard, false),
        (reply(550, .init(5, 7, 1), "message blocked due to local policy"), .blocked, true),
        (reply(550, .init(5, 7, 26), "unauthenticated mail is not accepted from this domain, DMARC"), .blocked, true),
        (reply(552, .init(5, 2, 2), "mailbox is over quota"), .soft, true),
        (reply(452, .init(4, 2, 2), "mailbox full"), .soft, true),
        (reply(554, .init(5, 7, 1), "listed by a block list, your IP has poor reputation"), .blocked, true),
        (reply(421, .init(4, 7, 0), "rate limit exceeded, too many messages"), .other, true),
    ]

    @Test(arguments: table) func `a reply has one class`(row: Row) {
        let refusal = Refusal(row.reply)
        #expect(refusal.bounceClass == row.expected, "\(refusal)")
        if row.expected == .hard { #expect(refusal.isCertain == row.isCertain, "\(refusal)") }
        #expect(BounceFacts(refusal.facts)?.diagnostic == row.reply.description)
    }
}
