import Testing

@testable import MailFormat

@Suite("Folding (RFC 5322 §2.2.3)")
struct FoldingLineTests {
    private func folded(_ words: [String], encodedAt encoded: Int? = nil) -> String {
        var line = FoldingLine(continuing: Array("A: b\r\n".utf8), name: "Name")
        for (index, word) in words.enumerated() { line.append(Array(word.utf8), isEncodedWord: index == encoded) }
        return visible(line.finished()).replacing("A: b␍␊", with: "")
    }

    @Test("a line may have 78 octets, and 76 with an encoded-word in it")
    func limits() {
        #expect(folded([times(72, "x")]) == "Name: \(times(72, "x"))␍␊")
        #expect(folded([times(73, "x")]) == "Name:␍␊ \(times(73, "x"))␍␊")
        #expect(folded([times(70, "x")], encodedAt: 0) == "Name: \(times(70, "x"))␍␊")
        #expect(folded([times(71, "x")], encodedAt: 0) == "Name:␍␊ \(times(71, "x"))␍␊")
        #expect(folded([times(60, "x"), times(11, "y")]) == "Name: \(times(60, "x")) \(times(11, "y"))␍␊")
        #expect(folded([times(60, "x"), times(11, "y")], encodedAt: 0) == "Name: \(times(60, "x"))␍␊ \(times(11, "y"))␍␊")
    }

    @Test("the stricter limit ends with its line")
    func limitEndsWithLine() {
        let words = [times(60, "x"), times(70, "y"), "zzzzzz"]
        #expect(folded(words, encodedAt: 0) == "Name: \(times(60, "x"))␍␊ \(times(70, "y")) zzzzzz␍␊")
    }

    @Test("an over-long word gets a line to itself, and no line is left empty")
    func longWord() {
        #expect(folded([times(200, "x"), "y"]) == "Name:␍␊ \(times(200, "x"))␍␊ y␍␊")
        #expect(folded([]) == "Name:␍␊")
    }
}
