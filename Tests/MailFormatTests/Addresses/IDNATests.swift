import Testing

@testable import MailFormat

@Suite("Internationalised labels (RFC 5891, RFC 5892, RFC 5895)")
struct IDNATests {
    @Test(
        "labels that may be registered",
        arguments: [
            ("ÄÖÜ", "xn--4ca0bs"), ("فارسی", "xn--mgbug7c06b"), ("日本語", "xn--wgv71a119e"), ("ελλάς", "xn--hxarsa0b"),
            ("한국어", "xn--3e0bk47br7k"),
            ("〇", "xn--w6j"), ("İstanbul", "xn--istanbul-o0e"), ("\u{212A}elvin", "kelvin"), ("ＡＢＣ", "abc"),
            // Context rules of RFC 5892 appendix A that are kept.
            ("paral·lel", "xn--parallel-koa"), ("ア・ア", "xn--ccka0y"), ("١٢٣", "xn--9hbcd"), ("א׳ב", "xn--4dbc5h"), ("͵α", "xn--wva4j"),
            ("क्\u{200D}ष", "xn--11b2ezcw70k"), ("نامه\u{200C}ای", "xn--mgba3gch31f060k"),
        ]
    )
    func allowed(_ label: String, _ encoded: String) throws {
        #expect(try EmailAddress("a@\(label).example").domain == encoded + ".example")
        #expect(try EmailAddress("a@\(encoded).example").domain == encoded + ".example")
    }

    @Test(
        "labels that may not",
        arguments: [
            // Context rules broken.
            "a·b", "·ll", "ll·", "a・b", "١۱", "a׳b", "׳ב", "͵a", "α͵", "a\u{200D}b", "क\u{200C}ष", "ا\u{200C}ی", "ه\u{200D}ا", "ه\u{200C}",
            // Compatibility characters.
            "x²", "ª", "ﬁn", "ſ", "①", "㎏", "ℕ", "x\u{2024}y",
            // Symbols and punctuation.
            "☕", "♥", "€", "a—b", "a’b", "„a“", "…", "¿", "a\u{30FC}\u{3031}",
            // Exceptions, conjoining jamo, a mark at the start.
            "ـ", "\u{1100}", "\u{302E}", "\u{64B}a",
            // Nothing to see.
            "a\u{AD}b", "a\u{200B}b", "a\u{2060}b", "a\u{FE0F}", "\u{E0061}", "a\u{115F}b", "a\u{FFF9}", "a\u{378}", "a\u{F8FF}",
        ]
    )
    func refused(_ label: String) {
        #expect(throws: AddressProblem.self) { try EmailAddress("a@\(label).example") }
        // Nor do they come in by the back door, already encoded.
        guard let punycode = Punycode.encode(Array(label.unicodeScalars)) else { return }
        #expect(throws: AddressProblem.self) { try EmailAddress("a@xn--\(punycode).example") }
    }

    @Test("an encoded label must be the encoding of its normal form", arguments: ["xn--4CA0BS", "xn--4ca0bs"])
    func caseOfEncoding(_ label: String) throws {
        #expect(try EmailAddress("a@\(label).example").domain == "xn--4ca0bs.example")
    }

    @Test(
        "labels of capitals, decomposed or plain ASCII in disguise are no encodings",
        arguments: ["xn--a-6da", "xn--a-ccb", "xn--abc-", "xn--"])
    func disguised(_ label: String) {
        #expect(throws: AddressProblem.self) { try EmailAddress("a@\(label).example") }
    }
}
