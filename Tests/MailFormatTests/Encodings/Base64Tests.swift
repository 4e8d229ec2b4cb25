import MailFormat
import Testing

@Suite("Base64 (RFC 4648 §4, RFC 2045 §6.8)")
struct Base64Tests {
    @Test(
        "the vectors of RFC 4648 §10",
        arguments: [
            ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"),
        ]
    )
    func vectors(_ text: String, _ encoded: String) {
        #expect(String(decoding: Base64MIME.encodeUnbroken(Array(text.utf8)), as: UTF8.self) == encoded)
        #expect(visible(Base64MIME.encode(Array(text.utf8))) == (encoded.isEmpty ? "" : encoded + "␍␊"))
        #expect(Base64MIME.decode(encoded.utf8) == Array(text.utf8))
    }

    @Test("lines are 76 characters")
    func lines() {
        let encoded = visible(Base64MIME.encode([UInt8](repeating: 0xFF, count: 58)))
        #expect(encoded == "\(times(76, "/"))␍␊/w==␍␊")
    }

    @Test("every octet at every place comes back")
    func roundTrip() {
        for length in 0...260 {
            let bytes = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ length) }
            #expect(Base64MIME.decode(Base64MIME.encode(bytes)) == bytes)
        }
    }

    @Test(
        "what others wrote is read",
        arguments: [("Zm 9v\r\n", "foo"), ("Zg", "f"), ("Zm8", "fo"), ("Zm9v!*Yg==", "foob"), ("Zg==Zm8=", "ffo"), ("Z", ""), ("====", "")]
    )
    func decodeLeniently(_ encoded: String, _ text: String) {
        #expect(Base64MIME.decode(encoded.utf8) == Array(text.utf8))
    }
}
