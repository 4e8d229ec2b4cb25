import MailFormat
import Testing

@testable import Deliverability

@Suite struct AddressHabitsTests {
    @Test(
        arguments: [
            ("anna@gmial.com", "address.typo"), ("anna@gmail.con", "address.typo"), ("anna@hotmial.com", "address.typo"),
            ("anna@gmailcom", nil), ("anna@yaho.com", "address.typo"), ("anna@gmail.com", nil), ("anna@mail.com", nil),
            ("anna@gmx.de", nil),
            ("anna@acme.example", nil), ("anna@mailinator.com", "address.disposable"), ("info@acme.example", "address.role"),
            ("info+shop@acme.example", "address.role"), ("information@acme.example", nil), ("grüße@acme.example", "address.smtputf8"),
        ] as [(String, String?)]) func `an address is spoken of only where there is reason to`(_ text: String, _ rule: String?) throws
    {
        guard let address = try? EmailAddress(text) else { return }
        #expect(AddressHabits.finding(address)?.rule == rule)
    }

    @Test(
        arguments: [
            ("gmial.com", "gmail.com"), ("gmal.com", "gmail.com"), ("gmaill.com", "gmail.com"), ("hmail.com", nil),
            ("outlok.com", "outlook.com"),
            ("yahoo.co", nil), ("yahoo.cm", "yahoo.com"), ("gmailcom", "gmail.com"), ("t-online.de", nil), ("tonline.de", "t-online.de"),
        ] as [(String, String?)]) func `a slip is one, and a mail domain is none`(_ domain: String, _ meant: String?)
    {
        #expect(DomainTypos.suggestion(for: domain) == meant)
    }

    @Test func `no provider is a slip of another`() {
        for provider in DomainTypos.known { #expect(DomainTypos.suggestion(for: provider) == nil) }
    }
}
