import Testing

@testable import Campaigns

@Suite("Caps on one CSV record")
struct CSVLimitsTests {
    @Test("a field of 10 MB is a problem of its row, with the row's beginning, and reading goes on", arguments: ["", "\""])
    func longField(quote: String) throws {
        let long = String(repeating: "x", count: 10_000_000)
        let found = try records("a,b\n1,\(quote)\(long)\(quote),2\r\n3,4\n")
        #expect(found.map(\.line) == [1, 2, 3])
        #expect(found[1].problem == .tooLong(limit: 1 << 20))
        #expect(found[1].fields == ["1", quote + String(repeating: "x", count: 1022 - quote.utf8.count)])
        #expect(found[2].fields == ["3", "4"])
    }

    @Test("an unclosed quote is found within the cap, not at the end of the file")
    func endless() throws {
        let source = EndlessSource(beginning: Array("a,b\n1,2\n3,\"x\n4,5\n".utf8), byte: UInt8(ascii: "y"), patience: 2 << 20)
        var reader = try CSVReader(source: source)
        #expect(try (0..<4).map { _ in try reader.next()?.problem } == [nil, nil, .unclosedQuote(field: 1), nil])
    }

    @Test("a line without an end is given up at the cap, and passed over without being kept")
    func endlessLine() throws {
        let source = EndlessSource(beginning: Array("a,b\n".utf8), byte: UInt8(ascii: "y"), patience: 4 << 20)
        var reader = try CSVReader(source: source)
        _ = try reader.next()
        #expect(throws: EndlessSource.Impatience.self) { try reader.next() }
    }

    @Test("the cap is exact: a record that fills it is too long, one byte less is not", arguments: [0, 1])
    func edge(shorter: Int) throws {
        let limits = CSVLimits(recordBytes: 100)
        let line = String(repeating: "z", count: 99 - shorter) + "\n"
        let found = try records("a\n\(line)b\n", limits: limits)
        #expect(found.map(\.problem) == [nil, nil, nil])
        let longer = try records("a\n\(line)zz\(line)b\n", limits: limits)
        #expect(longer.map(\.problem) == [nil, nil, .tooLong(limit: 100), nil])
        #expect(longer.map(\.line) == [1, 2, 3, 4])
    }

    @Test("after a record that is too long, every kind of line end is one", arguments: ["\n", "\r", "\r\n"], 90...110)
    func lineEnds(end: String, length: Int) throws {
        let text = ["a", String(repeating: "z", count: length), "b", "c"].joined(separator: end)
        let found = try records(text, limits: CSVLimits(recordBytes: 64))
        #expect(found.map(\.line) == [1, 2, 3, 4])
        #expect(found.map(\.problem) == [nil, .tooLong(limit: 64), nil, nil])
    }

    @Test("too many fields")
    func fields() throws {
        let wide = (0..<1001).map(String.init).joined(separator: ",")
        let found = try records("\(wide)\n1,2\n")
        #expect(found[0].problem == .tooManyFields(limit: 1000))
        #expect(found[0].fields.count == 1000)
        #expect(found[1].fields == ["1", "2"])
    }
}
