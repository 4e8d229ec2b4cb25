import Foundation
import Testing

@testable import Campaigns

struct StyleInliningTests {
    private func inlined(_ html: String) throws -> String {
        let flat = StyleInlining.apply(to: HTMLTemplate(try Fixture.flat(html))).flat
        return flat.source(of: flat.bytes.indices)
    }

    /// What a sheet makes of a body.
    static let cases: [(String, String, String)] = [
        ("p { color: red }", "<p>a</p>", #"<p style="color: red">a</p>"#),
        ("p{color:red;;margin:0}", "<P class=x>a", #"<P style="color: red; margin: 0" class=x>a"#),
        // The cascade: identifiers before classes before types, then the order.
        ("p{color:red}.a{color:blue}#b{color:lime}p{color:pink}", #"<p id=b class=a>"#, #"<p style="color: lime" id=b class=a>"#),
        ("p{color:red} p{color:blue}", "<p>", #"<p style="color: blue">"#),
        ("p{margin:0} p{margin-top:4px}", "<p>", #"<p style="margin: 0; margin-top: 4px">"#),
        ("p{display:block;display:flex}", "<p>", #"<p style="display: block; display: flex">"#),
        (".a,.b>i{color:red}", "<b class=b><i>", #"<b class=b><i style="color: red">"#),
        // The attribute wins, and what is important wins over it.
        ("p{color:red;margin:0}", #"<p style="color:blue;">"#, #"<p style="margin: 0; color:blue;">"#),
        ("p{color:red !important}", #"<p style="color:blue">"#, #"<p style="color:blue; color: red">"#),
        ("p{color:red ! IMPORTANT}", #"<p style="color:blue !important; ">"#, #"<p style="color:blue !important; ">"#),
        (".a{color:red !important}.a.b{color:blue}", "<p class='a b'>", #"<p style="color: red" class='a b'>"#),
        // Quoting.
        (#"p{font-family:"Segoe UI",Arial}"#, "<p>", #"<p style="font-family: 'Segoe UI',Arial">"#),
        (#"p{font-family:"Segoe UI"}"#, "<p style='margin:0'>", #"<p style='font-family: "Segoe UI"; margin:0'>"#),
        (#"p{content:"it's"}"#, "<p>", #"<p style="content: &quot;it's&quot;">"#),
        ("p{background:url(a?b&c;d)}", "<p>", #"<p style="background: url(a?b&amp;c;d)">"#),
        ("p{color:red}", "<p style=margin:0>", #"<p style="color: red; margin:0">"#),
        // Tags of the template stay.
        (
            "p{color:red}", "{{#a}}<p class='x {{c}}' style='width:{{w}}px'>{{b}}</p>{{/a}}",
            "{{#a}}<p class='x {{c}}' style='color: red; width:{{w}}px'>{{b}}</p>{{/a}}"
        ),
        ("p{color:red}", "<p {{b}}><p{{n}}>", #"<p style="color: red" {{b}}><p{{n}}>"#),
        // What is not understood stays as it is.
        ("@import 'x'; @charset \"a\"; p+p{color:red} p{color}", "<p><p>", "<p><p>"),
        ("*{margin:0} @font-face{font-family:a;src:url(b)} @keyframes x{from{color:red}}", "<p>", "<p>"),
        ("p{color:red", "<p>", #"<p style="color: red">"#),
        ("}p{color:red}", "<p>", "<p>"),
        ("/* p{color:blue} */p/**/{/*;*/color:red/*}*/}", "<p>", #"<p style="color: red">"#),
        ("<!-- p{color:red} -->", "<p>", #"<p style="color: red">"#),
        ("p{color:red}", "<!--[if mso]><p><![endif]--><title>", "<!--[if mso]><p><![endif]--><title>"),
    ]

    @Test(arguments: cases)
    func `rules become attributes`(sheet: String, body: String, expected: String) throws {
        #expect(try inlined("<style>\(sheet)</style>\(body)") == "<style>\(sheet)</style>\(expected)")
    }

    @Test(arguments: [
        // A condition that an attribute would beat is raised; others are left alone.
        (
            "p{color:red}@media (max-width:9px){p{color:blue;margin:0}}",
            "p{color:red}@media (max-width:9px){p{color:blue !important;margin:0}}"
        ),
        (
            "a{margin:0}@supports (a:b){@media x{p a{margin-top : 1px /*x*/ ;}}}",
            "a{margin:0}@supports (a:b){@media x{p a{margin-top : 1px !important /*x*/ ;}}}"
        ),
        ("a{color:red}a:hover{color:blue}b:hover{color:blue}", "a{color:red}a:hover{color:blue !important}b:hover{color:blue}"),
        ("a{color:red}@media x{a{color:blue!important}}", "a{color:red}@media x{a{color:blue!important}}"),
        ("@media x{p{color:blue}}", "@media x{p{color:blue}}"),
    ])
    func `conditions keep winning`(sheet: String, expected: String) throws {
        let result = try inlined("<style>\(sheet)</style><p><a>x</a></p>")
        #expect(result.hasPrefix("<style>\(expected)</style>"), "\(result)")
        #expect(!result.contains("color: blue\""))
    }

    @Test func `which sheets hold`() throws {
        let html = """
            <style media="print">p{color:red}</style><style type="text/less">p{color:blue}</style><style>p{width:{{w}}}</style>\
            <style media="Screen" type="TEXT/CSS">p{margin:0}</style><p>
            """
        #expect(try inlined(html) == html.replacing("<p>", with: #"<p style="margin: 0">"#))
    }

    @Test func `a campaign that says so is sent with its styles in place, and check tells one that does not`() throws {
        let project = try TestProject([
            "templates/t/body.html": "<style>.b{font-weight:bold}.no{display:none}</style><p class=b>Hi</p><p class=no>x</p>"
        ])
        var campaign = try Fixture.campaign()
        for inlines in [false, true] {
            campaign.inlinesStyles = inlines
            let template = try MessageTemplate.load(for: campaign, project: project.path)
            let html = String(decoding: template.html?.flat.bytes ?? [], as: UTF8.self)
            #expect(html.contains(#"style="font-weight: bold""#) == inlines)
            #expect(String(decoding: template.text.flat.bytes, as: UTF8.self) == "Hi\n")
            let found = template.problems(columns: ["email"], sender: try Fixture.sender()).map(\.description)
            #expect(
                found
                    == (inlines
                        ? []
                        : [
                            "templates/t/body.html: 2 elements get their looks from <style>, which some mail readers drop; "
                                + "inline_css = true in campaigns/autumn.toml writes them into style attributes as well"
                        ]))
        }
    }

    @Test func `hostile sheets take bounded time`() throws {
        let deep = String(repeating: "<div class=a>", count: 3_000)
        let sheet =
            String(repeating: ".a ", count: 20) + "b{color:red}" + String(repeating: "@media x{", count: 3_000)
            + String(repeating: "(", count: 30_000)
        #expect(try inlined("<style>\(sheet)</style>\(deep)<b>").hasSuffix(#"<b style="color: red">"#))
    }

    @Test(.enabled(if: corporaFolder != nil, "MAILSHOT_CORPORA is not set"))
    func `newsletters of others keep all but style attributes`() throws {
        let folder = try #require(corporaFolder) + "/html"
        let files = try #require(FileManager.default.subpaths(atPath: folder)).filter { $0.hasSuffix(".html") }
        #expect(files.count > 40)
        var styled = 0
        for file in files {
            let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: folder + "/" + file)))
            let source = FlatTemplate(bytes: Array(String(decoding: bytes, as: UTF8.self).utf8), tags: [])
            let result = StyleInlining.apply(to: HTMLTemplate(source))
            styled += result.elements
            #expect(Self.withoutStyles(source.bytes) == Self.withoutStyles(result.flat.bytes), "\(file)")
        }
        #expect(styled > 500)
    }

    /// Tokens without `style` attributes and style sheets.
    private static func withoutStyles(_ source: [UInt8]) -> [String] {
        HTMLTokenizer.tokens(of: source).compactMap { token in
            switch token {
            case .rawText(_, "style"): nil
            case .start(let tag):
                tag.name
                    + tag.attributes.filter { $0.name != "style" }.map { attribute in
                        " " + attribute.name + (attribute.value.map { "=" + String(decoding: source[$0], as: UTF8.self) } ?? "")
                    }.joined()
            default: String(decoding: source[token.range], as: UTF8.self)
            }
        }
    }
}
