import Testing

@testable import Campaigns

struct LanguageTagTests {
    @Test(
        arguments: [
            ("de", "de"), ("DE_at", "de-AT"), ("zh-hant-tw", "zh-Hant-TW"), ("sl-ROZAJ-1994", "sl-rozaj-1994"), ("d", nil), ("german", nil),
            ("", nil), ("de-", nil), ("de at", nil), ("de-toolongsubtag", nil), ("dé", nil), ("de-a-b-c-d-e-f", nil),
        ] as [(String, String?)])
    func `RFC 5646 §2.1`(text: String, expected: String?) {
        #expect(LanguageTag(text)?.text == expected)
    }

    @Test func `RFC 4647 §3.4: a tag falls back subtag by subtag`() {
        #expect(LanguageTag("zh-Hant-CN-x-private")?.lookup.map(\.text) == ["zh-Hant-CN-x-private", "zh-Hant-CN", "zh-Hant", "zh"])
    }
}
