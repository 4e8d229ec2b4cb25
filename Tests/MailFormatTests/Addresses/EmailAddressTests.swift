import Testing

@testable import MailFormat

@Suite("Addresses (RFC 5321 §4.1.2, RFC 6531)")
struct EmailAddressTests {
    @Test(
        "an address is accepted in its normal form",
        arguments: [
            ("joe@example.com", "joe@example.com"),
            ("  joe@example.com\t", "joe@example.com"),
            ("Joe.Blow+tag@EXAMPLE.Com", "Joe.Blow+tag@example.com"),
            ("!#$%&'*+-/=?^_`{|}~@example.com", "!#$%&'*+-/=?^_`{|}~@example.com"),
            ("a@b.co", "a@b.co"),
            ("1@3com.com", "1@3com.com"),
            ("a@1.2.3.x4", "a@1.2.3.x4"),
            ("a@c--n.com", "a@c--n.com"),
            ("a@\(times(63, "x")).com", "a@\(times(63, "x")).com"),
            (times(64, "a") + "@example.com", "\(times(64, "a"))@example.com"),
            // Quoted only where it must be, escaped only where it must be.
            ("\"joe\"@example.com", "joe@example.com"),
            ("\"joe.blow\"@example.com", "joe.blow@example.com"),
            ("\"joe blow\"@example.com", "\"joe blow\"@example.com"),
            ("\"j\\o\\e\\ blow\"@example.com", "\"joe blow\"@example.com"),
            ("\"a@b\"@example.com", "\"a@b\"@example.com"),
            ("\"a\\\"b\\\\c\"@example.com", "\"a\\\"b\\\\c\"@example.com"),
            ("\"a..b\"@example.com", "\"a..b\"@example.com"),
            ("\".a\"@example.com", "\".a\"@example.com"),
            ("\"<a>,(b)\"@example.com", "\"<a>,(b)\"@example.com"),
            // Beyond ASCII.
            ("user@MÜNCHEN.de", "user@xn--mnchen-3ya.de"),
            ("user@mu\u{308}nchen.de", "user@xn--mnchen-3ya.de"),
            ("user@straße.de", "user@xn--strae-oqa.de"),
            ("user@例え.テスト", "user@xn--r8jz45g.xn--zckzah"),
            ("user@例え。テスト", "user@xn--r8jz45g.xn--zckzah"),
            ("user@ｅｘａｍｐｌｅ．ｃｏｍ", "user@example.com"),
            ("user@пример.рф", "user@xn--e1afmkfd.xn--p1ai"),
            ("user@xn--MNCHEN-3ya.de", "user@xn--mnchen-3ya.de"),
            ("user@faß.ΒΌΛΟΣ.com", "user@xn--fa-hia.xn--nxasmq6b.com"),
            ("user@βόλος.com", "user@xn--nxasmm1c.com"),
            ("user@ශ්‍රී.com", "user@xn--10cl1a0b660p.com"),
            ("jörg@example.com", "jörg@example.com"),
            ("jo\u{308}rg@example.com", "j\u{F6}rg@example.com"),
            ("用户@例子.广告", "用户@xn--fsqu00a.xn--4rr70v"),
        ]
    )
    func accept(_ text: String, _ expected: String) throws {
        let address = try EmailAddress(text)
        #expect(address.description.unicodeScalars.elementsEqual(expected.unicodeScalars), "\(visible(address.description))")
        #expect(address.needsSMTPUTF8 == !expected.utf8.allSatisfy { $0 < 0x80 })
        #expect(try EmailAddress(address.description) == address)
    }

    @Test(
        "what is wrong is named",
        arguments: [
            ("", .empty), ("   ", .empty),
            ("joe", .noAtSign), ("joe.example.com", .noAtSign), ("joe＠example.com", .noAtSign),
            ("a@x.com,b@y.com", .severalAtSigns), ("a@b@example.com", .severalAtSigns),
            ("@example.com", .nothingBeforeAtSign), ("\"\"@example.com", .nothingBeforeAtSign), ("joe@", .nothingAfterAtSign),
            (times(65, "a") + "@example.com", .localPartTooLong(octets: 65)),
            (times(33, "é") + "@example.com", .localPartTooLong(octets: 66)),
            ("a@\(times(23, "b234567890."))com", .domainTooLong(octets: 256)),
            ("ab@\(times(22, "b234567890."))12345.com", .none),
            ("a234@\(times(22, "b234567890."))12345.com", .addressTooLong(octets: 256)),
            (times(5000, "x"), .addressTooLong(octets: 5000)),
            (".joe@example.com", .dotAtStart(.localPart)), ("joe.@example.com", .dotAtEnd(.localPart)),
            ("j..e@example.com", .dotsInARow(.localPart)),
            ("joe@.example.com", .dotAtStart(.domain)), ("joe@example.com.", .dotAtEnd(.domain)),
            ("joe@example..com", .dotsInARow(.domain)),
            ("joe@．example.com", .dotAtStart(.domain)),
            ("\"joe@example.com", .unclosedQuote), ("\"joe\\\"@example.com", .unclosedQuote),
            ("\"joe\"blow@example.com", .strayQuote), ("joe.\"blow\"@example.com", .strayQuote), ("jo\"e@example.com", .strayQuote),
            ("<joe@example.com>", .angleBrackets), ("Joe <joe@example.com>", .angleBrackets), ("joe@example.com>", .angleBrackets),
            ("joe(comment)@example.com", .comment), ("joe@example.com (Joe)", .character(0x20, .domain)),
            ("joe@example.com(Joe)", .comment),
            ("joe@[192.0.2.1]", .addressLiteral), ("joe@[IPv6:2001:db8::1]", .addressLiteral),
            ("joe@localhost", .bareHost), ("joe@192.0.2.1", .numericTopLevelDomain), ("joe@example.123", .numericTopLevelDomain),
            ("jo e@example.com", .character(0x20, .localPart)), ("joe@exam ple.com", .character(0x20, .domain)),
            ("joe @example.com", .character(0x20, .localPart)),
            ("joe,x@example.com", .character(0x2C, .localPart)), ("joe;x@example.com", .character(0x3B, .localPart)),
            ("joe@example,com", .character(0x2C, .domain)),
            ("joe@exa/mple.com", .character(0x2F, .domain)),
            ("joe@example.com\n", .control(0x0A)), ("joe@example.com\r\nBcc: x", .control(0x0D)), ("jo\u{0}e@example.com", .control(0)),
            ("\"jo\te\"@example.com", .control(0x09)), ("jo\u{7F}e@example.com", .control(0x7F)), ("jo\u{85}e@example.com", .control(0x85)),
            ("jo\u{200B}e@example.com", .invisible(0x200B, .localPart)), ("joe@exam\u{AD}ple.com", .invisible(0xAD, .domain)),
            ("joe@example.com\u{202E}", .invisible(0x202E, .domain)), ("\u{FEFF}joe@example.com", .invisible(0xFEFF, .localPart)),
            ("jo\u{200D}e@example.com", .invisible(0x200D, .localPart)), ("jo\u{E000}e@example.com", .invisible(0xE000, .localPart)),
            ("jo\u{3164}e@example.com", .invisible(0x3164, .localPart)), ("jo\u{FFFD}e@example.com", .invisible(0xFFFD, .localPart)),
            ("jo\u{50000}e@example.com", .invisible(0x50000, .localPart)), ("jo\u{FFFF}e@example.com", .invisible(0xFFFF, .localPart)),
            ("jo\u{A0}e@example.com", .character(0xA0, .localPart)), ("joe@exam\u{3000}ple.com", .character(0x3000, .domain)),
            ("\u{301}joe@example.com", .leadingMark(.localPart)), ("joe@\u{301}x.com", .leadingMark(.domain)),
            ("me.\u{37E}@example.com", .character(0x3B, .localPart)),
            ("joe@-example.com", .hyphenAtLabelEdge), ("joe@example-.com", .hyphenAtLabelEdge), ("joe@b.ü-.com", .hyphenAtLabelEdge),
            ("joe@ab--cd.com", .reservedLabel("ab--cd")), ("joe@ab--ü.com", .reservedLabel("ab--ü")),
            ("joe@xn--0.com", .invalidALabel("xn--0")), ("joe@xn--abc-.com", .hyphenAtLabelEdge),
            ("joe@xn--abc.com", .invalidALabel("xn--abc")),
            ("joe@xn--Mnchen-3YA9.de", .invalidALabel("xn--mnchen-3ya9")),
            ("joe@exam_ple.com", .underscoreInDomain),
            ("joe@\(times(64, "x")).com", .labelTooLong(octets: 64)),
            ("joe@\(times(60, "ü")).com", .labelTooLong(octets: 66)),
            ("joe@☕.com", .character(0x2615, .domain)), ("joe@a·b.com", .character(0xB7, .domain)),
            ("joe@①.com", .character(0x2460, .domain)),
        ] as [(String, AddressProblem?)]
    )
    func refuse(_ text: String, _ expected: AddressProblem?) {
        var problem: AddressProblem?
        do throws(AddressProblem) { _ = try EmailAddress(text) } catch { problem = error }
        #expect(problem == expected, "\(visible(text)): \(problem?.description ?? "accepted")")
    }

    @Test("octets that are no UTF-8 are refused")
    func notUTF8() {
        let bytes: [UInt8] = [0x6A, 0xFF, 0x40, 0x65, 0x2E, 0x63, 0x6F]
        #expect(throws: AddressProblem.notUTF8) { try bytes.withUnsafeBufferPointer { try EmailAddress(utf8: $0) } }
    }

    @Test("a bare host only where it is asked for")
    func bareHost() throws {
        #expect(try EmailAddress("joe@LOCALHOST", allowsBareHost: true).description == "joe@localhost")
        #expect(throws: AddressProblem.numericTopLevelDomain) { try EmailAddress("joe@127", allowsBareHost: true) }
    }

    @Test("phrases fit into a sentence and hold nothing a terminal would obey")
    func phrases() {
        #expect(AddressProblem.severalAtSigns.description == "two @ signs")
        #expect(AddressProblem.character(0x2C, .domain).description == "',' in the domain")
        #expect(AddressProblem.character(0x9B, .domain).description == "U+009B in the domain")
        #expect(AddressProblem.localPartTooLong(octets: 65).description == "65 octets before the @ sign, more than 64")
    }

    @Test(
        "entries of a list are the same recipient by local part in lower case and domain",
        arguments: [
            ("Joe@EXAMPLE.com", "joe@example.com"), ("\"Joe B\"@x.org", "\"joe b\"@x.org"), ("JÖRG@MÜNCHEN.de", "jÖrg@xn--mnchen-3ya.de"),
        ]
    )
    func uniqueness(_ text: String, _ key: String) throws {
        #expect(try EmailAddress(text).uniquenessKey == key)
    }

    @Test("the fast path accepts nothing that the thorough parser would refuse or write otherwise")
    func fastPathAgrees() throws {
        var random = SeededRandom(seed: 6531)
        let alphabet = [
            "a", "B", "1", "b.c", "d-e", "x.org", "q.co", "f", "g", "h", ".", "-", "@", "_", "+", "ab", "--", "\"", " ", "xn--", "ü",
            "é.de", "\\", "(", times(32, "c"),
        ]
        var plainCount = 0
        for _ in 0..<30_000 {
            let text = random.text(of: alphabet, longest: 4) + "@" + random.text(of: alphabet, longest: 6)
            let bytes = Array(text.utf8)
            bytes.withUnsafeBufferPointer { buffer in
                guard let plain = EmailAddress.plain(buffer) else { return }
                plainCount += 1
                #expect((try? AddressParser.parse(buffer, allowsBareHost: false)) == plain, "\(visible(text))")
            }
        }
        #expect(plainCount > 500)
    }

    @Test("whatever is accepted is its own normal form and cannot leave its SMTP command or header")
    func acceptedIsInert() throws {
        var random = SeededRandom(seed: 27)
        let alphabet = [
            "a", "b.c", "\"", "\\", " ", "@", ".", "\r", "\n", "\0", "<", ">", ",", ";", "é", "\u{200D}", "\u{300}", "x.org", "\t", "(",
            ":",
        ]
        for _ in 0..<30_000 {
            let text = random.text(of: alphabet, longest: 8) + "@" + random.text(of: alphabet, longest: 3) + "x.org"
            guard let address = try? EmailAddress(text) else { continue }
            #expect(try EmailAddress(address.description) == address, "\(visible(text))")
            #expect(address.description.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F } && address.description.utf8.count <= 254)
            let unquoted = !address.localPart.hasPrefix("\"")
            if unquoted { #expect(!address.localPart.utf8.contains { "<>()[]:;@\\,\" ".utf8.contains($0) }) }
        }
    }

    @Test("the addresses of others are judged as they must be", .enabled(if: Corpora.isHere, "needs MAILSHOT_CORPORA"))
    func corpus() throws {
        let examples = try Corpora.addresses()
        #expect(examples.count > 300)
        for example in examples where example.expect != "either" {
            let isAccepted = (try? EmailAddress(example.address)) != nil
            #expect(isAccepted == (example.expect == "accept"), "\(visible(example.address))")
        }
    }
}
