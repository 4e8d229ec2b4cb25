import Testing

@testable import Campaigns

struct TemplateFlatteningTests {
    private func flattened(_ source: String, _ partials: [String: String] = [:]) throws -> String {
        let flat = try Fixture.flat(source, partials: partials)
        return flat.source(of: flat.bytes.indices)
    }

    @Test(
        arguments: [
            ("a {{name}} b", [:], "a {{name}} b"),
            ("x {{>p}} y", ["p": "[{{name}}]"], "x [{{name}}] y"),
            ("x\n  {{>p}}\ny", ["p": "1\n2\n"], "x\n  1\n  2\ny"),
            ("{{>a}}", ["a": "<{{>b}}>", "b": "{{#c}}d{{/c}}"], "<{{#c}}d{{/c}}>"),
            ("{{<base}}{{$body}}mine {{x}}{{/body}}{{/base}}", ["base": "<b>{{$body}}default{{/body}}</b>"], "<b>mine {{x}}</b>"),
            ("{{<base}}{{/base}}", ["base": "<b>{{$body}}default{{/body}}</b>"], "<b>default</b>"),
            (
                "{{<mid}}{{$body}}top{{/body}}{{/mid}}",
                ["mid": "{{<base}}{{$body}}middle{{/body}}{{$foot}}f{{/foot}}{{/base}}", "base": "{{$body}}b{{/body}}-{{$foot}}{{/foot}}"],
                "top-f"
            ),
            ("{{$alone}}as it is{{/alone}}", [:], "as it is"),
            ("\u{FEFF}a\r\nb\rc", [:], "a\nb\nc"),
        ] as [(String, [String: String], String)])
    func `partials and layouts are put in place`(source: String, partials: [String: String], expected: String) throws {
        #expect(try flattened(source, partials) == expected)
    }

    @Test(
        arguments: [
            ("{{>a}}", ["a": "{{>b}}", "b": "\n {{>a}}"], "b.html:2:2: {{>a}} includes itself: a → b → a"),
            ("\n {{>fotter}}", ["footer": ""], "body.html:2:2: {{>fotter}}: there is no such partial; did you mean footer?"),
            ("{{>*name}}", ["name": ""], "body.html:1:1: {{>*name}}: a value cannot choose a partial; use a section"),
            ("{{#a}}x", [:], "body.html:1:1: {{#a}} is never closed; add {{/a}}"),
            ("x{{/a}}", [:], "body.html:1:2: {{/a}} closes nothing"),
            ("{{#a}}\n{{/b}}", [:], "body.html:2:1: {{/b}} closes {{#a}} of line 1; write {{/a}}"),
            (
                "{{<b}}lost{{/b}}", ["b": ""],
                "body.html:1:1: text between {{<b}} and its end is in no block and would be lost; put it into {{$block}}…{{/block}}"
            ),
            ("{{<b}}{{x}}{{/b}}", ["b": ""], "body.html:1:7: {{x}} is in no block of {{<b}}; put it into {{$block}}…{{/block}}"),
        ] as [(String, [String: String], String)])
    func `what cannot be put in place is named`(source: String, partials: [String: String], expected: String) {
        #expect { try flattened(source, partials) } throws: { error in
            "\(error)" == expected
        }
    }

    @Test func `sections that nest without end are refused`() {
        let deep = String(repeating: "{{#a}}", count: 40) + String(repeating: "{{/a}}", count: 40)
        #expect(throws: CampaignError.self) { try flattened(deep) }
    }

    @Test func `partials that grow without bound are refused`() {
        var partials = ["p0": String(repeating: "x", count: 1000)]
        for level in 1...20 { partials["p\(level)"] = String(repeating: "{{>p\(level - 1)}}", count: 10) }
        #expect(throws: CampaignError.self) { try flattened("{{>p20}}", partials) }
    }

    @Test func `marks carry every index and are found again`() {
        for index in [0, 1, 63, 64, 4095, 4096, 262_143] {
            let mark = FlatTemplate.mark(of: index)
            #expect(mark.count == 4 && mark[0] == 0xFF)
            #expect(FlatTemplate.tagIndex(in: mark, at: 0) == index)
        }
    }
}
