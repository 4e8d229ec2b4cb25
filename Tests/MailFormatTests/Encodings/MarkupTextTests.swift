import MailFormat
import Testing

@Suite struct MarkupTextTests {
    @Test(arguments: [
        ("Ann & Bob", "Ann &amp; Bob"), ("<script>", "&lt;script&gt;"), ("\" onload='x'", "&quot; onload=&#39;x&#39;"),
        ("a\u{0}b\u{1B}c", "a\u{FFFD}b\u{FFFD}c"), ("tab\tand\nline", "tab\tand\nline"), ("Zoë 🎈", "Zoë 🎈"), ("&amp;", "&amp;amp;"),
    ])
    func `text stays text in markup`(text: String, markup: String) {
        #expect(MarkupText.escaped(text) == markup)
    }
}
