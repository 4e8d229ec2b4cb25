import Testing

@testable import Campaigns

struct HTMLEntitiesTests {
    @Test(arguments: [
        ("a &amp; b &lt;&gt;&quot;&apos;", "a & b <>\"'"), ("&nbsp;&euro;&ndash;&hellip;&uuml;", "\u{A0}€–…ü"),
        ("&#65;&#x41;&#X1F600;", "AA😀"), ("&#0;&#xD800;&#x110000;&#99999999999;", "\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}"),
        ("&#128;&#146;", "€’"), ("&copy 2026", "© 2026"), ("?a=1&copy=2&reg=3", "?a=1&copy=2&reg=3"),
        ("&unknown; & &; &#; &#x;", "&unknown; & &; &#; &#x;"),
        ("&amp;amp;", "&amp;"), ("&hearts", "&hearts"),
        ("&hearts;&rarrtl;&CounterClockwiseContourIntegral;&colon", "♥↣∳&colon"), ("no reference", "no reference"), ("&", "&"),
    ])
    func `references become characters`(source: String, expected: String) {
        #expect(String(decoding: HTMLEntities.decode(Array(source.utf8)), as: UTF8.self) == expected)
    }

    @Test func `the table was read whole`() {
        #expect(HTMLEntityNames.codes.count == 2032)
        #expect(HTMLEntityNames.codes["Omega"] == 0x3A9)
    }
}
