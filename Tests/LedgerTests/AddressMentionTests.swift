import Testing

@testable import Ledger

/// Where an address is inside other text, and where only a longer one is.
@Suite struct AddressMentionTests {
    @Test(arguments: [
        ("ann@example.org", "erased@invalid"),
        ("Ann@Example.ORG wrote", "erased@invalid wrote"),
        ("[\"x\",\"ann@example.org\"]", "[\"x\",\"erased@invalid\"]"),
        ("<ann@example.org>,ann@example.org.", "<erased@invalid>,erased@invalid."),
        ("https://example.com/?m=ann%40example.org&x=1", "https://example.com/?m=erased@invalid&x=1"),
        ("'ann@example.org'", "'erased@invalid'"),
    ])
    func `an address is taken out`(text: String, without: String) {
        #expect(AddressMention("ann@example.org").erased(from: text) == without)
    }

    @Test(arguments: [
        "", "ann", "joann@example.org", "x.ann@example.org", "ann@example.organic", "ann@example.org.uk", "ann+news@example.org",
        "ann@example.or",
        "äann@example.org",
    ])
    func `another address is left alone`(text: String) {
        #expect(AddressMention("ann@example.org").erased(from: text) == nil)
    }

    @Test func `a quoted local part is found in JSON`() {
        #expect(AddressMention("\"a b\"@example.org").erased(from: "[\"\\\"a b\\\"@example.org\"]") == "[\"erased@invalid\"]")
    }
}
