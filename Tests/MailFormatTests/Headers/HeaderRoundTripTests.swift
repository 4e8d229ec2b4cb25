import MailFormat
import Testing

@Suite("Header values come back")
struct HeaderRoundTripTests {
    private static let alphabet = [
        "a", "word", " ", "  ", "\t", "ü", "日本語", "👩‍👩‍👧", "=?", "?=", "=?utf-8?q?x?=", "_", "\"", "\\", ",", "<", ">", "@", "e\u{301}",
        "\u{2028}", "\u{FEFF}",
        times(25, "long"), times(40, "ä"), times(40, " "),
        times(950, "m"), ".", "(c)",
    ]

    /// What a reader sees: unfolded, without the name, decoded.
    private static func readBack(_ field: [UInt8]) -> String {
        let unfolded = visible(field).replacing("␍␊", with: "").replacing("␉", with: "\t")
        let value = unfolded.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)[1]
        return EncodedWord.decodeAll(in: value.utf8).trimmingBlanks
    }

    private static func expectWellFormed(_ field: [UInt8], _ source: String) {
        for line in visible(field).replacing("␉", with: "\t").split(separator: "␍␊", omittingEmptySubsequences: false).dropLast() {
            let octets = line.utf8
            #expect(octets.count <= 998, "\(visible(source))")
            #expect(octets.contains { $0 != 0x20 && $0 != 0x09 }, "\(visible(source))")
            for word in line.split(whereSeparator: { $0 == " " || $0 == "\t" }) where word.hasPrefix("=?utf-8?") {
                #expect(word.utf8.count <= 75 && octets.count <= 76, "\(visible(source))")
            }
            // Only a word that is too long by itself may make a line too long.
            if octets.count > 78 {
                #expect(line.split(whereSeparator: { $0 == " " || $0 == "\t" }).contains { $0.utf8.count > 40 }, "\(visible(String(line)))")
            }
        }
    }

    private static func written(_ value: String) throws -> [UInt8] {
        var section = HeaderSection()
        try section.append("Subject", unstructured: value)
        var out: [UInt8] = []
        section.write(into: &out)
        return out
    }

    @Test("free text of any make")
    func unstructured() throws {
        var random = SeededRandom(seed: 2047)
        for _ in 0..<3000 {
            let value = random.text(of: Self.alphabet, longest: 16)
            let field = try Self.written(value)
            Self.expectWellFormed(field, value)
            #expect(visible(Self.readBack(field)) == visible(value.trimmingBlanks))
        }
    }

    @Test("every length of text at every length of name")
    func lengths() throws {
        for nameLength in [1, 20, 40, 60, 70, 77] {
            for length in 1...180 {
                for letter in ["x", "ü", "字", "x ", "ü "] {
                    var section = HeaderSection()
                    let value = times(length, letter)
                    try section.append(times(nameLength, "N"), unstructured: value)
                    var out: [UInt8] = []
                    section.write(into: &out)
                    Self.expectWellFormed(out, value)
                    #expect(Self.readBack(out) == value.trimmingBlanks)
                }
            }
        }
    }

    @Test("display names of any make cannot leave their place")
    func displayNames() throws {
        var random = SeededRandom(seed: 5322)
        let address = try EmailAddress("a@example.com")
        for _ in 0..<3000 {
            let name = random.text(of: Self.alphabet, longest: 10)
            var section = HeaderSection()
            try section.append("From", mailboxes: [Mailbox(name: name, address: address)])
            var out: [UInt8] = []
            section.write(into: &out)
            Self.expectWellFormed(out, name)
            // Read as a strict reader would: quoted-string or words, then the address.
            let unfolded = visible(out).replacing("␍␊", with: "").replacing("␉", with: "\t").dropFirst("From: ".count)
            let wasNamed = !name.trimmingBlanks.isEmpty
            #expect(unfolded.hasSuffix(wasNamed ? " <a@example.com>" : "a@example.com"))
            let phrase = String(unfolded.dropLast(wasNamed ? " <a@example.com>".count : "a@example.com".count)).trimmingBlanks
            let read = phrase.hasPrefix("\"") ? Self.unquoted(phrase) : EncodedWord.decodeAll(in: phrase.utf8)
            #expect(visible(read) == visible(name.trimmingBlanks))
        }
    }

    /// The content of a quoted-string that must end where the text ends.
    private static func unquoted(_ text: String) -> String {
        var out = ""
        var rest = text.unicodeScalars.dropFirst()
        while let scalar = rest.popFirst(), scalar != "\"" {
            if scalar == "\\", let next = rest.popFirst() { out.unicodeScalars.append(next) } else { out.unicodeScalars.append(scalar) }
        }
        return rest.isEmpty ? out : "a quote closes too early"
    }

    @Test("strings that break software", .enabled(if: Corpora.isHere, "needs MAILSHOT_CORPORA"))
    func naughty() throws {
        let strings = try Corpora.naughtyStrings()
        #expect(strings.count > 400)
        for value in strings {
            let hasControl = value.unicodeScalars.contains { ($0.properties.generalCategory == .control) && $0 != "\t" }
            if hasControl {
                #expect(throws: HeaderProblem.self) { try Self.written(value) }
            } else {
                let field = try Self.written(value)
                Self.expectWellFormed(field, value)
                #expect(visible(Self.readBack(field)) == visible(value.trimmingBlanks))
            }
        }
    }
}

extension String {
    /// Without SP and HTAB at both ends.
    fileprivate var trimmingBlanks: String {
        let isBlank = { (scalar: Unicode.Scalar) in scalar == " " || scalar == "\t" }
        let inner = unicodeScalars.drop(while: isBlank)
        guard let last = inner.lastIndex(where: { !isBlank($0) }) else { return "" }
        return String(inner[...last])
    }
}
