import MailFormat
import Testing

@Suite("Mailboxes (RFC 5322 §3.4)")
struct MailboxTests {
    @Test(
        "what people write",
        arguments: [
            ("news@example.com", nil, "news@example.com"),
            ("  <news@example.com> ", nil, "news@example.com"),
            ("Acme News <news@example.com>", "Acme News", "news@example.com"),
            ("Acme News<news@example.com>", "Acme News", "news@example.com"),
            ("\"Müller, Jörg\" <jörg@exämple.de>", "Müller, Jörg", "jörg@xn--exmple-cua.de"),
            ("Müller, Jörg (GmbH). <j@example.de>", "Müller, Jörg (GmbH).", "j@example.de"),
            ("\"a \\\"b\\\" \\\\\" <a@example.com>", "a \"b\" \\", "a@example.com"),
            ("\"<john@smith.com>\" <john@smith.com>", "<john@smith.com>", "john@smith.com"),
            ("\"Joe\" Blow <joe@example.com>", "Joe Blow", "joe@example.com"),
            ("\"\" <joe@example.com>", nil, "joe@example.com"),
            ("\"joe blow\"@example.com", nil, "\"joe blow\"@example.com"),
            ("Joe <\"a>b\"@example.com>", "Joe", "\"a>b\"@example.com"),
        ] as [(String, String?, String)]
    )
    func parse(_ text: String, _ name: String?, _ address: String) throws {
        let mailbox = try Mailbox(parsing: text)
        #expect(mailbox.name == name)
        #expect(mailbox.address.description == address)
    }

    @Test(
        "what cannot be told is refused",
        arguments: [
            ("", .empty), ("Joe", .noAtSign), ("Joe <>", .empty), ("Joe <joe>", .noAtSign), ("\"Joe <joe@example.com>", .unclosedQuote),
            ("a@b.com <c@d.com>", .displayName), ("a@b.com, C <c@d.com>", .displayName), ("Joe <a@b.com> <c@d.com>", .displayName),
            ("Joe\r\nBcc: x <a@b.com>", .control(0x0D)), ("Joe\u{0} <a@b.com>", .control(0)), ("Joe\u{85} <a@b.com>", .control(0x85)),
            ("Joe <a@b.com> Blow", .angleBrackets),
        ] as [(String, AddressProblem)]
    )
    func refuse(_ text: String, _ problem: AddressProblem) {
        #expect(throws: problem) { try Mailbox(parsing: text) }
    }
}
