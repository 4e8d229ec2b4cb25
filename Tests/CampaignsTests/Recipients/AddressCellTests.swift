import MailFormat
import Testing

@testable import Campaigns

@Suite("What an address cell holds")
struct AddressCellTests {
    @Test(
        "an address, and what may stand around it",
        arguments: [
            ("a@b.de", "a@b.de", nil),
            (" a@b.de ", "a@b.de", "blanks"),
            ("a@b.de\t", "a@b.de", "blanks"),
            ("\u{A0}a@b.de\u{200B}", "a@b.de", "blanks"),
            ("<a@b.de>", "a@b.de", "angle brackets"),
            ("Jörg <a@b.de>", "a@b.de", "a name"),
            ("Müller, Jörg <a@b.de>", "a@b.de", "a name"),
            ("\"Müller <Chef>, Jörg\" <a@b.de>", "a@b.de", "a name"),
            ("x@y.de <a@b.de>", "a@b.de", "a name"),
            ("Jörg < a@b.de > ", "a@b.de", "a name"),
            ("mailto:a@b.de", "a@b.de", "'mailto:'"),
            ("MAILTO:a@b.de", "a@b.de", "'mailto:'"),
            ("a@b.de;", "a@b.de", "';'"),
            ("a@b.de,", "a@b.de", "','"),
        ] as [(String, String, String?)])
    func wrapped(cell: String, address: String, wrapping: String?) throws {
        let found = AddressCell(cell)
        #expect(try found.address.get().description == address)
        #expect(found.wrapping == wrapping)
    }

    @Test("nothing at all", arguments: ["", " ", "\t\r\n", "\u{A0}", "\u{FEFF}"])
    func missing(cell: String) {
        #expect(AddressCell(cell).address == .failure(.missing))
    }

    @Test(
        "several addresses",
        arguments: ["a@b.de,c@d.de", "a@b.de; c@d.de", "a@b.de c@d.de", "a@b.de / c@d.de", "A <a@b.de>, C <c@d.de>", "a@b.de\nc@d.de"])
    func several(cell: String) {
        #expect(AddressCell(cell).address == .failure(.several))
    }

    @Test(
        "no address: the reason is that of the address, not of its wrapping",
        arguments: ["Jörg <ab.de>", "ab.de", "ab.de;", "mailto:ab.de", "<ab.de>"])
    func reason(cell: String) {
        #expect(AddressCell(cell).address == .failure(.syntax(.noAtSign)))
    }

    @Test(
        "what a header smuggler would write",
        arguments: [
            "a@b.de\r\nBcc: c@d.de", "a@b.de\n", "\r\na@b.de", "Jörg <a@b.de\n>", "a@b.de\0", "<a@b.de> <c@d.de>", "a@b.de>", "<<a@b.de>>",
        ])
    func hostile(cell: String) {
        #expect(throws: AddressCell.Problem.self) { try AddressCell(cell).address.get() }
    }

    @Test(
        "what looks like an address makes a first row no header",
        arguments: [
            ("a@b", true), ("name", false), ("@", false), ("@twitter", false), ("me @ work", false), ("x@", false), ("Jörg <a@b.de>", true),
            ("email (like a@b.de)", false),
        ])
    func looks(cell: String, like: Bool) {
        #expect(AddressCell.isMeantAsAddress(cell) == like)
    }
}
