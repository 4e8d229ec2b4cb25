import Campaigns
import Testing

@testable import Deliverability

@Suite struct MessageRuleTests {
    /// A message that no rule speaks of.
    static func specimen(
        subject: String = "Autumn is here", header: String = "", text: String = "Hello Anna, here is what autumn brings.",
        html: String? = nil, isMarketing: Bool = true, hasPreheader: Bool = true, textIsMade: Bool = true
    ) -> MessageSpecimen {
        let fields = "From: news@acme.de\r\nSubject: \(subject)\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n\(header)\r\n"
        return MessageSpecimen(
            line: 2, bytes: Array((fields + text).utf8), text: text, html: html, isMarketing: isMarketing, hasPreheader: hasPreheader,
            textIsMade: textIsMade)
    }

    static let words =
        "autumn brings apples pears nuts mushrooms pumpkins soups blankets candles evenings novels kettles "
        + "scarves gloves boots leaves gardens harvest markets cider bread cheese"

    struct Case: Sendable, CustomTestStringConvertible {
        var rule: String
        var bad: MessageSpecimen
        var good: MessageSpecimen
        var testDescription: String { rule }
    }

    static let cases: [Case] = [
        Case(
            rule: "size.clipped", bad: specimen(html: "<p>" + String(repeating: "abcdefg ", count: 14_000)),
            good: specimen(html: "<p>" + String(repeating: "abcdefg ", count: 12_000))),
        Case(
            rule: "size.large", bad: specimen(text: String(repeating: "0123456789\r\n", count: 900_000)),
            good: specimen(text: String(repeating: "0123456789\r\n", count: 800_000))),
        Case(
            rule: "message.line_length", bad: specimen(text: String(repeating: "a", count: 999) + "\r\n"),
            good: specimen(text: String(repeating: "a", count: 998) + "\r\n" + String(repeating: "b", count: 998) + "\r\n")),
        Case(rule: "header.duplicate", bad: specimen(header: "subject: again\r\n"), good: specimen(header: "X-A: 1\r\nX-A: 2\r\n")),
        Case(rule: "header.one_click", bad: bare(isMarketing: true), good: bare(isMarketing: false)),
        Case(
            rule: "text.differs", bad: specimen(text: "Please look at the HTML.", html: "<p>\(words)</p>", textIsMade: false),
            good: specimen(text: words, html: "<p>\(words)</p>", textIsMade: false)),
        Case(
            rule: "text.images_only", bad: specimen(html: "<img src=a alt=b><p>See above</p>"),
            good: specimen(html: "<img src=a alt=b><p>\(words)</p>")),
        Case(rule: "merge.gap", bad: specimen(text: "Hi ,\nautumn is here"), good: specimen(text: "Hi Anna,\nsee apples, pears")),
        Case(
            rule: "subject.long", bad: specimen(subject: String(repeating: "autumn ", count: 11)),
            good: specimen(subject: String(repeating: "autumn ", count: 9))),
        Case(rule: "subject.shouting", bad: specimen(subject: "BUY ALL OF IT NOW"), good: specimen(subject: "NASA, ESA and JAXA meet")),
        Case(rule: "subject.shouting", bad: specimen(subject: "Only today!!"), good: specimen(subject: "Only today!")),
        Case(rule: "subject.false_reply", bad: specimen(subject: "Re: your order"), good: specimen(subject: "Read: your order")),
        Case(
            rule: "preheader.missing", bad: specimen(html: "<p>\(words)</p>", hasPreheader: false),
            good: specimen(html: "<p>\(words)</p>")),
    ]

    static func bare(isMarketing: Bool) -> MessageSpecimen {
        MessageSpecimen(
            line: 2, bytes: Array("From: a@b.de\r\nSubject: Autumn\r\n\r\nHello".utf8), text: "Hello", html: nil, isMarketing: isMarketing,
            hasPreheader: true, textIsMade: false)
    }

    @Test(arguments: cases) func `a rule speaks of what it is about, and of nothing else`(_ sample: Case) {
        #expect(sample.bad.findings(list: "list.csv").map(\.rule).contains(sample.rule))
        #expect(!sample.good.findings(list: "list.csv").map(\.rule).contains(sample.rule))
    }

    @Test func `every rule about messages has a sample`() {
        #expect(Set(MessageRule.all.map(\.rule.id)) == Set(Self.cases.map(\.rule)))
    }

    @Test func `a good message is not spoken of`() {
        #expect(Self.specimen().findings(list: "list.csv").isEmpty)
    }
}
