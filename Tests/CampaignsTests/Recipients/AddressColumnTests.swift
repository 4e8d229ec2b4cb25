import Testing

@testable import Campaigns

@Suite("The column with the addresses")
struct AddressColumnTests {
    private static let address = "ada@example.com"

    /// The name of the column found below a header, where the rows hold these cells.
    private func found(_ header: [String], _ rows: [String]...) -> String? {
        let columns = HeaderRow(cells: header).columns
        return AddressColumn.find(columns: columns, rows: rows).map { columns[$0.index] }
    }

    @Test(
        "is found by its name, in many spellings and languages",
        arguments: [
            "email", "E-Mail", "e_mail", "Email Address", "EMAIL_ADDRESS", "mail", "E-Mail-Adresse", "Mailadresse", "courriel",
            "Adresse e-mail", "Adresse électronique", "Correo electrónico", "Correo", "Indirizzo e-mail", "Posta elettronica",
            "E-mailadres",
            "E-post", "e-postadress", "Sähköposti", "Adres e-mail", "E-mail cím", "E-posta", "Электронная почта", "почта", "メールアドレス", "邮箱",
            "电子邮件", "이메일", "דוא\"ל", "البريد الإلكتروني", "Email 1",
        ])
    func names(name: String) {
        let header = ["id", "Address", name, "note"]
        #expect(found(header, ["1", "Hauptstr. 1", Self.address, "x"]) == HeaderRow.normalised(name))
        #expect(found(header) == HeaderRow.normalised(name))
    }

    @Test("the surest name wins, not the first column")
    func order() {
        #expect(found(["mail", "email"], [Self.address, Self.address]) == "email")
        #expect(found(["email_2", "name", "email"], [Self.address, "x", Self.address]) == "email_2")
    }

    @Test("a name that may mean something else counts only with addresses in the column")
    func possibleNames() {
        #expect(found(["name", "address"], ["Ada", Self.address]) == "address")
        #expect(found(["address", "contact"], ["Hauptstr. 1", Self.address]) == "contact")
        #expect(found(["name", "address"], ["Ada", "Hauptstr. 1"]) == nil)
        #expect(found(["name", "customer_email"], ["Ada", Self.address]) == "customer_email")
        #expect(found(["email_opt_in", "kontakt"], ["yes", Self.address]) == "kontakt")
    }

    @Test("a flag called email gives way to the address, but nobody else's address is taken for a broken one")
    func flag() {
        #expect(found(["email", "email_address"], ["yes", Self.address], ["no", Self.address]) == "email_address")
        #expect(found(["email", "manager_email"], ["ada(at)example.com", Self.address]) == "email")
    }

    @Test("without a name, most addresses decide, and half of the cells at least")
    func content() {
        #expect(AddressColumn.byContent(rows: [["1", "a@example.com"], ["2", "b@example.com"]]) == 1)
        #expect(AddressColumn.byContent(rows: [["a@example.com", "b@example.com"], ["", "b@example.com"]]) == 0)
        #expect(AddressColumn.byContent(rows: [["1", "a@example.com"], ["2", "x"], ["3", "y"]]) == nil)
        #expect(AddressColumn.byContent(rows: []) == nil)
    }

    @Test("a column is named as in the file, normalised, or by number")
    func named() {
        let columns = ["id", "e-mail", "2"]
        #expect(["E-Mail", " id ", "2", "1", "4", "0", "x"].map { AddressColumn.named($0, in: columns) } == [1, 0, 2, 0, nil, nil, nil])
    }
}
