import Testing

@testable import Campaigns

struct HTMLContextsTests {
    /// What each value in an HTML source is taken for.
    private func escapings(_ html: String) throws -> [Escaping] {
        let flat = try Fixture.flat(html)
        let contexts = HTMLContexts(flat, tokens: HTMLTokenizer.tokens(of: flat.bytes))
        #expect(contexts.problems == [])
        return flat.tagIndices(in: flat.bytes.indices).filter { flat.tags[$0].isValue }.map { contexts.escapings[$0] }
    }

    @Test(
        arguments: [
            ("{{v}}", [.html]),
            ("<p title=\"{{v}}\" style='{{v}}'>", [.html, .html]),
            ("<a href=\"{{v}}\">", [.htmlURL(.whole)]),
            ("<a href=\" {{v}}\">", [.htmlURL(.whole)]),
            (
                "<a href='https://{{v}}.example.com/{{v}}/x?q={{v}}&r={{v}}#{{v}}'>",
                [.htmlURL(.component), .htmlURL(.path), .htmlURL(.component), .htmlURL(.component), .htmlURL(.component)]
            ),
            ("<img src=\"/img/{{v}}.png\">", [.htmlURL(.path)]),
            ("<a href=\"mailto:{{v}}?subject={{v}}\">", [.htmlURL(.path), .htmlURL(.component)]),
            ("<a href=\"{{v}}/{{v}}?{{v}}\">", [.htmlURL(.whole), .htmlURL(.path), .htmlURL(.component)]),
            ("<a href=\"{{#v}}{{v}}{{/v}}{{^v}}https://x.example/{{v}}{{/v}}\">", [.htmlURL(.whole), .htmlURL(.path)]),
            ("<td background='{{v}}'><form action=\"{{v}}\">", [.htmlURL(.whole), .htmlURL(.whole)]),
            ("<a data-href=\"{{v}}\">", [.html]),
            ("<!--[if mso]><a href=\"{{v}}\"><![endif]--><title>{{v}}</title><textarea>{{v}}</textarea>", [.html, .html, .html]),
        ] as [(String, [Escaping])])
    func `a value is escaped for the place it stands in`(html: String, expected: [Escaping]) throws {
        #expect(try escapings(html) == expected)
    }

    @Test(arguments: [
        "<script>{{v}}</script>", "<style>{{v}}</style>", "<a onclick='{{v}}'>", "<a href={{v}}>", "<a {{v}}>", "<a {{v}}=\"x\">",
        "<a x=\"1\"{{v}}>", "</p {{v}}>", "<svg><a onload=\"{{v}}\"></svg>",
    ])
    func `where no escape helps, a value is refused`(html: String) throws {
        let flat = try Fixture.flat(html)
        let problems = HTMLContexts(flat, tokens: HTMLTokenizer.tokens(of: flat.bytes)).problems
        #expect(problems.map(\.rule) == ["value.context"])
    }

    @Test func `layout tables are no tables of data`() {
        func data(_ html: String) -> Int { DataTables.starts(in: HTMLTokenizer.tokens(of: Array(html.utf8))).count }
        #expect(data("<table><tr><td>a</td><td>b</td></tr></table>") == 1)
        #expect(data("<table><tr><td>a</td></tr><tr><td>b</td></tr></table>") == 0)
        #expect(data("<table><tr><td><p>a</p></td><td>b</td></tr></table>") == 0)
        #expect(data("<table><tr><th><p>a</p></th><th>b</th></tr><tr><td>1</td><td>2</td></tr></table>") == 1)
        #expect(data("<table><tr><th><p>a</p></th><th class=expander></th></tr></table>") == 0)
        #expect(data("<table><tr><td><table><tr><td>a</td><td>b</td></tr></table></td><td>c</td></tr></table>") == 1)
        #expect(data("<table><tr><td>a</td><td>b</td>") == 0)
    }
}
