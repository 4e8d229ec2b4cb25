import Testing

@testable import Campaigns

@Suite("How a CSV file is written")
struct CSVDialectTests {
    @Test(
        "the delimiter is found in the first records",
        arguments: [
            ("email,name\na@b.de,Ada\n", CSVDialect.Delimiter.comma),
            ("email;name\na@b.de;Ada\n", .semicolon),
            ("email\tname\na@b.de\tAda\n", .tab),
            ("email|name\na@b.de|Ada\n", .pipe),
            // A comma in every name is as regular as the semicolon, but makes fewer fields or is not in the header.
            ("email;name;plan\na@b.de;Love, Ada;x\nc@d.de;Hopper, Grace;y\n", .semicolon),
            ("email;name, first;plan\na@b.de;Love, Ada;x\nc@d.de;Grace;y\n", .semicolon),
            ("email;price\na@b.de;1,5\nc@d.de;2,5\n", .semicolon),
            ("email,\"a;b;c;d\"\nx,y\n", .comma),
            ("email\na@b.de\n", .comma),
            ("email\n\"a;b\"\n", .comma),
            ("", .comma),
        ])
    func delimiter(text: String, expected: CSVDialect.Delimiter) throws {
        #expect(try CSVReader(source: MemorySource(text)).dialect.delimiter == expected)
    }

    @Test("a delimiter that is given is used", arguments: [",", ";", "tab", "\\t", "|", "^", ":"])
    func given(name: String) throws {
        let delimiter = try #require(CSVDialect.Delimiter(name))
        let text = "a,b;c\td|e^f:g"
        let rows = try fields(text, given: .init(delimiter: delimiter))
        #expect(rows[0].joined(separator: String(Unicode.Scalar(delimiter.byte))) == text)
        #expect(rows[0].count == 2)
    }

    @Test("what cannot be a delimiter", arguments: ["", "\"", "\n", "\r", ",,", "ä", "\0"])
    func impossible(name: String) {
        #expect(CSVDialect.Delimiter(name) == nil)
    }

    @Test(
        "Excel's sep= line is taken at its word and is no record", arguments: ["sep=;", "SEP=;", "\"sep=;\"", "\u{FEFF}sep=;"],
        ["\n", "\r\n", "\r"])
    func separatorLine(line: String, end: String) throws {
        let found = try records("\(line)\(end)a,b;c\(end)1,5;2\(end)")
        #expect(found.map(\.fields) == [["a,b", "c"], ["1,5", "2"]])
        #expect(found.map(\.line) == [2, 3])
    }

    @Test("a column called sep is a column")
    func separatorColumn() throws {
        #expect(try fields("sep,x\n1,2\n")[0] == ["sep", "x"])
        #expect(try fields("sep=yes,x\n1,2\n")[0] == ["sep=yes", "x"])
    }

    @Test(
        "the first line end is the file's",
        arguments: [
            ("a,b\r\nc,d\n", CSVDialect.LineEnd.crlf), ("a,b\nc,d\r\n", .lf), ("a,b\rc,d\r", .cr), ("\"a\rb\",c\n", .lf), ("a,b", .lf),
        ])
    func lineEnd(text: String, expected: CSVDialect.LineEnd) throws {
        #expect(try CSVReader(source: MemorySource(text)).dialect.lineEnd == expected)
    }

    @Test("in a file of classic Mac OS a CR in quotes is a line break")
    func classicMac() throws {
        #expect(try fields("a,b\r\"x\ry\",\"p\"\"\rq\"\r") == [["a", "b"], ["x\ny", "p\"\nq"]])
        #expect(try fields("a,b\n\"x\ry\",1\n") == [["a", "b"], ["x\ry", "1"]])
    }
}
