import MailFormat
import Testing

@testable import Campaigns

struct RenderingTests {
    @Test(
        arguments: [
            ("Hi {{name}}", ["name": "Anna"], "Hi Anna"),
            ("{{name}}", ["name": "<b> & \"q\" 'a'"], "&lt;b&gt; &amp; &quot;q&quot; &#39;a&#39;"),
            ("{{{name}}}", ["name": "<b>"], "<b>"),
            // A quotation mark with an accent is one Character and must not slip through.
            ("{{name}}", ["name": "\"\u{301} onclick=x"], "&quot;\u{301} onclick=x"),
            ("{{#plan}}{{name}}{{/plan}}", ["plan": "x", "name": "\"\u{301}<\u{338}"], "&quot;\u{301}&lt;\u{338}"),
            ("{{#plan}}{{.}}{{/plan}}", ["plan": "\"\u{301}"], "&quot;\u{301}"),
            ("{{uppercased(name)}}", ["name": "straße"], "STRASSE"),
            ("{{capitalized(lowercased(name))}}", ["name": "ANNA-MARIA o'neil"], "Anna-Maria O&#39;neil"),
            ("[{{trimmed(name)}}]", ["name": "  a b \t"], "[a b]"),
            ("{{first_word(name)}}", ["name": " Anna Maria"], "Anna"),
            ("{{reversed(name)}}", ["name": "abc"], "cba"),
            ("{{urlencoded(name)}}", ["name": "a b/ü&"], "a%20b%2F%C3%BC%26"),
            ("[{{optional(name)}}]", ["name": ""], "[]"),
            ("{{#name}}Dear {{name}}{{/name}}{{^name}}Hello{{/name}}", ["name": "Anna"], "Dear Anna"),
            ("{{#name}}Dear {{name}}{{/name}}{{^name}}Hello{{/name}}", ["name": ""], "Hello"),
            ("{{#vip}}1{{/vip}}{{^vip}}0{{/vip}}", ["vip": "false"], "0"),
            ("{{#vip}}1{{/vip}}{{^vip}}0{{/vip}}", ["vip": "0"], "0"),
            ("{{#vip}}1{{/vip}}{{^vip}}0{{/vip}}", ["vip": "no"], "1"),
            ("{{#plan.is.pro}}P{{/plan.is.pro}}{{^plan.is.pro}}-{{/plan.is.pro}}", ["plan": "Pro"], "P"),
            ("{{#plan.is.gold_plus}}P{{/plan.is.gold_plus}}", ["plan": " Gold  Plus"], "P"),
            ("{{#plan.is.pro}}P{{/plan.is.pro}}{{^plan.is.pro}}-{{/plan.is.pro}}", ["plan": "free"], "-"),
            ("{{#plan}}{{#is.pro}}P{{/is.pro}}{{^.is.pro}}-{{/.is.pro}}{{/plan}}", ["plan": "pro"], "P"),
            ("{{#empty(name)}}none{{/empty(name)}}", ["name": ""], "none"),
            ("{{#empty(name)}}none{{/empty(name)}}", ["name": "x"], ""),
            ("{{#plan}}{{uppercased(.)}}{{/plan}}", ["plan": "pro"], "PRO"),
            ("{{größe}}", ["größe": "42"], "42"),
            ("{{a.b}}", ["a.b": "dotted"], "dotted"),
            ("{{plan.is.pro}}", ["plan.is.pro": "a column", "plan": "x"], "a column"),
            // Sections keep their text as it is, blank lines and braces too.
            ("a\n{{#x}}\n\n  b\n{{/x}}\nc", ["x": "1"], "a\n\n  b\nc"),
            ("{{#x}}{{=<% %>=}}{{lit}}<%x%><%={{ }}=%>{{/x}}", ["x": "1"], "{{lit}}1"),
            ("{{#a}}{{#b}}both{{/b}}{{^b}}a{{/b}}{{/a}}", ["a": "1", "b": ""], "a"),
        ] as [(String, KeyValuePairs<String, String>, String)])
    func `a row in a template`(source: String, row: KeyValuePairs<String, String>, expected: String) throws {
        #expect(try Fixture.render(source, row) == expected)
    }

    @Test func `built-ins`() throws {
        let source =
            "{{email}} {{campaign.name}} {{sender.name}} {{sender.postal_address}} {{today}} {{unsubscribe_url}} {{view_url}} {{preferences_url}}"
        #expect(
            try Fixture.render(source, [:]) == """
                anna@example.org autumn Acme News Acme GmbH, Hauptstr. 1, 10115 Berlin 2026-11-24 \
                https://t.example.com/u/abcdefghijklmnopqrstuvwxyz https://t.example.com/v/abcdefghijklmnopqrstuvwxyz \
                https://t.example.com/p/abcdefghijklmnopqrstuvwxyz
                """)
        #expect(try Fixture.render("{{#view_url}}{{view_url}}{{/view_url}}", [:]) == "https://t.example.com/v/abcdefghijklmnopqrstuvwxyz")
        #expect(try Fixture.render("{{uppercased(view_url)}}", [:]) == "HTTPS://T.EXAMPLE.COM/V/ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    }

    @Test(arguments: [
        ("{{name}}", ["name": "there"], "there"),
        ("{{#name}}{{name}}{{/name}}", ["name": "there"], "there"),
        ("{{uppercased(name)}}", ["name": "there"], "THERE"),
        ("{{city}}", ["city": "Berlin"], "Berlin"),
        ("[{{name}}]", ["name": ""], "[]"),
    ])
    func `defaults stand in for empty and missing columns`(source: String, defaults: [String: String], expected: String) throws {
        #expect(try Fixture.render(source, ["name": ""], defaults: defaults) == expected)
    }

    @Test(arguments: ["Dear {{name}}", "{{uppercased(name)}}", "{{#plan}}{{name}}{{/plan}}", "{{#plan}}{{trimmed(name)}}{{/plan}}"])
    func `an empty value that is used is the row's problem`(source: String) {
        #expect(throws: ComposeProblem(.noValue, name: "name", usedAt: "body.html:1")) {
            try Fixture.render(source, ["name": "", "plan": "x"])
        }
    }

    @Test(arguments: ["{{#name}}{{name}}{{/name}}", "{{^plan}}{{name}}{{/plan}}", "{{optional(name)}}"])
    func `an empty value that is not shown is none`(source: String) throws {
        #expect(try Fixture.render(source, ["name": "", "plan": "x"]) == "")
    }

    @Test func `a short row has empty values`() throws {
        let flat = try Fixture.flat("{{optional(b)}}{{a}}")
        var compiler = TemplateCompiler(fields: try Fixture.fields(["a", "b"]), links: try Fixture.links())
        let program = try compiler.compile(flat, escapings: [.html, .html])
        #expect(try program.string(try Fixture.record(["x"])) == "x")
    }

    @Test(arguments: [
        ("x", Escaping.header, "a\nb", ComposeProblem.Reason.header(.control(10))), ("{{.}}", .header, "a\nb", .header(.control(10))),
        ("{{trimmed(.)}}", .htmlURL(.whole), "javascript:x", .scheme("javascript:")),
        ("{{v}}", .htmlURL(.whole), "data:x", .scheme("data:")),
    ])
    func `a section refuses what its parent would`(inner: String, escaping: Escaping, value: String, reason: ComposeProblem.Reason) throws {
        let source = "{{#v}}\(inner){{/v}}"
        if inner == "x" { return #expect(try Fixture.render(source, ["v": value], escaping: escaping) == "x") }
        #expect(throws: ComposeProblem(reason, name: "v", usedAt: "body.html:1")) {
            try Fixture.render(source, ["v": value], escaping: escaping)
        }
    }

    @Test func `a section's value can begin a link`() throws {
        #expect(
            try Fixture.render("{{#v}}{{.}}{{/v}}", ["v": "https://x.example/?a=1&b=c d"], escaping: .htmlURL(.whole))
                == "https://x.example/?a=1&amp;b=c%20d")
    }

    @Test(arguments: [
        (Escaping.htmlURL(.component), "a b&c=d/é\"", "a%20b%26c%3Dd%2F%C3%A9%22"),
        (.htmlURL(.path), "a/b c@d:e?f", "a/b%20c@d:e%3Ff"),
        (.htmlURL(.whole), "https://x.example/a b?c=1&d=\"", "https://x.example/a%20b?c=1&amp;d=%22"),
        (.url(.whole), "https://x.example/?c=1&d=2", "https://x.example/?c=1&d=2"),
        (.none, "<&>", "<&>"),
        (.html, "", ""),
    ])
    func `escapes`(escaping: Escaping, value: String, expected: String) {
        var out: [UInt8] = []
        escaping.append(value, to: &out)
        #expect(String(decoding: out, as: UTF8.self) == expected)
    }

    @Test(
        arguments: [
            ("javascript:alert(1)", "javascript:"), (" JavaScript:x", "javascript:"), ("java\nscript:x", "javascript:"),
            ("\u{1}data:text/html,x", "data:"), ("vbscript:x", "vbscript:"), ("file:///etc/passwd", "file:"), ("https://x", nil),
            ("mailto:a@b", nil), ("/path:x", nil), ("#a:b", nil), ("?a:b", nil), ("page.html", nil), ("", nil), ("//host/x", nil),
        ] as [(String, String?)])
    func `schemes a link may not have`(value: String, expected: String?) {
        #expect(URLScheme.refused(in: value) == expected)
    }
}
