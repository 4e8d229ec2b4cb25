import Testing

@testable import MailFormat

@Suite("The choice of a transfer encoding (RFC 2045 §6)")
struct TransferEncodingTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var text: String
        var strict: TransferEncoding
        var relaxed: TransferEncoding
        var testDescription: String { name }

        init(_ name: String, _ text: String, _ strict: TransferEncoding, _ relaxed: TransferEncoding? = nil) {
            (self.name, self.text, self.strict, self.relaxed) = (name, text, strict, relaxed ?? strict)
        }
    }

    @Test(
        "follows the count",
        arguments: [
            Case("nothing", "", .sevenBit),
            Case("plain", "Hello\nWorld\n", .sevenBit),
            Case("CRLF", "Hello\r\nWorld", .sevenBit),
            Case("a bare CR is a line break", "\(times(600, "x"))\r\(times(600, "x"))", .sevenBit),
            Case("line of 900", "\(times(900, "x"))\n", .sevenBit),
            Case("line of 901", "\(times(901, "x"))\n", .quotedPrintable),
            Case("last line of 901", "a\n\(times(901, "x"))", .quotedPrintable),
            Case("one umlaut", "Grüße aus der Stadt München\n", .base64, .eightBit),
            Case("few umlauts", "Schöne Grüße aus der Stadt an der Isar von uns allen\n", .quotedPrintable, .eightBit),
            Case("Cyrillic", "Привет\n", .base64, .eightBit),
            Case("Cyrillic on a long line", times(100, "Привет"), .base64),
            Case("trailing blank", "Hello \nWorld and everything in it\n", .quotedPrintable),
            Case("trailing tab at the end", "Hello World and everything in it\t", .quotedPrintable),
            Case("From", "Hello, here is\nFrom me\n", .quotedPrintable),
            Case("From in a line", "Hello From me\nFromage\nFrom\n", .sevenBit),
            Case("NUL", "Hello, this text has a NUL \u{0} in it\n", .quotedPrintable),
            Case("escape", "Hello, this text has an ESC \u{1B} in it\n", .quotedPrintable),
            Case("tab", "a\tb\n", .sevenBit),
            Case("many equals signs and a trailing blank", "======= \n", .base64),
        ]
    )
    func choose(_ example: Case) {
        #expect(TransferEncoding.choose(for: Array(example.text.utf8), allow8Bit: false) == example.strict)
        #expect(TransferEncoding.choose(for: Array(example.text.utf8), allow8Bit: true) == example.relaxed)
    }

    @Test("counting eight at a time agrees with counting one at a time")
    func census() {
        var random = SeededRandom(seed: 2049)
        let alphabet = ["a", "=", "\n", "\r", "\r\n", " ", "\t", "\0", "\u{7F}", "ü", "日", "From ", "From", "abcdefg", "-", "\u{1F}"]
        for _ in 0..<3000 {
            let text = Array(random.text(of: alphabet, longest: 40).utf8)
            let census = text.withUnsafeBufferPointer { TextCensus($0) }
            #expect(census.octets == text.count)
            #expect(census.nonASCII == text.count { $0 >= 0x80 })
            #expect(census.equalsSigns == text.count { $0 == 0x3D })
            #expect(census.controls == text.count { ($0 < 0x20 && ![0x09, 0x0A, 0x0D].contains($0)) || $0 == 0x7F })
            let lines = visible(LineBreaks.normalized(text)).replacing("␉", with: "\t").split(
                separator: "␍␊", omittingEmptySubsequences: false)
            let octetLines = lines.map { $0.replacing("␀", with: "0").replacing("␡", with: "0").replacing("␟", with: "0") }
            #expect(census.longestLine == octetLines.map(\.utf8.count).max())
            #expect(census.trailingBlanks == lines.count { $0.hasSuffix(" ") || $0.hasSuffix("\t") })
            #expect(census.fromLines == lines.count { $0.hasPrefix("From ") })
        }
    }
}
