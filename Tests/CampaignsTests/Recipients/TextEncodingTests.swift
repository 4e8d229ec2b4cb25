import Testing

@testable import Campaigns

@Suite("Characters of a CSV file")
struct TextEncodingTests {
    private static let text = "name,city\nJörg,Köln\nZoë,“Paris”\n€,–\n"
    private static let rows = [["name", "city"], ["Jörg", "Köln"], ["Zoë", "“Paris”"], ["€", "–"]]

    /// The text in Windows-1252.
    private static func windows1252(_ text: String) -> [UInt8] {
        let c1: [Unicode.Scalar: UInt8] = ["€": 0x80, "“": 0x93, "”": 0x94, "–": 0x96, "’": 0x92, "Š": 0x8A]
        return text.unicodeScalars.map { c1[$0] ?? UInt8($0.value) }
    }

    private static func utf16(_ text: String, isBigEndian: Bool) -> [UInt8] {
        text.utf16.flatMap { isBigEndian ? [UInt8($0 >> 8), UInt8($0 & 0xFF)] : [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    }

    @Test("the same text in every encoding, with and without a mark")
    func encodings() throws {
        let cases: [([UInt8], TextEncoding)] = [
            (Array(Self.text.utf8), .utf8),
            ([0xEF, 0xBB, 0xBF] + Array(Self.text.utf8), .utf8),
            (Self.utf16(Self.text, isBigEndian: false), .utf16LittleEndian),
            (Self.utf16(Self.text, isBigEndian: true), .utf16BigEndian),
            ([0xFF, 0xFE] + Self.utf16(Self.text, isBigEndian: false), .utf16LittleEndian),
            ([0xFE, 0xFF] + Self.utf16(Self.text, isBigEndian: true), .utf16BigEndian),
            (Self.windows1252(Self.text), .windows1252),
        ]
        for (bytes, encoding) in cases {
            for given in [nil, encoding] {
                var reader = try CSVReader(source: MemorySource(bytes), given: .init(encoding: given))
                var rows: [[String]] = []
                while let record = try reader.next() {
                    #expect(record.problem == nil)
                    rows.append(record.fields)
                }
                #expect(rows == Self.rows, "\(encoding)")
                #expect(reader.dialect.encoding == encoding)
            }
        }
    }

    @Test("UTF-16 without a mark is seen in other scripts too", arguments: [true, false])
    func cyrillic(isBigEndian: Bool) throws {
        let text = "имя;email\nИван Петров;ivan@example.com\nОльга Сидорова;olga@example.com\n"
        #expect(try records(Self.utf16(text, isBigEndian: isBigEndian)).map(\.fields) == records(text).map(\.fields))
    }

    @Test(
        "half a surrogate pair and half a code unit are undecodable", arguments: [[0x00, 0xD8], [0x00, 0xDC], [0x3D, 0xD8, 0x41, 0x00]])
    func brokenUTF16(unit: [UInt8]) throws {
        let bytes = [0xFF, 0xFE] + Self.utf16("a,b\nx,", isBigEndian: false) + unit + Self.utf16("\n1,2\n", isBigEndian: false)
        #expect(try records(bytes).map(\.problem) == [nil, .undecodable(field: 1), nil])
        #expect(
            try records([0xFF, 0xFE] + Self.utf16("a,b\n1,2", isBigEndian: false) + [0x41]).map(\.problem) == [nil, .undecodable(field: 1)])
    }

    @Test("a damaged row in a UTF-8 file is a problem of that row")
    func damagedUTF8() throws {
        let bytes = Array("a,b\nJörg,Köln\nZ".utf8) + [0xEB] + Array(",x\nZoë,ü\n".utf8)
        let found = try records(bytes)
        #expect(found.map(\.problem) == [nil, nil, .undecodable(field: 0), nil])
        #expect(found[2].fields == ["Z\u{FFFD}", "x"])
        #expect(found[3].fields == ["Zoë", "ü"])
    }

    @Test("one damaged byte before much UTF-8 does not turn the file around")
    func damageFirst() throws {
        let bytes = Array("a,b\nZ".utf8) + [0xEB] + Array(",x\nZoë,ü\nJörg,Köln\n".utf8)
        #expect(try records(bytes).map(\.problem) == [nil, .undecodable(field: 0), nil, nil])
    }

    @Test("Windows-1252 may begin far behind the first buffer, and proper UTF-8 in between is left alone")
    func lateWindows1252() throws {
        let plain = Array(String(repeating: "0123456789,ascii\n", count: 16_000).utf8)
        let bytes = Array("a,b\n".utf8) + plain + Self.windows1252("Jörg,Köln\nZoë,è\nSmørrebrød,ø\n") + Array("Łódź,x\n".utf8)
        let found = try records(bytes)
        #expect(found.suffix(4).map(\.fields) == [["Jörg", "Köln"], ["Zoë", "è"], ["Smørrebrød", "ø"], ["Łódź", "x"]])
        #expect(found.allSatisfy { $0.problem == nil })
    }

    @Test("an encoding that is given is not argued with")
    func given() throws {
        let bytes = Array("a,b\nö,ö\n".utf8)
        #expect(try records(bytes, given: .init(encoding: .windows1252))[1].fields == ["Ã¶", "Ã¶"])
        #expect(try records(Self.windows1252("a,b\nö,x\n"), given: .init(encoding: .utf8))[1].problem == .undecodable(field: 0))
    }

    @Test("every byte of Windows-1252 stands for a character")
    func codePage() {
        #expect(Windows1252.decode([0x41, 0x80, 0x8E, 0x9F, 0xA0, 0xFF]) == "A€ŽŸ\u{A0}ÿ")
        #expect(Windows1252.decode(0...255).unicodeScalars.count == 256)
    }

    @Test(
        "names of encodings",
        arguments: [
            ("UTF-8", TextEncoding.utf8), ("latin1", .windows1252), ("ISO-8859-1", .windows1252), ("utf-16le", .utf16LittleEndian),
            ("utf-7", nil),
        ])
    func names(name: String, encoding: TextEncoding?) {
        #expect(TextEncoding(name: name) == encoding)
    }
}
