import Testing

@testable import DKIM

@Suite("tag=value lists, RFC 6376 §3.2")
struct TagListTests {
    @Test func `white space around names and values does not count`() throws {
        let tags = try #require(TagList(bytes("␠v␠=␠1;␍␊␉a=rsa-sha256;b=␠ab␍␊␠c␠;␠h=␠From␠:␠To;e=;␍␊␠")))
        #expect(tags.firstName == "v")
        #expect(tags.text("v") == "1")
        #expect(tags.text("a") == "rsa-sha256")
        #expect(tags.text("b") == "abc")
        #expect(tags.list("h") == ["From", "To"])
        #expect(tags.text("e") == "")
        #expect(tags.text("x") == nil)
    }

    @Test func `an equals sign in a value belongs to it`() {
        #expect(TagList(bytes("b=YQ==")).flatMap { $0.text("b") } == "YQ==")
    }

    @Test(arguments: [
        "v=1; a=b; v=1", "v", "=1", "v=1;; a=b", "1v=1", "v w=1", "v=a\u{0}b", "v=a\u{7F}", "v=a␊b", "v=a␍b", "v-x=1",
    ])
    func `broken lists are refused whole`(list: String) {
        #expect(TagList(bytes(list)) == nil)
    }

    @Test func `a list of a hundred thousand tags is refused`() {
        #expect(TagList(Array((0..<100_000).map { "a\($0)=1;" }.joined().utf8)) == nil)
        #expect(TagList([]) != nil)
    }

    @Test(arguments: [("v=1;b=abc;d=x", "v=1;b=;d=x"), ("b=␍␊␠a␍␊␠b␍␊␠;d=x", "b=;d=x"), ("d=x;␠b␠=␠abc␠", "d=x;␠b␠="), ("b=", "b=")])
    func `the signature is taken out with the white space around it`(list: String, rest: String) throws {
        var list = bytes(list)
        let range = try #require(TagList(list)?.removableRange("b"))
        list.removeSubrange(range)
        #expect(visible(list) == visible(bytes(rest)))
    }
}

@Suite("Base64, RFC 4648 §4, §10")
struct Base64Tests {
    @Test(arguments: [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE=")])
    func vectors(plain: String, text: String) {
        #expect(String(decoding: Base64.encode(plain.utf8), as: UTF8.self) == text)
        #expect(Base64.decode(text.utf8) == Array(plain.utf8))
        #expect(Base64.decode(bytes(text.map { "\($0)␍␊␠" }.joined())) == Array(plain.utf8))
    }

    @Test(arguments: ["Zg", "Zg=", "Zg===", "Z===", "====", "Z=g=", "Zh==", "Zm9*", "Zm9\u{E9}"])
    func `what is no base64`(text: String) {
        #expect(Base64.decode(text.utf8) == nil)
    }
}
