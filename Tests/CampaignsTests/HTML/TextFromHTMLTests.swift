import Foundation
import Testing

@testable import Campaigns

struct TextFromHTMLTests {
    private func text(_ html: String) throws -> String {
        let template = try TextFromHTML.template(of: HTMLTemplate(try Fixture.flat(html)))
        return template.flat.source(of: template.flat.bytes.indices)
    }

    @Test(arguments: [
        ("<p>One</p><p>Two</p>", "One\n\nTwo\n"),
        ("<p>a\n  b <b>c</b><i>d</i></p>", "a b cd\n"),
        ("a<br>b<br/><br>c<br><br><br>d", "a\nb\n\nc\n\nd\n"),
        ("<div>a<div>b</div></div><div>c</div>", "a\nb\nc\n"),
        ("<h1>Title</h1><p>x</p><h2>Part</h2>y<h3>Small</h3>z", "Title\n*****\n\nx\n\nPart\n----\n\ny\n\nSmall\n\nz\n"),
        ("<h1></h1><p>x</p><h1> </h1>", "x\n"),
        ("<ul><li>a<li>b<ul><li>c</li></ul></li></ul>d", "- a\n- b\n  - c\n\nd\n"),
        ("<ol><li>a</li><li><p>b</p><p>c</p></li></ol>", "1. a\n2. b\n\n   c\n"),
        ("<blockquote>a<br>b<blockquote>c</blockquote></blockquote>d", "> a\n> b\n\n> > c\n\nd\n"),
        ("<p>a</p><hr><p>b</p>", "a\n\n----------------------------------------\n\nb\n"),
        ("<pre>a\n  b\n\nc</pre>", "a\n  b\n\nc\n"),
        ("x &amp; &lt;y&gt; &euro;&nbsp;5&shy;0", "x & <y> € 50\n"),
        ("<head><title>t</title><style>s</style></head><body>b<script>c</script><!-- d --></body>", "b\n"),
        ("<head><title>t</title><body>b", "b\n"),
        (
            #"<div style="Display : none">hidden</div><span class="preheader">pre</span><p hidden>h</p><b style='mso-hide:all'>m</b>x"#,
            "x\n"
        ),
        (#"<img src=x alt="Logo &amp; name"><img src=y alt="">"#, "Logo & name\n"),
        ("<table><tr><td>Item</td><td>Price</td></tr><tr><td>Tea</td><td>3&nbsp;€</td></tr></table>", "Item | Price\nTea | 3 €\n"),
        (
            "<table><tr><th><p>Item</p></th><th>Price</th></tr><tr><td><p>Tea</p></td><td><p>3</p></td></tr></table>",
            "Item | Price\nTea | 3\n"
        ),
        ("<table><tr><td><p>a</p></td><td><table><tr><td>b</td></tr></table></td></tr></table>c", "a\n\nb\n\nc\n"),
        ("<p>a</p><p>&nbsp;</p><p>b&nbsp;</p>", "a\n\nb\n"),
        ("", ""),
    ])
    func `shapes of text`(html: String, expected: String) throws {
        #expect(try text(html) == expected)
    }

    @Test(arguments: [
        (
            #"<p>See <a href="https://a.example/?x=1&amp;y=2">this</a>, <a href="https://b.example/">that</a> and <a href="https://a.example/?x=1&amp;y=2">this again</a>.</p>"#,
            "See this [1], that [2] and this again [1].\n\n[1] https://a.example/?x=1&y=2\n[2] https://b.example/\n"
        ),
        (#"<a href="https://a.example">https://a.example</a> <a href="http://b.example">b.example</a>"#, "https://a.example b.example\n"),
        (
            #"<a href="mailto:a@b.example">Write</a> <a href="mailto:a@b.example">a@b.example</a> <a href="tel:+49%2030">call</a>"#,
            "Write <a@b.example> a@b.example call <+49%2030>\n"
        ),
        (##"<a href="#top">top</a> <a>none</a> <a href="https://x.example"><img src=a></a>"##, "top none\n"),
        (#"<a href="https://x.example"><img src=a alt="Shop"></a>"#, "Shop [1]\n\n[1] https://x.example\n"),
    ])
    func `links are numbered`(html: String, expected: String) throws {
        #expect(try text(html) == expected)
    }

    @Test(arguments: [
        ("<p>Dear {{name}},</p><p>{{{raw}}}</p>", "Dear {{name}},\n\n{{{raw}}}\n"),
        ("<p>A</p>{{#vip}}<p>Hi</p>{{/vip}}<p>B</p>", "A\n\n{{#vip}}Hi\n\n{{/vip}}B\n"),
        ("<p>Hello {{#a}}dear {{/a}}friend</p>", "Hello {{#a}}dear {{/a}}friend\n"),
        ("<ul>{{#a}}<li>x</li>{{/a}}<li>{{#b}}y{{/b}}</li></ul>", "{{#a}}- x\n{{/a}}- {{#b}}y{{/b}}\n"),
        (#"<div style="display:none">{{#a}}x{{/a}}</div><td {{#b}}class="c"{{/b}}>y"#, "{{#a}}{{/a}}y\n"),
        (
            #"{{#a}}<a href="https://x.example/{{id}}">go</a>{{/a}} <a href="{{unsubscribe_url}}">out</a>"#,
            "{{#a}}go [1]{{/a}} out [2]\n\n{{#a}}[1] https://x.example/{{id}}\n{{/a}}[2] {{unsubscribe_url}}\n"
        ),
    ])
    func `tags survive in their places`(html: String, expected: String) throws {
        #expect(try text(html) == expected)
    }

    @Test func `a section that text cannot keep whole is reported`() {
        #expect { try text("<p title=\"{{#a}}\">x{{/a}}</p>") } throws: { error in
            "\(error)"
                == "body.html:1:11: no text can be made from this HTML: a section begins inside a tag and ends outside it; add body.txt"
        }
    }

    @Test func `lines are at most 76 columns`() throws {
        let words = (1...80).map { "word\($0)" }.joined(separator: " ")
        let found = try text("<p>\(words)</p><ul><li>\(words)</li></ul><blockquote>\(words)</blockquote>")
        let lines = found.split(separator: "\n")
        #expect(lines.allSatisfy { $0.count <= 76 })
        #expect(lines.filter { $0.count > 66 }.count > 20)
        #expect(found.contains("\n- word1 ") && found.contains("\n  word") && found.contains("\n> word1 "))
    }

    @Test func `a word longer than a line stays whole`() throws {
        let word = String(repeating: "x", count: 200)
        #expect(try text("<p>a \(word) b</p>") == "a\n\(word)\nb\n")
    }

    @Test func `values inside addresses are encoded for a URL`() throws {
        let template = try TextFromHTML.template(
            of: HTMLTemplate(try Fixture.flat(#"{{n}} <a href="https://x.example/{{n}}?q={{n}}">go</a>"#)))
        #expect(template.escapings == [.none, .url(.path), .url(.component)])
        // Behind `mailto:` a value begins no link, whatever scheme it looks like.
        let mail = try TextFromHTML.template(of: HTMLTemplate(try Fixture.flat(#"<a href="mailto:{{n}}">write</a>"#)))
        #expect(mail.escapings == [.url(.path)] && mail.flat.source(of: mail.flat.bytes.indices) == "write <{{n}}>\n")
        // An address that names nobody is no address.
        let empty = try TextFromHTML.template(of: HTMLTemplate(try Fixture.flat(#"<a href="mailto:">a@b.example</a>"#)))
        #expect(empty.flat.bytes == Array("a@b.example\n".utf8))
    }

    @Test(.enabled(if: corporaFolder != nil, "needs MAILSHOT_CORPORA"))
    func `newsletters of others become readable text`() throws {
        for file in try htmlCorpus() {
            let flat = FlatTemplate(bytes: [UInt8](try Data(contentsOf: file)), tags: [])
            let made = try TextFromHTML.template(of: HTMLTemplate(flat))
            let text = String(decoding: made.flat.bytes, as: UTF8.self)
            #expect(!text.contains("\n\n\n"), "\(file.lastPathComponent)")
            #expect(text.firstRange(of: "<td") == nil && text.firstRange(of: "@media") == nil, "\(file.lastPathComponent)")
            #expect(
                text.split(separator: "\n").allSatisfy { $0.count <= 76 || !$0.dropFirst(12).contains(" ") }, "\(file.lastPathComponent)")
        }
    }
}
