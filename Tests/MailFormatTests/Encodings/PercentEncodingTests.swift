import MailFormat
import Testing

@Suite("Percent-encoding (RFC 3986 §2)")
struct PercentEncodingTests {
    @Test(
        "a value becomes safe anywhere in a URL",
        arguments: [
            ("Az09-._~", "Az09-._~"), ("a b&c=d/e", "a%20b%26c%3Dd%2Fe"), ("Jörg", "J%C3%B6rg"), ("100%", "100%25"), ("\r\n", "%0D%0A"),
        ]
    )
    func value(_ text: String, _ encoded: String) {
        #expect(PercentEncoding.encode(text) == encoded)
        #expect(PercentEncoding.decode(encoded) == Array(text.utf8))
    }

    @Test(
        "a whole URL keeps its shape",
        arguments: [
            ("https://e.example/a b?q=ü&x=%20#f", "https://e.example/a%20b?q=%C3%BC&x=%20#f"),
            ("https://[2001:db8::1]:8/~u/(x);y='z'*!$,@", "https://[2001:db8::1]:8/~u/(x);y='z'*!$,@"),
            ("a\"<>\\^`{|}", "a%22%3C%3E%5C%5E%60%7B%7C%7D"),
        ]
    )
    func url(_ text: String, _ encoded: String) {
        #expect(PercentEncoding.encode(text, keeping: .url) == encoded)
    }

    @Test("malformed escapes are refused", arguments: ["%", "%2", "%zz", "a%2", "%2%41"])
    func refuse(_ text: String) {
        #expect(PercentEncoding.decode(text) == nil)
    }

    @Test("a plus is a blank only in forms")
    func plus() {
        #expect(PercentEncoding.decode("a+b") == Array("a+b".utf8))
        #expect(PercentEncoding.decode("a+b%2B", formEncoded: true) == Array("a b+".utf8))
    }
}
