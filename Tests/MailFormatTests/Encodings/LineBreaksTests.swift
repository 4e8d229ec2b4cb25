import MailFormat
import Testing

@Suite("Line breaks (RFC 5321 §2.3.8)")
struct LineBreaksTests {
    @Test(
        "all three kinds become CRLF",
        arguments: [
            ("", ""), ("a", "a"), ("a\nb", "a␍␊b"), ("a\rb", "a␍␊b"), ("a\r\nb", "a␍␊b"), ("\n\n", "␍␊␍␊"), ("\r\r\n\n", "␍␊␍␊␍␊"),
            ("\n\r", "␍␊␍␊"),
            ("12345678\n12345678\r\n1234567\r", "12345678␍␊12345678␍␊1234567␍␊"),
        ]
    )
    func normalize(_ text: String, _ expected: String) {
        #expect(visible(LineBreaks.normalized(Array(text.utf8))) == expected)
    }

    @Test("doing it twice changes nothing, and no CR or LF stands alone")
    func stray() {
        var random = SeededRandom(seed: 5321)
        for _ in 0..<2000 {
            let text = Array(random.text(of: ["\r", "\n", "a", "bcdefgh", "\u{85}", "\u{2028}"], longest: 30).utf8)
            let once = LineBreaks.normalized(text)
            #expect(LineBreaks.normalized(once) == once)
            let left = visible(once).replacing("␍␊", with: "")
            #expect(!left.contains("␍") && !left.contains("␊"))
        }
    }
}
