import Testing

@testable import Campaigns

@Suite("CSV output")
struct CSVWriterTests {
    private func written(_ fields: [String], _ writer: CSVWriter = .init()) -> String {
        var output: [UInt8] = []
        writer.append(fields, to: &output)
        return String(decoding: output, as: UTF8.self)
    }

    @Test(
        "quotes stand where they are needed",
        arguments: [
            (["a", "b"], "a,b\r\n"),
            (["a,b", "c;d"], "\"a,b\",c;d\r\n"),
            (["say \"hi\""], "\"say \"\"hi\"\"\"\r\n"),
            (["a\nb", "c\rd", "e\r\nf"], "\"a\nb\",\"c\rd\",\"e\r\nf\"\r\n"),
            ([" a", "b\t"], "\" a\",\"b\t\"\r\n"),
            (["", ""], ",\r\n"),
            ([""], "\"\"\r\n"),
            (["Jörg", "😎"], "Jörg,😎\r\n"),
        ])
    func quoting(fields: [String], expected: String) {
        #expect(written(fields) == expected)
    }

    @Test("another delimiter changes what needs quotes")
    func delimiter() {
        #expect(written(["a,b", "c;d"], CSVWriter(delimiter: .semicolon)) == "a,b;\"c;d\"\r\n")
    }

    @Test(
        "a spreadsheet is kept from calculating, but numbers stay numbers",
        arguments: [
            ("=1+1", "'=1+1"), ("@SUM(A1)", "'@SUM(A1)"), ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"), ("-2+3", "'-2+3"),
            ("-5", "-5"), ("+49 30 1234", "+49 30 1234"), ("-1.5", "-1.5"), ("a=b", "a=b"), ("", "\"\""),
        ])
    func formulas(field: String, expected: String) {
        #expect(written([field], CSVWriter(guardsFormulas: true)) == expected + "\r\n")
        #expect(written([field], CSVWriter()).contains("'" + field) == false)
    }

    @Test("tab and CR at the front are guarded too")
    func blanks() {
        #expect(written(["\t=1", "\r=1"], CSVWriter(guardsFormulas: true)) == "'\t=1,\"'\r=1\"\r\n")
    }

    @Test("what is written is read back, whatever it holds", arguments: 1...60)
    func roundTrip(seed: UInt64) throws {
        var random = SplitMix(state: seed)
        let alphabet: [Character] = ["a", "b", "\"", ",", ";", "\t", "|", "\n", "\r\n", "\r", " ", "ü", "€", "😎", "\u{FEFF}", "=", "'"]
        let width = Int.random(in: 1...6, using: &random)
        let rows = (0..<Int.random(in: 1...40, using: &random)).map { _ in
            (0..<width).map { _ in
                String(
                    (0..<Int.random(in: 0...8, using: &random)).map { _ in alphabet[Int.random(in: 0..<alphabet.count, using: &random)] })
            }
        }
        let delimiter = CSVDialect.Delimiter.candidates[Int.random(in: 0..<4, using: &random)]
        var bytes: [UInt8] = []
        for row in rows { CSVWriter(delimiter: delimiter).append(row, to: &bytes) }
        let found = try records(bytes, given: .init(delimiter: delimiter), pieces: Int.random(in: 1...50, using: &random))
        #expect(found.map(\.fields) == rows)
        #expect(found.allSatisfy { $0.problem == nil })
    }
}
