import Testing

@testable import Campaigns

@Suite("Names of columns")
struct HeaderRowTests {
    @Test(
        "a header is normalised once",
        arguments: [
            ("Email", "email"), ("  First Name ", "first_name"), ("E-Mail", "e-mail"), ("ÜBER uns", "über_uns"), ("a  b", "a__b"),
            ("first\u{A0}name", "first_name"), ("\u{FEFF}email", "email"), ("name\r\n", "name"), ("c,c\nc", "c,c\nc"),
            ("__proto__", "__proto__"),
        ])
    func normalised(cell: String, name: String) {
        #expect(HeaderRow(cells: [cell]).columns == [name])
        #expect(HeaderRow(cells: [cell]).notes.isEmpty)
    }

    @Test("a name that is there twice and an empty one are changed and said, with both places")
    func clashes() {
        let header = HeaderRow(cells: ["email", "Name", "", "name", "NAME ", "name_2"])
        #expect(header.columns == ["email", "name", "column_3", "name_2", "name_3", "name_2_2"])
        #expect(header.notes.map(\.column) == [2, 3, 4, 5])
        #expect(header.notes[1].message == "columns 2 and 4 are both called 'name'; the latter is read as 'name_2'")
    }

    @Test("the empty cells that a spreadsheet leaves behind are one finding")
    func emptyTail() {
        let header = HeaderRow(cells: ["email", "", "name", "", " ", ""])
        #expect(header.columns == ["email", "column_2", "name", "column_4", "column_5", "column_6"])
        #expect(header.notes.map(\.message) == ["column 2 has no name and is read as 'column_2'", "the last 3 columns have no name"])
    }

    @Test("without a header columns are numbered")
    func numbered() {
        #expect(HeaderRow(count: 3).columns == ["column_1", "column_2", "column_3"])
    }
}
