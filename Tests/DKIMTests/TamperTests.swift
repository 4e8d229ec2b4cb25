import Testing

@testable import DKIM

@Suite("What breaks a signature, and what must not")
struct TamperTests {
    /// Short, so that every bit of it can be tried.
    private let short = crlf("From: a@example.com\nSubject: b\n  c\n\nDear Jo, \n\nbye.\n")

    @Test(arguments: KeyType.allCases)
    func `every bit of a message signed simple counts`(type: KeyType) throws {
        let pair = CanonicalizationPair(header: .simple, body: .simple)
        let signed = try Fixture.signed(short, type, canonicalization: pair, headers: [SignedHeader("From"), SignedHeader("Subject")])
        #expect(Fixture.verdicts(signed) == [.pass])
        #expect(flips(of: signed).filter { Fixture.verdicts($0.message).contains(.pass) }.map(\.place) == [])
    }

    @Test func `every bit of a message signed relaxed counts, but for the case of field names`() throws {
        let signed = try Fixture.signed(short, headers: [SignedHeader("From"), SignedHeader("Subject")])
        let names = Set(HeaderFields(signed).fields.flatMap(\.name))
        let passed = flips(of: signed).filter { Fixture.verdicts($0.message).contains(.pass) }
        #expect(passed.filter { !names.contains($0.index) || $0.mask != 0x20 }.map(\.place) == [])
        #expect(!passed.isEmpty)
    }

    private struct Flip {
        let index: Int
        let mask: UInt8
        let message: [UInt8]
        var place: String { "\(index) ^ \(mask): \(visible(message[max(0, index - 10)..<min(message.count, index + 10)]))" }
    }

    private func flips(of message: [UInt8]) -> some Sequence<Flip> {
        message.indices.lazy.flatMap { index in
            (0..<8).lazy.map { bit in
                var copy = message
                copy[index] ^= 1 << UInt8(bit)
                return Flip(index: index, mask: 1 << UInt8(bit), message: copy)
            }
        }
    }

    @Test(arguments: SignedHeader.standard.filter(\.isOversigned).map(\.name))
    func `an added header breaks the signature`(name: String) throws {
        let signed = try Fixture.signed()
        let section = HeaderFields(signed)
        for place in [0, section.fields[1].whole.lowerBound, section.bodyStart - 2] {
            var attacked = signed
            attacked.insert(contentsOf: crlf("\(name.lowercased()): added@example.org\n"), at: place)
            #expect(Fixture.verdicts(attacked) == [.fail(.signature)])
        }
    }

    @Test func `a removed header breaks the signature`() throws {
        let signed = try Fixture.signed()
        for field in HeaderFields(signed).fields.dropFirst().dropLast() {
            var attacked = signed
            attacked.removeSubrange(field.whole)
            #expect(Fixture.verdicts(attacked) == [.fail(.signature)])
        }
    }

    @Test func `headers that nobody signed may come and go`() throws {
        let signed = try Fixture.signed()
        var travelled = crlf("Received: by mx.example.net\n id 1\nAuthentication-Results: mx.example.net; none\n") + signed
        let last = try #require(HeaderFields(travelled).fields.last)
        #expect(visible(travelled[last.name]) == "X-Unsigned")
        travelled.removeSubrange(last.whole)
        #expect(Fixture.verdicts(travelled) == [.pass])
    }

    @Test(arguments: [
        ("Subject:␠Apples␠are␍␊␠␠ripe", "SUBJECT␉:␠␠Apples␉are␍␊␉␍␊␠ripe␠␠"),
        ("To:␠Jo␠<jo@example.net>", "To:␍␊␠Jo␠<jo@example.net>␉"),
        ("Dear␠Jo,␍␊", "Dear␉␉Jo,␠␉␍␊"),
        ("ripe.␍␊", "ripe.␍␊␠␍␊␍␊"),
        ("DKIM-Signature:␠v=1", "dkim-signature:v=1"),
    ])
    func `white space may change on the way when relaxed, and not when simple`(old: String, new: String) throws {
        for (pair, survives) in [(CanonicalizationPair(), true), (CanonicalizationPair(header: .simple, body: .simple), false)] {
            let signed = try Fixture.signed(canonicalization: pair)
            let changed = signed.replacing(bytes(old), with: bytes(new))
            #expect(changed != signed)
            #expect((Fixture.verdicts(changed) == [.pass]) == survives)
        }
    }

    @Test func `a changed body says so`() throws {
        let signed = try Fixture.signed()
        #expect(Fixture.verdicts(signed + crlf("P.S.\n")) == [.fail(.bodyHash)])
        #expect(Fixture.verdicts(signed.dropLast(5)) == [.fail(.bodyHash)])
        #expect(Fixture.verdicts(Array(signed.prefix(HeaderFields(signed).bodyStart))) == [.fail(.bodyHash)])
    }

    @Test func `random damage never verifies and never traps`() throws {
        let signed = try Fixture.signed(short)
        var random = SeededRandom(state: 8463)
        for _ in 0..<2000 {
            var damaged = signed
            for _ in 0..<Int.random(in: 1...6, using: &random) {
                let place = Int.random(in: 0..<damaged.count, using: &random)
                switch Int.random(in: 0..<4, using: &random) {
                case 0: damaged.remove(at: place)
                case 1: damaged.insert([.cr, .lf, .space, .colon, 0x3B, 0x3D].randomElement(using: &random) ?? 0, at: place)
                case 2: damaged[place] = UInt8.random(in: 0...255, using: &random)
                default: damaged.removeSubrange(place..<min(damaged.count, place + 40))
                }
                if damaged.isEmpty { break }
            }
            let passed = Fixture.verdicts(damaged).contains(.pass)
            #expect(!passed || sameRelaxed(damaged, signed), "\(visible(damaged))")
        }
    }

    /// Whether two messages differ in nothing that relaxed canonicalisation keeps, white space in `b=` aside.
    private func sameRelaxed(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        func essence(_ message: [UInt8]) -> [UInt8] { message.filter { !$0.isFoldingWhitespace }.map(\.lowercased) }
        return essence(left) == essence(right)
    }
}

extension [UInt8] {
    fileprivate func dropLast(_ count: Int) -> [UInt8] { Array(prefix(self.count - count)) }
}
