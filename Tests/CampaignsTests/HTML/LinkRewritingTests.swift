import Foundation
import Testing

@testable import Campaigns

struct LinkRewritingTests {
    private let tracking = TrackingSettings(baseURL: "https://t.example.com/", opens: false, clicks: true)

    private func prepare(_ html: String, preheader: String = "", tracking: TrackingSettings?) throws -> (html: String, links: [String]) {
        let prepared = HTMLPreparation(HTMLTemplate(try Fixture.flat(html)), preheader: try Fixture.flat(preheader), tracking: tracking)
        let sent = prepared.flat.source(of: prepared.flat.bytes.indices)
        return (sent.replacing("{{ handle}}", with: "H"), prepared.links.links.map(\.url))
    }

    @Test(arguments: [
        (#"<a href="http://a.example/">x</a>"#, #"<a href="https://t.example.com/c/H/0">x</a>"#, ["http://a.example/"]),
        (
            #"<A class=x HREF='HTTPS://a.example/?b=1&amp;c=2#d' id=y>"#, #"<A class=x HREF='https://t.example.com/c/H/0' id=y>"#,
            ["HTTPS://a.example/?b=1&c=2#d"]
        ),
        (#"<area shape=rect href=https://a.example/x>"#, #"<area shape=rect href=https://t.example.com/c/H/0>"#, ["https://a.example/x"]),
        (#"<a href=" https://a.example/ ">"#, #"<a href="https://t.example.com/c/H/0">"#, ["https://a.example/"]),
        (
            #"<a href="https://a.example/{{id}}?n={{name}}">"#, #"<a href="https://t.example.com/c/H/0">"#,
            ["https://a.example/{{id}}?n={{name}}"]
        ),
        (
            #"<a href="https://a.example/">1</a><a href="https://b.example/">2</a><a href="https://a.example/">3</a>"#,
            #"<a href="https://t.example.com/c/H/0">1</a><a href="https://t.example.com/c/H/1">2</a><a href="https://t.example.com/c/H/0">3</a>"#,
            ["https://a.example/", "https://b.example/"]
        ),
    ])
    func `links to the web are counted`(html: String, sent: String, links: [String]) throws {
        let found = try prepare(html, tracking: tracking)
        #expect(found.html == sent)
        #expect(found.links == links)
    }

    @Test(arguments: [
        #"<a href="mailto:a@example.com">"#, #"<a href="tel:+49">"#, #"<a href="sms:1">"#, ##"<a href="#top">"##, #"<a href="">"#,
        "<a href>", "<a>",
        #"<a href="{{unsubscribe_url}}">"#, #"<a href="{{view_url}}">"#, #"<a href="{{link}}">"#, #"<a href="/relative">"#,
        #"<a href="https://a.example/unsubscribe?u=1">"#, #"<a href="https://a.example/preferences">"#,
        #"<img src="https://a.example/x.png">"#, #"<link href="https://a.example/x.css">"#, #"<a data-href="https://a.example/">"#,
        #"<!--[if mso]><a href="https://a.example/"><![endif]-->"#, #"<script>'<a href="https://a.example/">'</script>"#,
        "https://a.example/ in text", #"<a href="ftp://a.example/">"#, #"<a href="https:/a.example">"#,
        #"{{#x}}<a href="https://a.example/{{/x}}">"#,
    ])
    func `everything else stays octet for octet`(html: String) throws {
        let found = try prepare(html, tracking: tracking)
        #expect(found.html == html)
        #expect(found.links == [])
    }

    @Test func `nothing is touched unless it is asked for`() throws {
        let html = #"<body><a href="https://a.example/">x</a></body>"#
        #expect(try prepare(html, tracking: nil).html == html)
        #expect(try prepare(html, tracking: TrackingSettings(baseURL: "https://t.example.com")).html == html)
    }

    @Test(arguments: [
        ("<html><head></head><body class=x>a</body></html>", "<html><head></head><body class=x>P{{preheader}}Qa</body></html>"),
        ("<!DOCTYPE html>\n<head><title>x</title></head>a", "<!DOCTYPE html>\n<head><title>x</title></head>P{{preheader}}Qa"),
        ("<!DOCTYPE html><p>a</p>", "<!DOCTYPE html>P{{preheader}}Q<p>a</p>"),
        ("a", "P{{preheader}}Qa"),
        ("<body>{{preheader}}</body>", "<body>{{preheader}}</body>"),
    ])
    func `the preview line goes to the top, once`(html: String, expected: String) throws {
        let found = try prepare(html, preheader: "Hi", tracking: nil).html
        #expect(
            found.replacing(HTMLInsertion.preheaderStart, with: "P").replacing("}}" + HTMLInsertion.preheaderEnd, with: "}}Q") == expected)
    }

    @Test(arguments: [
        ("<html><body>a</body></html>", "<html><body>aI</body></html>"), ("<html>a</html>", "<html>aI</html>"), ("a", "aI"),
        ("<body>a<!-- </body> --></body>b</body>", "<body>a<!-- </body> --></body>bI</body>"),
    ])
    func `the pixel goes to the end`(html: String, expected: String) throws {
        let found = try prepare(html, tracking: TrackingSettings(baseURL: "https://t.example.com", opens: true)).html
        let pixel = #"<img src="https://t.example.com/o/H.gif" width="1" height="1" alt="" style="border:0">"#
        #expect(found.replacing(pixel, with: "I") == expected)
    }

    /// Octet for octet outside the values of counted links, measured over what others send.
    @Test(.enabled(if: corporaFolder != nil, "needs MAILSHOT_CORPORA"))
    func `newsletters of others change in nothing but their links`() throws {
        var counted = 0
        for file in try htmlCorpus() {
            let flat = FlatTemplate(bytes: [UInt8](try Data(contentsOf: file)), tags: [])
            var rewriting = LinkRewriting(base: "https://t.example.com")
            var escapings: [Escaping] = []
            let sent = rewriting.rewrite(flat, tokens: HTMLTokenizer.tokens(of: flat.bytes), escapings: &escapings)
            counted += sent.tags.count
            // Without the values of links, before and after are the same.
            #expect(Self.withoutLinks(sent.bytes) == Self.withoutLinks(flat.bytes), "\(file.lastPathComponent)")
        }
        #expect(counted > 100)
    }

    private static func withoutLinks(_ bytes: [UInt8]) -> [UInt8] {
        var out: [UInt8] = []
        var copied = 0
        for case .start(let tag) in HTMLTokenizer.tokens(of: bytes) where tag.name == "a" || tag.name == "area" {
            guard let value = tag.attribute("href")?.value else { continue }
            out += bytes[copied..<value.lowerBound]
            copied = value.upperBound
        }
        return out + bytes[copied...]
    }
}
