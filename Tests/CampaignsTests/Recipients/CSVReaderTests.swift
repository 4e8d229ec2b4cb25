import Testing

@testable import Campaigns

@Suite("CSV records")
struct CSVReaderTests {
    @Test(
        "RFC 4180 §2, and what real files add to it",
        arguments: [
            ("a,b\r\n1,2\r\n", [["a", "b"], ["1", "2"]]),
            ("a,b\n1,2", [["a", "b"], ["1", "2"]]),
            ("a,b\r1,2\r", [["a", "b"], ["1", "2"]]),
            ("a,b\r\n1,2\n3,4\r5,6", [["a", "b"], ["1", "2"], ["3", "4"], ["5", "6"]]),
            ("\"a\",\"b\"\r\n", [["a", "b"]]),
            ("\"a,b\",c", [["a,b", "c"]]),
            ("\"a\r\nb\",c\r\n", [["a\r\nb", "c"]]),
            ("a,\"b\"\"c\"\n", [["a", "b\"c"]]),
            ("a,\"\"\"\",c", [["a", "\"", "c"]]),
            ("a,\"\",c", [["a", "", "c"]]),
            ("a,,\n,,b\n", [["a", "", ""], ["", "", "b"]]),
            ("a,", [["a", ""]]),
            ("\"\"\n", [[""]]),
            ("a", [["a"]]),
            (" a , b ", [[" a ", " b "]]),
            ("6\" pipe,say \"hi\"\n", [["6\" pipe", "say \"hi\""]]),
            ("a, \"b,c\" ,d", [["a", "b,c", "d"]]),
            ("a, \"b\" c,d", [["a", " \"b\" c", "d"]]),
            ("a, \"b\" \"c\",d", [["a", " \"b\" \"c\"", "d"]]),
            ("a,\"b\" \t\nc,d", [["a", "b"], ["c", "d"]]),
            ("a,b\n\n\r\n1,2\n\n\n", [["a", "b"], ["1", "2"]]),
            ("a\tb\n1\t \"2\"", [["a", "b"], ["1", "2"]]),
            ("a\t\t\n", [["a", "", ""]]),
        ])
    func parses(text: String, rows: [[String]]) throws {
        #expect(try fields(text) == rows)
    }

    @Test("an empty source has no record, asked twice", arguments: ["", "\n\n", "\u{FEFF}", "sep=;\n"])
    func empty(text: String) throws {
        var reader = try CSVReader(source: MemorySource(text))
        #expect(try reader.next() == nil)
        #expect(try reader.next() == nil)
    }

    @Test("lines are counted as an editor does, through quoted line ends and blank lines")
    func lines() throws {
        let text = "a,b\r\n\r\n1,\"x\ny\rz\r\n\"\n2,3\n\n\"\n\",4\n5,6"
        #expect(try records(text).map(\.line) == [1, 3, 7, 9, 11])
    }

    @Test("a field's place counts characters, on its own line")
    func places() throws {
        var reader = try CSVReader(source: MemorySource("a,b,c\n\"x\ny\",ü€😎,z\n1,2,3\n"))
        _ = try reader.next()
        _ = try reader.next()
        #expect(
            (0...3).map { "\(reader.place(ofField: $0))" } == [
                "(line: 2, column: 2)", "(line: 3, column: 4)", "(line: 3, column: 8)", "(line: 3, column: 8)",
            ])
        _ = try reader.next()
        #expect(reader.place(ofField: 1) == (4, 3))
    }

    @Test(
        "a bad quote costs one row and no more",
        arguments: [
            // Text behind a closing quote: the record ends with its line.
            ("a,\"b\"c,d\ne,f,g\n", ["1 strayQuote(field: 1) a|\"b\"c|d", "2 e|f|g"]),
            ("\"b\" \"c\",d\n1,2\n", ["1 strayQuote(field: 0) \"b\" \"c\"|d", "2 1|2"]),
            ("\"Big\" Joe,x\n1,2\n", ["1 strayQuote(field: 0) \"Big\" Joe|x", "2 1|2"]),
            ("a,\"say \"hi, you\" now\",5\n1,2,3\n", ["1 strayQuote(field: 1) a|\"say \"hi| you\" now\"|5", "2 1|2|3"]),
            // Never closed: the row is given up, the next line is a row again.
            ("a,b\n1,\"x\n2,y\n3,z\n", ["1 a|b", "2 unclosedQuote(field: 1) 1|\"x", "3 2|y", "4 3|z"]),
            ("a,b\n1,\"x", ["1 a|b", "2 unclosedQuote(field: 1) 1|\"x"]),
            // Another quote opens on a later line: so the first was never closed.
            ("1,\"x\n2,y\n3,\"z,z\"\n", ["1 unclosedQuote(field: 1) 1|\"x", "2 2|y", "3 3|z,z"]),
            ("1,\"x\n\"2\",y\n", ["1 unclosedQuote(field: 1) 1|\"x", "2 2|y"]),
            // A multi-line field before it keeps its lines.
            ("\"p\nq\",\"x\n2,y\n", ["1 unclosedQuote(field: 1) p\nq|\"x", "3 2|y"]),
        ])
    func quotes(text: String, expected: [String]) throws {
        let found = try records(text)
        #expect(found.map { "\($0.line) \($0.problem.map { "\($0) " } ?? "")\($0.fields.joined(separator: "|"))" } == expected)
    }

    @Test("a NUL is kept and said")
    func nul() throws {
        let found = try records("a,b\nx,\0y\n1,2")
        #expect(found.map(\.problem) == [nil, .nul(field: 1), nil])
        #expect(found[1].fields == ["x", "\0y"])
    }

    @Test("however the bytes arrive, the records are the same", arguments: [1, 2, 3, 5, 7, 13, 4095, 4096, 4097])
    func pieces(size: Int) throws {
        let text = "\u{FEFF}id;name;note\r\n1;Jörg;\"a;b\r\nc\"\r\n\r\n2;Zoë;\"say \"\"ü\"\"\"\r\n3;😎;\"x\"y\r\n4;\"open\r\n5;é;\r\n"
        let whole = try records(Array(text.utf8))
        #expect(whole.count == 6)
        #expect(try records(Array(text.utf8), pieces: size) == whole)
        let wide = text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
        #expect(try records(wide, pieces: size) == whole)
    }

    @Test("records longer than the first buffer are whole")
    func growth() throws {
        let long = String(repeating: "0123456789", count: 30_000)
        let rows = try fields("a,b\n\(long),1\n\"\(long)\",2\nx,\(long)")
        #expect(rows == [["a", "b"], [long, "1"], [long, "2"], ["x", long]])
    }
}
