import MailFormat
import SMTP
import Testing

@Suite struct ReplyRuleTests {
    private func reply(_ line: String) -> SMTPReply { SMTPReply(code: Int(line.prefix(3)) ?? 0, rawLines: [Array(line.dropFirst(4).utf8)]) }

    @Test(arguments: [
        ("4.7.28", "421 4.7.28 Our system has detected an unusual rate", true),
        ("4.7.28", "421 4.7.2 no 4.7.2 8", false),
        ("[ts04]", "421 4.7.0 [TS04] Messages from 192.0.2.1 temporarily deferred", true),
        ("454 * Throttling Failure", "454 Throttling failure: Maximum sending rate exceeded.", false),
        ("454*throttling failure", "454 Throttling failure: Maximum sending rate exceeded.", true),
        ("a*b*c", "450 a c b", false), ("a*b*c", "450 a b c", true), ("**later**", "450 Later!", true),
        ("over quota*over quota", "452 over quota", false),
    ])
    func `a phrase fits where its pieces follow each other`(phrase: String, line: String, fits: Bool) throws {
        #expect(try #require(ReplyPhrase(phrase)).matches(reply(line)) == fits)
    }

    @Test(arguments: ["", "*", "***", String(repeating: "a", count: 257)])
    func `what says nothing is no phrase`(text: String) {
        #expect(ReplyPhrase(text) == nil)
    }

    @Test(arguments: [
        ("421 4.7.0 Try again in 5 minutes", 300), ("450 greylisted, retry after 300 seconds", 300), ("451 Please wait 1 hour", 3600),
        ("421 come back in 90s", 90), ("450 try again in 10min.", 600), ("450 in short: wait for 2 hrs", 7200),
    ])
    func `a reply names how long it wants to be left alone`(line: String, seconds: Int) {
        #expect(reply(line).namedDelay == .seconds(seconds))
    }

    @Test(arguments: [
        "450 try again later", "250 ok in 5 seconds", "421 in 999999999 hours", "450 in 5", "450 after 3 attempts", "450 in 0 seconds",
        "450 in",
    ])
    func `or does not`(line: String) {
        #expect(reply(line).namedDelay == nil)
    }

    @Test func `a rule takes the named time, or its own, and acceptances break none`() throws {
        let rule = ReplyRule([try #require(ReplyPhrase("slow down"))], .pauseRelay, for: .named(otherwise: .seconds(60)))
        #expect(rule.fits(reply("450 Slow down")))
        #expect(!rule.fits(reply("250 slow down next time")))
        #expect(rule.duration(after: reply("450 slow down, try again in 3 minutes")) == .seconds(180))
        #expect(rule.duration(after: reply("450 slow down")) == .seconds(60))
    }

    @Test(arguments: [
        ("454 Throttling failure: Maximum sending rate exceeded.", ReplyRule.Action.slow),
        ("454 Throttling failure: Daily message quota exceeded.", .pauseRelay),
        ("421 4.7.0 [TS04] deferred", .pauseDomainHere), ("421 4.7.0 busy, try again in 2 minutes", .pauseRelay),
    ])
    func `the usual ones are known`(line: String, action: ReplyRule.Action) {
        #expect(ReplyRule.defaults.first { $0.fits(reply(line)) }?.action == action)
    }

    @Test(arguments: [("2/hr", 2, 3600), ("5/min", 5, 60), ("20/day", 20, 86400), ("1/hour", 1, 3600)])
    func `a threshold is a count in a time`(text: String, count: Int, seconds: Int) {
        #expect(ReplyRule.Threshold(parsing: text) == ReplyRule.Threshold(count, within: .seconds(seconds)))
    }
}
