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

@Suite struct NetworkScopeTests {
    @Test(arguments: [
        "127.0.0.1", "10.1.2.3", "172.31.255.255", "192.168.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
        "255.255.255.255", "::1", "::",
        "fe80::1", "fd00::1", "ff02::1", "64:ff9b::a00:1", "2002:a00:1::", "::ffff:10.0.0.1",
    ]) func `addresses inside of a network are not on the Internet`(_ text: String) throws {
        #expect(try !#require(NetworkAddress(text)).isPublic)
    }

    @Test(arguments: ["8.8.8.8", "172.32.0.1", "192.167.255.255", "2600::1", "2a00:1450::1"]) func `others are`(_ text: String) throws {
        #expect(try #require(NetworkAddress(text)).isPublic)
    }

    @Test func `a link tells host and port, or is none`() {
        #expect(LinkTarget("https://A.example.com/x?y")?.host == "a.example.com")
        #expect(LinkTarget("https://a.example.com/x")?.port == 443 && LinkTarget("http://a.example.com:8080")?.port == 8080)
        #expect(LinkTarget("https://user@a.example.com:1/")?.host == "a.example.com" && LinkTarget("http://[::1]:80/")?.host == "::1")
        for none in ["mailto:a@b.c", "https://", "https://a:99999/", "https://a:b/", "x"] { #expect(LinkTarget(none) == nil, "\(none)") }
    }
}
