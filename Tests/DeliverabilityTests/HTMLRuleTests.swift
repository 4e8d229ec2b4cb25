import Campaigns
import Testing

@testable import Deliverability

/// A rule about a file, a text that it speaks of, and one that it does not.
struct Sample: Sendable, CustomTestStringConvertible {
    var rule: String
    var bad: String
    var good: String
    var testDescription: String { rule }
}

@Suite struct HTMLRuleTests {
    static let samples: [Sample] = [
        Sample(rule: "image.alt", bad: #"<img src="https://a.test/a.png">"#, good: #"<img src="https://a.test/a.png" alt="">"#),
        Sample(
            rule: "image.size", bad: #"<img src="https://a.test/a.png" alt="A">"#,
            good: #"<img src="https://a.test/a.png" alt="A" style="border:0; width: 100%">"#),
        Sample(rule: "image.data", bad: #"<img src="data:image/png;base64,AAAA" alt="">"#, good: #"<img src="cid:logo" alt="">"#),
        Sample(rule: "image.relative", bad: #"<img src="img/logo.png" alt="">"#, good: #"<img src="{{logo_url}}" alt="">"#),
        Sample(rule: "html.script", bad: "<p>a</p><script>alert(1)</script>", good: "<p>javascript is a language</p>"),
        Sample(rule: "html.script", bad: #"<p onclick="go()">a</p>"#, good: #"<p one="1">a</p>"#),
        Sample(rule: "html.form", bad: #"<form action="https://a.test">"#, good: #"<input type="hidden" name="a">"#),
        Sample(rule: "html.frame", bad: #"<iframe src="https://a.test"></iframe>"#, good: "<p>iframe</p>"),
        Sample(
            rule: "html.external_css", bad: #"<link rel="stylesheet" href="https://a.test/a.css">"#,
            good: #"<link rel="icon" href="https://a.test/a.ico">"#),
        Sample(rule: "html.external_css", bad: "<style>@IMPORT url(a.css);</style>", good: "<style>p { color: red }</style>"),
        Sample(rule: "html.refresh", bad: #"<meta http-equiv="Refresh" content="0;url=x">"#, good: #"<meta name="viewport">"#),
        Sample(rule: "html.base", bad: #"<base href="https://a.test/">"#, good: "<p>base</p>"),
        Sample(rule: "client.support", bad: #"<div style="display:flex">"#, good: #"<div style="display: block">flex</div>"#),
        Sample(
            rule: "client.support", bad: "<style>.a{position:absolute}</style>", good: "<style>.a{background-position:absolute}</style>"),
        Sample(rule: "client.support", bad: "<video src=a></video>", good: "<p>video</p>"),
        Sample(rule: "link.malformed", bad: #"<a href="shop/now">a</a>"#, good: #"<a href="{{shop_url}}">a</a>"#),
        Sample(rule: "link.malformed", bad: #"<a href="">a</a>"#, good: ##"<a href="#part2">a</a>"##),
        Sample(rule: "link.malformed", bad: #"<a href="https://">a</a>"#, good: #"<a href="https://a.de/{{first name}}">a</a>"#),
        Sample(rule: "link.scheme", bad: #"<a href="javascript:void(0)">a</a>"#, good: #"<a href="https://a.de">a</a>"#),
        Sample(rule: "link.insecure", bad: #"<a href="http://a.de/">a</a>"#, good: #"<a href="https://a.de/">a</a>"#),
        Sample(rule: "link.address", bad: #"<a href="https://192.0.2.7/a">a</a>"#, good: #"<a href="https://1.2.3.4.example.de/">a</a>"#),
        Sample(rule: "link.address", bad: #"<a href="https://[2001:db8::1]/a">a</a>"#, good: #"<a href="https://beef.de/">a</a>"#),
        Sample(rule: "link.shortener", bad: #"<a href="https://bit.ly/3x">a</a>"#, good: #"<a href="https://orbit.ly/3x">a</a>"#),
        Sample(
            rule: "link.mismatch", bad: #"<a href="https://evil.de/">https://www.bank.de/login</a>"#,
            good: #"<a href="https://shop.bank.de/">www.bank.de</a>"#),
        Sample(
            rule: "link.placeholder", bad: #"<a href="https://www.example.com/">a</a>"#, good: #"<a href="https://examples.com/">a</a>"#),
        Sample(rule: "link.untracked", bad: #"<a href="tel:+49301">a</a>"#, good: #"<a href="https://a.de/tel:1">a</a>"#),
        Sample(
            rule: "link.duplicate", bad: #"<a href="https://a.de/">a</a><a href="https://a.de/">b</a>"#,
            good: #"<a href="https://a.de/">a</a><a href="https://a.de/#b">b</a>"#),
    ]

    static func rules(in html: String) -> Set<String> {
        Set(HTMLSource(file: "body.html", bytes: Array(html.utf8)).findings().map(\.rule))
    }

    @Test(arguments: samples) func `a rule speaks of what it is about, and of nothing else`(_ sample: Sample) {
        #expect(Self.rules(in: sample.bad).contains(sample.rule))
        #expect(!Self.rules(in: sample.good).contains(sample.rule))
    }

    @Test func `every rule about HTML and links has a sample`() {
        let rules = HTMLRule.all.map(\.rule.id) + LinkRule.all.map(\.rule.id)
        #expect(Set(rules) == Set(Self.samples.map(\.rule)))
    }

    @Test func `findings say where they are, in lines and characters`() throws {
        let html = "<p>Grüße</p>\n  <p>ä<a href=\"http://a.de/\">x</a>\n"
        let finding = try #require(HTMLSource(file: "body.html", bytes: Array(html.utf8)).findings().first { $0.rule == "link.insecure" })
        #expect(finding.place == "body.html:2:16")
    }

    @Test func `Mustache tags are no markup, whatever stands in them`() {
        #expect(Self.rules(in: #"{{<layout}}{{$main}}<p>{{uppercased(name)}}</p>{{/main}}{{/layout}}"#).isEmpty)
        #expect(Self.rules(in: #"<a href="{{unsubscribe_url}}">Unsubscribe</a>"#).isEmpty)
    }
}
