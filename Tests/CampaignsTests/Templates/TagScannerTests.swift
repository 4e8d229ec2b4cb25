import Testing

@testable import Campaigns

struct TagScannerTests {
    /// Text in quotes, tags as they are written, with their places: `"Hi "|{{name}}@1:4`.
    private func scan(_ source: String, indent: String = "") throws -> String {
        try TagScanner.scan(Array(source.utf8), file: "f", indent: indent).map { piece in
            switch piece {
            case .text(let bytes): return String(decoding: bytes, as: UTF8.self).debugDescription
            case .tag(let tag): return "\(tag.source)@\(tag.place.line ?? 0):\(tag.place.column ?? 0)"
            }
        }.joined(separator: "|")
    }

    @Test(arguments: [
        ("", ""),
        ("plain { } {a} text", #""plain { } {a} text""#),
        ("Hi {{name}}!", #""Hi "|{{name}}@1:4|"!""#),
        ("{{ name }}{{{raw}}}{{&raw}}{{{ raw }}}", "{{name}}@1:1|{{{raw}}}@1:11|{{{raw}}}@1:20|{{{raw}}}@1:28"),
        ("ä\nöö{{größe}}", #""ä\nöö"|{{größe}}@2:3"#),
        ("{{uppercased(trimmed(name))}}", "{{uppercased(trimmed(name))}}@1:1"),
        ("a{{! comment with }} inside", #""a inside""#),
        ("a{{! two\nlines }}{{b}}", #""a"|{{b}}@2:9"#),
        ("{{=<% %>=}}<%a%>{{b}}<%={{ }}=%>{{c}}", #"{{a}}@1:12|"{{b}}"|{{c}}@1:33"#),
        ("{{#a}}x{{/a}}{{^a}}y{{/a}}", #"{{#a}}@1:1|"x"|{{/a}}@1:8|{{^a}}@1:14|"y"|{{/a}}@1:21"#),
        ("x\n  {{#a}}\ny\n  {{/a}}  \nz", #""x\n"|{{#a}}@2:3|"y\n"|{{/a}}@4:3|"z""#),
        ("x\r\n{{#a}}\r\ny\r\n{{/a}}", #""x\r\n"|{{#a}}@2:1|"y\r\n"|{{/a}}@4:1"#),
        ("  {{name}}  \n", #""  "|{{name}}@1:3|"  \n""#),
        ("x {{#a}} \ny", #""x "|{{#a}}@1:3|" \ny""#),
        ("a\n  {{>p}}\nb", #""a\n"|{{>p}}@2:3|"b""#),
        ("{{<base}}\n{{$body}}\nx\n{{/body}}\n{{/base}}\n", #"{{<base}}@1:1|{{$body}}@2:1|"x\n"|{{/body}}@4:1|{{/base}}@5:1"#),
    ])
    func `text and tags`(source: String, expected: String) throws {
        #expect(try scan(source) == expected)
    }

    @Test func `an indented partial reports the columns of its own file`() throws {
        #expect(try scan("{{a}}\n {{b}}\n\nx", indent: "    ") == #""    "|{{a}}@1:1|"\n     "|{{b}}@2:2|"\n\n    x""#)
    }

    @Test(
        arguments: [
            ("a\n b {{name", 2, 4, "this tag is never closed"),
            ("{{{name}}", 1, 1, "this tag is never closed"),
            ("{{}}", 1, 1, "this tag is empty"),
            ("x {{first name}}", 1, 3, "a name has no blanks: 'first name'"),
            ("{{upper(name}}", 1, 1, "the parentheses in 'upper(name' do not match"),
            ("{{upper(name))}}", 1, 1, "the parentheses in 'upper(name))' do not match"),
            ("{{upper()}}", 1, 1, "'upper()' names nothing"),
            ("{{(name)}}", 1, 1, "the parentheses in '(name)' do not match"),
            ("{{a<b}}", 1, 1, "'<' cannot stand in a name: 'a<b'"),
            ("{{#if name}}", 1, 1, "Mustache has no 'if': 'if name'"),
            ("{{=<%=}}", 1, 1, "delimiters are set with two marks"),
            ("{{% CONTENT_TYPE: TEXT}}", 1, 1, "pragmas are not supported"),
        ] as [(String, Int, Int, String)])
    func `what cannot be read is named with its place`(source: String, line: Int, column: Int, message: String) {
        #expect {
            try TagScanner.scan(Array(source.utf8), file: "f")
        } throws: { error in
            let problem = error as? TemplateSyntaxProblem
            return problem?.message == message && problem?.place == SourcePlace(file: "f", line: line, column: column)
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `a long line is read in one pass`() throws {
        let source = Array(String(repeating: "ä{{name}}", count: 50_000).utf8)
        let pieces = try TagScanner.scan(source, file: "f")
        guard case .tag(let last)? = pieces.last else { return #expect(Bool(false), "no tag") }
        #expect(last.place.column == 49_999 * 9 + 2)
    }

    @Test func `a brace that is never closed is found without reading on`() {
        let source = "{{" + String(repeating: "a", count: 100_000) + "}}"
        #expect(throws: TemplateSyntaxProblem.self) { try TagScanner.scan(Array(source.utf8), file: "f") }
    }
}
