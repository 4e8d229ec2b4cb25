import MailFormat
import Testing

@testable import Campaigns

@Suite("Reading a list of recipients")
struct RecipientReaderTests {
    @Test(
        "lists as people have them",
        arguments: [
            ("\u{FEFF}email,First Name\r\nada@example.com,Ada\r\n\r\n\r\n", ["2 ada@example.com ada@example.com|Ada"]),
            ("id;E-Mail;Name\n1;ada@example.com;Lovelace, Ada\n", ["2 ada@example.com 1|ada@example.com|Lovelace, Ada"]),
            ("sep=;\nemail;n\na@example.com;1,5\n", ["3 a@example.com a@example.com|1,5"]),
            // Without a header.
            ("1,ada@example.com\n2,bob@example.com\n", ["1 ada@example.com 1|ada@example.com", "2 bob@example.com 2|bob@example.com"]),
            ("ada@example.com\nbob@example.com", ["1 ada@example.com ada@example.com", "2 bob@example.com bob@example.com"]),
            // A bad row does not stop the others.
            (
                "email,name\nada@example.com,Ada\nnobody,x\n,y\nbob@example.com,Bob\n",
                [
                    "2 ada@example.com ada@example.com|Ada", "BAD list.csv:3:1 address.syntax", "BAD list.csv:4:1 address.missing",
                    "5 bob@example.com bob@example.com|Bob",
                ]
            ),
            (
                "name,email\nx,a@example.com,extra\ny\nz,b@example.com\n",
                ["BAD list.csv:2:17 csv.ragged", "BAD list.csv:3:1 csv.ragged", "4 b@example.com z|b@example.com"]
            ),
            ("email,n\na@example.com,\"x\nb@example.com,y\n", ["BAD list.csv:2:15 csv.quote", "3 b@example.com b@example.com|y"]),
            ("email,n\na@example.com,\"x\"y\nb@example.com,y\n", ["BAD list.csv:2:15 csv.quote", "3 b@example.com b@example.com|y"]),
            ("email,n\na@example.com,x\0y\nb@example.com,y\n", ["BAD list.csv:2:15 csv.nul", "3 b@example.com b@example.com|y"]),
            ("email\na@example.com;b@example.com\n", ["BAD list.csv:2:1 address.several"]),
            // Rows and cells of nothing.
            ("email,n\n,\n ,\t\n,,,,\na@example.com,x,,\n\u{1A}", ["5 a@example.com a@example.com|x"]),
            // Worth knowing.
            (
                "email,n\nJörg <j@example.com>,1\n b@example.com,2\n",
                [
                    "BAD list.csv:2:1 address.wrapped", "NOTE list.csv:3:1 address.wrapped", "3 b@example.com  b@example.com|2",
                ]
            ),
            ("email,n,N\na@example.com,1,2\n", ["NOTE list.csv:1:9 csv.header", "2 a@example.com a@example.com|1|2"]),
            ("email,n\na@example.com,6\" pipe\n", ["NOTE list.csv:2:15 csv.quote", "2 a@example.com a@example.com|6\" pipe"]),
            ("who,n\na@example.com,1\n", ["NOTE list.csv:1:1 address.column", "2 a@example.com a@example.com|1"]),
            // The address is normalised, the field is not.
            ("email\nAda@EXAMPLE.com\n", ["2 Ada@example.com Ada@EXAMPLE.com"]),
        ] as [(String, [String])])
    func lists(text: String, expected: [String]) throws {
        #expect(try rows(text).map(\.line) == expected)
    }

    @Test("a diagnostic says what, where and the fix, and keeps the row")
    func diagnostics() throws {
        let bad = try rows("email,name\nada.example.com,Ada\nb@example.com,Love,Ada\n\u{7}@x@y,\"Z\"\n").compactMap {
            if case .bad(let diagnostic, let original) = $0 { "\(diagnostic) <- \(original)" } else { nil as String? }
        }
        #expect(
            bad == [
                #"list.csv:2:1: 'ada.example.com' is no address: no @ sign <- ["ada.example.com", "Ada"]"#,
                #"list.csv:3:20: the row has 3 fields and the header 2; a field with the delimiter ',' in it must be in quotes <- ["b@example.com", "Love", "Ada"]"#,
                #"list.csv:4:1: '�@x@y' is no address: a control character (U+0007) <- ["\u{07}@x@y", "Z"]"#,
            ])
    }

    @Test("Windows-1252 is said aloud once, unless the user said it first")
    func windows1252() throws {
        let bytes = Array("email,n\na@example.com,x\nb@example.com,J".utf8) + [0xF6] + Array("rg\nc@example.com,".utf8) + [0xE9, 0x0A]
        let lines = ["2 a@example.com a@example.com|x", "3 b@example.com b@example.com|Jörg", "4 c@example.com c@example.com|é"]
        #expect(try rows(bytes).map(\.line) == [lines[0], "NOTE list.csv:3:1 csv.encoding"] + lines[1...])
        #expect(try rows(bytes, options: .init(dialect: .init(encoding: .windows1252))).map(\.line) == lines)
    }

    @Test("columns, header and dialect are there before the first row")
    func beginning() throws {
        let reader = try RecipientReader(source: MemorySource("Id|E-Mail |First Name\n"), file: "x")
        #expect(reader.columns == ["id", "e-mail", "first_name"])
        #expect(reader.addressColumn == 1)
        #expect(reader.hasHeader)
        #expect(reader.dialect.delimiter == .pipe)
        let bare = try RecipientReader(source: MemorySource("1,x,a@example.com\n"), file: "x")
        #expect(bare.columns == ["column_1", "column_2", "email"])
        #expect(!bare.hasHeader)
    }

    @Test("what the user says counts")
    func options() throws {
        let text = "a@example.com,b@example.com\nc@example.com,d@example.com\n"
        #expect(
            try rows(text, options: .init(hasHeader: false, addressColumn: "2")).map(\.line).first
                == "1 b@example.com a@example.com|b@example.com")
        #expect(
            try rows(text, options: .init(hasHeader: true, addressColumn: "b@example.com")).map(\.line) == [
                "2 d@example.com c@example.com|d@example.com"
            ])
        #expect(
            try rows("a;b,c\n1;x@example.com,y\n", options: .init(dialect: .init(delimiter: .comma), addressColumn: "c")).map(\.line) == [
                "BAD list.csv:2:17 address.syntax"
            ])
    }

    @Test(
        "what is no list at all",
        arguments: [
            ("", nil, "list.csv: the list is empty"),
            (
                "name,city\nAda,London\n", nil,
                "list.csv:1: no column holds e-mail addresses; the columns are 'name', 'city'; call the column with the addresses 'email'"
            ),
            ("email,city\n", "emial", "list.csv:1: there is no column 'emial'; the columns are 'email', 'city'; did you mean 'email'?"),
            (
                "email,\"x\ny,z\n", nil,
                "list.csv:1:7: a quote is opened here and not closed; close it, or double it where it belongs to the text"
            ),
        ] as [(String, String?, String)])
    func refused(text: String, column: String?, message: String) {
        let error = #expect(throws: CampaignError.self) { try rows(text, options: .init(addressColumn: column)) }
        #expect(error?.description == message)
    }

    @Test("files are read as they are, and what cannot be read is named")
    func files() throws {
        var reader = try FileSource(path: #filePath)
        var bytes = [UInt8](repeating: 0, count: 14)
        #expect(try bytes.withUnsafeMutableBytes { try reader.readFully(into: $0) } == 14)
        #expect(String(decoding: bytes, as: UTF8.self) == "import MailFor")
        #expect(throws: CampaignError.missing(file: "no/such/list.csv")) { try FileSource(path: "no/such/list.csv") }
        #expect(throws: CampaignError.unreadable(file: "/", reason: "Is a directory")) {
            try RecipientReader(source: FileSource(path: "/"), file: "/")
        }
    }
}
