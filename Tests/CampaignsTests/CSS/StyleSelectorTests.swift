import Testing

@testable import Campaigns

struct StyleSelectorTests {
    /// `div#top.a.b > table.wide[align=center] > tr > td.cell > a.button.primary[href^=https]`
    private static let path: [StyledElement] = elements(
        #"<div id="top" class="a b"><table class="wide" align="center" data-x><tr><td class="cell x{{n}}"><a class="button primary" href="https://a.example/x?y" lang="de-AT">"#
    )

    private static func elements(_ html: String) -> [StyledElement] {
        guard let flat = try? Fixture.flat(html) else { return [] }
        var open = OpenElements()
        for case .start(let tag) in HTMLTokenizer.tokens(of: flat.bytes) { open.open(StyledElement(tag, in: flat)) }
        return open.path
    }

    @Test(
        arguments: [
            ("a", true), ("A", true), (".button", true), ("a.button.primary", true), ("#top a", true), ("div > a", false),
            ("div a", true), ("td > a", true), ("td>a", true), ("table > td a", false), ("table td a", true),
            ("div.a.b table tr > td > a", true),
            ("div > table > tr > td > a", true), ("div > div a", false), (".Button", false), ("#Top a", false), ("* a", true),
            ("td > *", nil),
            ("*", nil), ("a[href]", true), (#"a[href^="https:"]"#, true), ("a[href$='?y']", true), ("[href*=example]", true),
            (#"[href*="example"]"#, true), ("[lang|=de]", true), ("[lang|=d]", false), ("[class~=primary]", true), ("[class~=prim]", false),
            ("[align=center] a", true), ("[data-x] a", true), ("[data-x=x] a", false), (".xAnna a", false), ("a + b", nil), ("a ~ b", nil),
            ("", nil), (">a", nil), ("a >", nil), ("a..b", nil), ("a[", nil), ("a\\:b", nil), ("a b c d", false), ("ns|a", nil),
        ] as [(String, Bool?)])
    func `what a selector means`(text: String, expected: Bool?) {
        let selector = StyleSelector(Array(text.utf8)[...])
        #expect(selector.map { $0.matches(Self.path) } == expected, "\(text)")
        #expect(selector?.isConditional != true)
    }

    @Test(arguments: [
        ("a:hover", true), ("td::before", false), ("a:not(.x):hover", true), ("div:first-child a", true), ("#top a:visited", true),
        ("b:hover", false),
    ])
    func `a pseudo-class makes it conditional`(text: String, matches: Bool) throws {
        let selector = try #require(StyleSelector(Array(text.utf8)[...]))
        #expect(selector.isConditional && selector.matches(Self.path) == matches)
    }

    @Test(arguments: [
        ("a", "*.x", true), (".a.b", "div div div div", false), ("#a", ".a.b.c.d.e", false), ("a.b", "a[b]", nil), ("div a", "a", false),
    ])
    func `specificity`(one: String, other: String, isLess: Bool?) throws {
        let one = try #require(StyleSelector(Array(one.utf8)[...])).specificity
        let other = try #require(StyleSelector(Array(other.utf8)[...])).specificity
        #expect(isLess == nil ? one == other : (one < other) == isLess)
    }

    @Test func `end tags that are left out are put in`() throws {
        var open = OpenElements()
        let flat = try Fixture.flat("<table><tr><td><p>a<div></div></p></td><td><ul><li>a<li><b>c</ul></div><tr><td>")
        for token in HTMLTokenizer.tokens(of: flat.bytes) {
            switch token {
            case .start(let tag): open.open(StyledElement(tag, in: flat))
            case .end(let tag): open.end(tag.name)
            default: continue
            }
        }
        #expect(open.path.map(\.name) == ["table", "tr", "td"])
    }
}
