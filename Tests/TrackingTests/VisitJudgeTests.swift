import MailFormat
import Testing

@testable import Tracking

@Suite struct VisitJudgeTests {
    private static let start = Timestamp(milliseconds: 1_795_510_800_000)

    private static func facts(
        _ target: VisitFacts.Target = .link(0), agent: String = ServeStage.browser, _ change: (inout VisitFacts) -> Void = { _ in }
    ) -> VisitFacts {
        var facts = VisitFacts(target, at: start, agent: agent)
        facts.sinceAcceptance = .seconds(3600)
        facts.linksOfMessage = 5
        facts.linksAtOnce = 1
        change(&facts)
        return facts
    }

    private static let gmail = "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)"

    @Test(arguments: [
        (facts(), Verdict.Actor.person, "agent:reader"),
        (facts(.pixel), .person, "agent:reader"),
        (facts(.pixel, agent: gmail), .person, "agent:image-proxy"),
        (facts(.link(0), agent: gmail), .unknown, "agent:image-proxy"),
        (facts(agent: ""), .unknown, "agent:none"),
        (facts(agent: "curl/8.5.0"), .machine, "agent:bot"),
        (facts(.honeypot), .machine, "honeypot"),
        (facts { $0.touchedHoneypot = true }, .machine, "honeypot"),
        (facts { $0.purpose = "prefetch" }, .machine, "purpose:prefetch"),
        (facts { $0.linksAtOnce = 2 }, .person, "agent:reader"),
        (facts { $0.linksAtOnce = 3 }, .machine, "links-at-once"),
        (facts { ($0.linksOfMessage, $0.linksAtOnce) = (2, 2) }, .machine, "links-at-once"),
        (facts { ($0.linksOfMessage, $0.linksAtOnce) = (1, 1) }, .person, "agent:reader"),
        (facts { $0.askedHeadBefore = true }, .machine, "head-first"),
        (facts { $0.sinceAcceptance = .milliseconds(1999) }, .machine, "speed"),
        (facts { $0.sinceAcceptance = .seconds(5) }, .unknown, "speed"),
        (facts { $0.sinceAcceptance = nil }, .person, "agent:reader"),
        (facts { $0.isFromDatacentre = true }, .machine, "datacentre"),
        (facts(.pixel, agent: gmail) { $0.isFromDatacentre = true }, .person, "agent:image-proxy"),
    ])
    func `each fact by itself`(facts: VisitFacts, actor: Verdict.Actor, reason: String) {
        let verdict = VisitJudge.judge(facts)
        #expect(verdict.actor == actor && verdict.reasons.first == reason)
    }

    @Test(arguments: [
        (ServeStage.browser, AgentKind.reader),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_6_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148", .reader),
        ("Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0.17928; Pro)", .reader),
        ("Mozilla/5.0 (Linux; Android 12; CUBOT KINGKONG 7) AppleWebKit/537.36 Chrome/120.0.0.0 Mobile Safari/537.36", .reader),
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/120.0 Safari/537.36", .bot),
        ("Mozilla/5.0 (compatible; ExampleBot/2.1; +http://www.example.com/bot.html)", .bot),
        ("python-requests/2.32.3", .bot), ("something new/1.0", .bot), ("  ", .none), ("", .none),
        ("YahooMailProxy; https://help.yahoo.com/kb/yahoo-mail-proxy-SLN28749.html", .imageProxy),
    ])
    func `programs by their names`(agent: String, kind: AgentKind) {
        #expect(AgentTable.classify(agent) == kind)
    }

    @Test func `a name of any length and any octets is told in bounded work`() {
        #expect(AgentTable.classify(String(repeating: "bo", count: 1 << 20)) == .bot)
        #expect(AgentTable.classify("Mozilla/5.0 \u{0}\u{202E}\u{FFFD}") == .reader)
    }
}
