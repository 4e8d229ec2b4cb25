import Testing

@testable import Deliverability

@Suite struct SPFTests {
    static func word(_ zone: Zone, from address: String = "192.0.2.3", sender: String = "strong-bad@email.example.com") async throws
        -> String
    {
        let address = try #require(NetworkAddress(address))
        var check = SPFCheck(asking: zone, address: address, sender: sender, helo: "mail.example.com")
        return await check.result(for: "email.example.com").word
    }

    /// RFC 7208 section 7.4.
    @Test(arguments: [
        ("%{s}", "strong-bad@email.example.com"), ("%{o}", "email.example.com"), ("%{d}", "email.example.com"),
        ("%{d4}", "email.example.com"),
        ("%{d3}", "email.example.com"), ("%{d2}", "example.com"), ("%{d1}", "com"), ("%{dr}", "com.example.email"),
        ("%{d2r}", "example.email"),
        ("%{l}", "strong-bad"), ("%{l-}", "strong.bad"), ("%{lr}", "strong-bad"), ("%{lr-}", "bad.strong"), ("%{l1r-}", "strong"),
        ("%{ir}.%{v}._spf.%{d2}", "3.2.0.192.in-addr._spf.example.com"), ("%{lr-}.lp._spf.%{d2}", "bad.strong.lp._spf.example.com"),
        ("%{d2}.trusted-domains.example.net", "example.com.trusted-domains.example.net"),
    ]) func `macros are expanded as in RFC 7208 section 7 4`(_ macro: String, _ expected: String) throws {
        let address = try #require(NetworkAddress("192.0.2.3"))
        let values = SPFMacro.Values(sender: "strong-bad@email.example.com", domain: "email.example.com", address: address, helo: "h")
        #expect(try SPFMacro(values: values).expand(macro) == expected)
    }

    @Test func `an IPv6 address is expanded by its nibbles`() throws {
        let address = try #require(NetworkAddress("2001:db8::cb01"))
        let values = SPFMacro.Values(sender: "a@example.com", domain: "example.com", address: address, helo: "h")
        #expect(
            try SPFMacro(values: values).expand("%{ir}.%{v}._spf.%{d2}")
                == "1.0.b.c.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6._spf.example.com")
    }

    @Test(arguments: ["%", "%{", "%{x}", "%{d0}", "%{d!}", "%a"]) func `a macro that is none is an error`(_ macro: String) throws {
        let address = try #require(NetworkAddress("192.0.2.3"))
        let values = SPFMacro.Values(sender: "a@example.com", domain: "example.com", address: address, helo: "h")
        #expect(throws: SPFProblem.self) { try SPFMacro(values: values).expand(macro) }
    }

    @Test(arguments: [
        ("v=spf1 ip4:192.0.2.0/30 -all", "pass"), ("v=spf1 ip4:192.0.2.4/30 -all", "fail"), ("v=spf1 ip6:2001:db8::/32 ~all", "softfail"),
        ("v=spf1 ?all", "neutral"), ("v=spf1", "neutral"), ("v=spf10 -all", "none"), ("v=spf1 a -all", "pass"),
        ("v=spf1 a/24 -all", "pass"),
        ("v=spf1 a:other.example.com//64 -all", "fail"), ("v=spf1 mx -all", "pass"), ("v=spf1 a/33 -all", "permerror"),
        ("v=spf1 include: -all", "permerror"), ("v=spf1 redirect=a.example.com redirect=b.example.com", "permerror"),
        ("v=spf1 moo -all", "permerror"), ("v=spf1 -exists:nowhere.example.com +all", "pass"),
    ]) func `records lead to the words of the standard`(_ record: String, _ word: String) async throws {
        let zone = Zone(records: [
            "email.example.com TXT": [record], "email.example.com A": ["192.0.2.3"], "email.example.com MX": ["mx.example.com"],
            "mx.example.com A": ["192.0.2.3"], "other.example.com A": ["192.0.2.99"],
        ])
        #expect(try await Self.word(zone) == word)
    }

    @Test func `a server that does not answer is no verdict`() async throws {
        var zone = Zone(records: ["email.example.com TXT": ["v=spf1 include:slow.example.com -all"]])
        zone.silent = ["slow.example.com"]
        #expect(try await Self.word(zone) == "temperror")
    }

    @Test func `records that include one another end`() async throws {
        let zone = Zone(records: [
            "email.example.com TXT": ["v=spf1 include:b.example.com -all"], "b.example.com TXT": ["v=spf1 include:email.example.com -all"],
        ])
        #expect(try await Self.word(zone) == "permerror")
    }

    @Test func `mapped addresses are IPv4, and networks are of one kind`() throws {
        let mapped = try #require(NetworkAddress("::ffff:192.0.2.3"))
        #expect(mapped.description == "192.0.2.3")
        let network = try #require(NetworkAddress("192.0.2.0"))
        #expect(mapped.isIn(network, prefix: 24) && mapped.isIn(network, prefix: 0) && !mapped.isIn(network, prefix: 31))
        #expect(try !#require(NetworkAddress("2001:db8::1")).isIn(network, prefix: 0))
        #expect(NetworkAddress("192.0.2") == nil && NetworkAddress("x") == nil)
    }
}
