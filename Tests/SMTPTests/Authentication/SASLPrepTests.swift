import Testing

@testable import SMTP

@Suite struct SASLPrepTests {
    /// The first six are RFC 4013 §3's.
    @Test(
        arguments: [
            ("I\u{AD}X", "IX"), ("user", "user"), ("USER", "USER"), ("\u{AA}", "a"), ("\u{2168}", "IX"), ("\u{7}", nil),
            ("\u{627}1", nil), ("", ""), ("a\u{A0}b\u{3000}c", "a b c"), ("e\u{301}", "\u{E9}"), ("\u{FF21}", "A"), ("a\u{200B}b", "ab"),
            ("\u{627}1\u{628}", "\u{627}1\u{628}"), ("\u{627}a\u{628}", nil), ("a\u{202E}b", nil), ("\u{E000}", nil), ("\u{FFFE}", nil),
            ("a\u{7F}", nil), ("p\u{E4}ssw\u{F6}rd", "p\u{E4}ssw\u{F6}rd"), ("\u{1F600}", "\u{1F600}"),
        ] as [(String, String?)])
    func `prepared`(text: String, expected: String?) {
        #expect(SASLPrep.prepared(text).map { Array($0.unicodeScalars) } == expected.map { Array($0.unicodeScalars) })
    }
}
