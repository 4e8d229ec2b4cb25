import MailFormat
import Testing

@Suite("Encoded-words are read (RFC 2047)")
struct EncodedWordTests {
    @Test(
        "the examples of §8",
        arguments: [
            ("=?ISO-8859-1?Q?a?=", "a"), ("=?ISO-8859-1?Q?a?= b", "a b"), ("=?ISO-8859-1?Q?a?= =?ISO-8859-1?Q?b?=", "ab"),
            ("=?ISO-8859-1?Q?a?=  =?ISO-8859-1?Q?b?=", "ab"), ("=?ISO-8859-1?Q?a?=\r\n    =?ISO-8859-1?Q?b?=", "ab"),
            ("=?ISO-8859-1?Q?a_b?=", "a b"),
            ("=?ISO-8859-1?Q?a?= =?ISO-8859-2?Q?_b?=", "a b"),
            ("=?US-ASCII?Q?Keith_Moore?= <moore@cs.utk.edu>", "Keith Moore <moore@cs.utk.edu>"),
            ("=?ISO-8859-1?Q?Keld_J=F8rn_Simonsen?=", "Keld Jørn Simonsen"),
            (
                "=?ISO-8859-1?B?SWYgeW91IGNhbiByZWFkIHRoaXMgeW8=?=\r\n =?ISO-8859-2?B?dSB1bmRlcnN0YW5kIHRoZSBleGFtcGxlLg==?=",
                "If you can read this you understand the example."
            ),
        ]
    )
    func examples(_ value: String, _ expected: String) {
        let read = EncodedWord.decodeAll(in: value.utf8) { charset, bytes in
            charset.hasPrefix("iso-8859-") ? String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) })) : nil
        }
        #expect(read == expected)
    }

    @Test(
        "leniently",
        arguments: [
            ("=?utf-8?b?w6k?=", "é"),  // no padding
            ("=?UTF-8*de?q?=c3=a9?=", "é"),  // RFC 2231 language
            ("=?utf-8?b?ww==?= =?utf-8?b?qQ==?=", "é"),  // a character split between words of base64
            ("=?utf-8?q?=C3?= =?utf-8?q?=A9?=", "é"),  // a character split between words
            ("x=?utf-8?q?=C3=A9?=y", "xéy"),  // glued to its neighbours
            ("=?utf-8?q?a b?=", "a b"),  // blanks inside
            ("=?x-unknown?q?a?=", "=?x-unknown?q?a?="), ("=?utf-8?z?a?=", "=?utf-8?z?a?="), ("=?utf-8?q?a", "=?utf-8?q?a"),
            ("=??q?a?=", "=??q?a?="),
            ("plain", "plain"), ("a  b", "a  b"), ("", ""), ("=?utf-8?q??=", ""), ("=?=?=?=?", "=?=?=?=?"),
        ]
    )
    func lenient(_ value: String, _ expected: String) {
        #expect(EncodedWord.decodeAll(in: value.utf8) == expected)
    }

    @Test("a hostile header is read in linear time")
    func hostile() {
        let words = times(50_000, "=?utf-8?q?a?= ")
        #expect(EncodedWord.decodeAll(in: words.utf8).hasPrefix("aaaa"))
        #expect(EncodedWord.decodeAll(in: times(100_000, "=?").utf8).utf8.count == 200_000)
        #expect(EncodedWord.decodeAll(in: (times(20_000, "=?x?q?") + "?").utf8).utf8.count == 120_001)
    }

    @Test("one word by itself")
    func single() {
        let word = EncodedWord.decode(Array("=?KOI8-R?B?8NLJ18XU?=".utf8)[...])
        #expect(word?.charset == "koi8-r" && word?.bytes == [0xF0, 0xD2, 0xC9, 0xD7, 0xC5, 0xD4])
        #expect(EncodedWord.decode(Array("=?utf-8?q?a?= ".utf8)[...]) == nil)
    }
}
