import MailFormat
import Testing

@Suite("Quoted-printable (RFC 2045 §6.7)")
struct QuotedPrintableTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var text: String
        var encoded: String
        var testDescription: String { visible(text) }

        init(_ text: String, _ encoded: String) {
            self.text = text
            self.encoded = encoded
        }
    }

    @Test(
        "a text is encoded and comes back",
        arguments: [
            Case("", ""),
            Case("plain\n", "plain␍␊"),
            Case("no break at the end", "no break at the end"),
            Case("a\r\nb\nc\rd", "a␍␊b␍␊c␍␊d"),
            Case("a\n\r\nb", "a␍␊␍␊b"),
            Case("Grüße", "Gr=C3=BC=C3=9Fe"),
            Case("1+1=2", "1+1=3D2"),
            Case("blank \n", "blank=20␍␊"),
            Case("tab\t\n", "tab=09␍␊"),
            Case("in\tside x", "in␉side x"),
            Case("blank at the end ", "blank at the end=20"),
            Case("\u{0}\u{1B}\u{7F}", "=00=1B=7F"),
            Case("From here\nFrom there", "=46rom here␍␊=46rom there"),
            Case("Frommage\nXFrom x", "Frommage␍␊XFrom x"),
            Case(".\n..\na.b", "=2E␍␊=2E.␍␊a.b"),
            Case(times(75, "x"), times(75, "x")),
            Case(times(77, "x"), "\(times(75, "x"))=␍␊xx"),
            Case(times(75, "x") + ".", "\(times(75, "x"))=␍␊=2E"),
            Case(times(73, "x") + "é", "\(times(73, "x"))=␍␊=C3=A9"),
            Case(times(72, "x") + "é", "\(times(72, "x"))=C3=␍␊=A9"),
            Case(times(74, "x") + " \ny", "\(times(74, "x"))=␍␊=20␍␊y"),
        ]
    )
    func encode(_ example: Case) {
        let encoded = QuotedPrintable.encode(Array(example.text.utf8))
        #expect(visible(encoded) == example.encoded)
        #expect(visible(QuotedPrintable.decode(encoded)) == visible(LineBreaks.normalized(Array(example.text.utf8))))
    }

    @Test("binary data keeps its CR and LF as data")
    func binary() {
        #expect(visible(QuotedPrintable.encode([0x61, 0x0D, 0x0A, 0x62, 0x0A], lineBreaks: .binary)) == "a=0D=0Ab=0A")
    }

    @Test(
        "what others wrote is read",
        arguments: [
            ("=3d=c3=a9", "=é"), ("soft=\nbreak", "softbreak"), ("soft= \t\r\nbreak", "softbreak"), ("ends=", "ends"),
            ("trailing  \r\nblank", "trailing␍␊blank"), ("no =XY code, 50%=", "no =XY code, 50%"), ("=4", "=4"), ("a=\rb", "ab"),
        ]
    )
    func decodeLeniently(_ encoded: String, _ text: String) {
        #expect(visible(QuotedPrintable.decode(encoded.utf8)) == text)
    }

    @Test("any text comes back, in lines of at most 76 safe octets")
    func roundTrip() {
        var random = SeededRandom(seed: 2045)
        let alphabet = [
            "a", "bcdefghijklmnop", " ", "\t", "=", "ü", "\n", "\r", "\r\n", ".", "From ", "\u{0}", "日本", "x=20",
            times(70, "y"),
        ]
        for _ in 0..<2000 {
            let text = Array(random.text(of: alphabet, longest: 60).utf8)
            let encoded = QuotedPrintable.encode(text)
            #expect(visible(QuotedPrintable.decode(encoded)) == visible(LineBreaks.normalized(text)))
            expectSafeLines(encoded)
        }
    }

    @Test("chunks of the encoder leave no seam")
    func longTexts() {
        for length in 4085...4105 {
            for tail in [" \nx", "\r\nx", "\r", "=", ".", "From x", " ", "é"] {
                let text = Array((times(length, "z") + tail + "\nend").utf8)
                let encoded = QuotedPrintable.encode(text)
                #expect(QuotedPrintable.decode(encoded) == LineBreaks.normalized(text), "\(length) \(visible(tail))")
                expectSafeLines(encoded)
            }
        }
    }

    private func expectSafeLines(_ encoded: [UInt8]) {
        let lines = visible(encoded).replacing("␉", with: "\t").split(separator: "␍␊", omittingEmptySubsequences: false)
        for line in lines {
            #expect(line.utf8.count <= 76)
            #expect(!line.hasSuffix(" ") && !line.hasSuffix("\t") && !line.hasPrefix(".") && !line.hasPrefix("From "))
            #expect(!line.contains("␍") && !line.contains("␊"))
        }
    }
}
