import DKIM
import Testing

@testable import Deliverability

@Suite struct DomainDoctorTests {
    static func worst(_ findings: [DoctorFinding]) -> DoctorFinding.Severity? { findings.map(\.severity).max() }

    @Test func `a missing SPF record comes with one to paste`() async throws {
        let address = try #require(NetworkAddress("192.0.2.10"))
        let findings = await DomainDoctor(asking: Zone(records: [:])).spf(
            domain: "a.test", sender: "b@a.test", addresses: [address], helo: "h")
        #expect(findings.map(\.severity) == [.error])
        #expect(findings.first?.paste == #"a.test. IN TXT "v=spf1 ip4:192.0.2.10 -all""#)
    }

    @Test func `an address that the record does not name gets its term`() async throws {
        let zone = Zone(records: ["a.test TXT": ["v=spf1 include:b.test -all"], "b.test TXT": ["v=spf1 -all"]])
        let address = try #require(NetworkAddress("2001:db8::7"))
        let findings = await DomainDoctor(asking: zone).spf(domain: "a.test", sender: "b@a.test", addresses: [address], helo: "h")
        #expect(findings.first?.paste == #"a.test. IN TXT "v=spf1 include:b.test ip6:2001:db8::7 -all""#)
    }

    @Test func `a record that lets everybody send is an error`() async {
        let zone = Zone(records: ["a.test TXT": ["v=spf1 +all"]])
        #expect(Self.worst(await DomainDoctor(asking: zone).spf(domain: "a.test", sender: "b@a.test", addresses: [], helo: "h")) == .error)
    }

    @Test func `the published key must be the one that signs`() async throws {
        let pair = try DKIMKeyPair.generate(.ed25519)
        let other = try DKIMKeyPair.generate(.ed25519)
        let text = KeyRecord(publicKey: pair.publicKey).text
        func finding(_ records: [String], _ key: PublicKey) async -> DoctorFinding {
            let zone = Zone(records: records.isEmpty ? [:] : ["s1._domainkey.a.test TXT": records])
            return await DomainDoctor(asking: zone).dkim(domain: "a.test", selector: "s1", key: key)
        }
        #expect(await finding([text], pair.publicKey).severity == .ok)
        #expect(await finding([text], other.publicKey).severity == .error)
        #expect(await finding([], pair.publicKey).paste?.contains(pair.publicKey.base64) == true)
        #expect(await finding(["v=DKIM1; k=ed25519; p="], pair.publicKey).message.contains("revokes"))
        #expect(await finding([text + "; t=y"], pair.publicKey).severity == .warning)
        #expect(await finding([text, text], pair.publicKey).severity == .error)
        #expect(await finding(["v=DKIM1; p=%%"], pair.publicKey).severity == .error)
    }

    @Test func `alignment follows the record's strictness, and a parent's record is found`() async {
        let zone = Zone(records: [
            "_dmarc.acme.test TXT": ["v=DMARC1; p=reject; sp=quarantine; rua=mailto:d@acme.test"],
            "_dmarc.strict.test TXT": ["v=DMARC1; p=none; adkim=s; aspf=s; rua=mailto:d@strict.test"],
        ])
        let doctor = DomainDoctor(asking: zone)
        let relaxed = await doctor.dmarc(domain: "news.acme.test", returnPath: "bounce.acme.test", signing: ["acme.test"])
        #expect(relaxed.first?.message == "policy quarantine, with reports" && Self.worst(relaxed) == .ok)
        #expect(Self.worst(await doctor.dmarc(domain: "acme.test", returnPath: "bounce.acme.test", signing: [])) == .warning)
        #expect(Self.worst(await doctor.dmarc(domain: "acme.test", returnPath: "other.test", signing: ["other.test"])) == .error)
        #expect(Self.worst(await doctor.dmarc(domain: "strict.test", returnPath: "b.strict.test", signing: ["m.strict.test"])) == .error)
        #expect(Self.worst(await doctor.dmarc(domain: "strict.test", returnPath: "b.strict.test", signing: ["strict.test"])) == .ok)
    }

    @Test func `a listed address is told with the list's reason, and a list that refuses the question is not believed`() async throws {
        let zone = Zone(records: [
            "10.2.0.192.bl.test A": ["127.0.0.2"], "10.2.0.192.bl.test TXT": ["see https://bl.test/10"],
            "10.2.0.192.closed.test A": ["127.255.255.254"],
        ])
        let address = try #require(NetworkAddress("192.0.2.10"))
        let findings = await DomainDoctor(asking: zone).blocklists(["bl.test", "closed.test", "clean.test"], address: address)
        #expect(findings.map(\.severity) == [.error, .note, .ok])
        #expect(findings.first?.message.contains("https://bl.test/10") == true)
    }

    @Test func `silence is said, never taken for an answer`() async {
        var zone = Zone(records: [:])
        zone.silent = ["a.test", "_dmarc.a.test"]
        let doctor = DomainDoctor(asking: zone)
        #expect(await doctor.mailExchange(of: "a.test").message.hasPrefix("not known"))
        #expect(await doctor.dmarc(domain: "a.test", returnPath: "a.test", signing: []).first?.message.hasPrefix("not known") == true)
    }
}
