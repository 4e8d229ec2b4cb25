import MailFormat
import Testing

@Suite("Base32 (RFC 4648 §6)")
struct Base32Tests {
    @Test(
        "the vectors of RFC 4648 §10, in lower case without padding",
        arguments: [
            ("", ""), ("f", "my"), ("fo", "mzxq"), ("foo", "mzxw6"), ("foob", "mzxw6yq"), ("fooba", "mzxw6ytb"), ("foobar", "mzxw6ytboi"),
        ]
    )
    func vectors(_ text: String, _ encoded: String) {
        #expect(Base32.encode(text.utf8) == encoded)
        #expect(Base32.decode(encoded) == Array(text.utf8))
        #expect(Base32.decode(encoded.uppercased()) == Array(text.utf8))
    }

    @Test("16 octets are 26 characters")
    func handleLength() {
        #expect(Base32.encode([UInt8](repeating: 0xFF, count: 16)) == "\(times(25, "7"))4")
    }

    @Test("what is no encoding is refused", arguments: ["m", "mzx", "mzxw6y", "mz1q", "mz=q", "my======", "mz", "m y", "mzxr"])
    func refuse(_ text: String) {
        #expect(Base32.decode(text) == nil)
    }
}
