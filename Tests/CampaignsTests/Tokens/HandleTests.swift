import Testing

@testable import Campaigns

struct HandleTests {
    private let ring = HandleKeyring(secret: Array(1...32))

    @Test(arguments: [0, 1, 42, 1 << 31, (1 << 48) - 1] as [Int64])
    func `what a handle says is what went in`(message: Int64) throws {
        let handle = ring.handle(message: message, campaign: 9)
        #expect(handle.text.utf8.count == 26)
        #expect(handle.text.utf8.allSatisfy { "abcdefghijklmnopqrstuvwxyz234567".utf8.contains($0) })
        #expect(ring.verify(handle.text) { $0 == message ? 9 : nil } == VerifiedHandle(message: message, campaign: 9))
        #expect(ring.verify(handle.text.uppercased()) { _ in 9 }?.message == message)
    }

    /// The code computed by hand: HMAC-SHA256(key, "mailshot handle 1\0" 00 campaign message), first ten octets.
    @Test func `the layout of a handle never changes`() {
        #expect(ring.handle(message: 42, campaign: 7).text == "aaaaaaaabklcdzmumq5akvs4i2")
    }

    @Test func `every flipped bit is noticed`() throws {
        let alphabet = Array("abcdefghijklmnopqrstuvwxyz234567")
        let text = Array(ring.handle(message: 123_456, campaign: 3).text)
        for position in text.indices {
            let value = try #require(alphabet.firstIndex(of: text[position]))
            for bit in 0..<5 {
                var forged = text
                forged[position] = alphabet[value ^ (1 << bit)]
                #expect(ring.verify(String(forged)) { _ in 3 } == nil)
            }
        }
    }

    @Test func `a handle of another campaign, key or unknown message is none`() {
        let text = ring.handle(message: 5, campaign: 1).text
        #expect(ring.verify(text) { _ in 2 } == nil)
        #expect(ring.verify(text) { _ in nil } == nil)
        #expect(HandleKeyring(secret: Array(2...33)).verify(text) { _ in 1 } == nil)
    }

    @Test(arguments: [
        "", "abc", String(repeating: "a", count: 25), String(repeating: "a", count: 27), String(repeating: "1", count: 26),
        "é" + String(repeating: "a", count: 24),
    ])
    func `anything else is no handle`(text: String) {
        #expect(ring.verify(text) { _ in 1 } == nil)
    }

    @Test func `old handles stay valid over three rotations`() {
        var rings = [ring]
        for round in 1...5 { rings.append(rings[rings.count - 1].rotated(secret: Array(repeating: UInt8(round), count: 32))) }
        let old = ring.handle(message: 5, campaign: 1).text
        #expect(rings.map { $0.verify(old) { _ in 1 } != nil } == [true, true, true, true, false, false])
        #expect(Set(rings.map { $0.handle(message: 5, campaign: 1) }).count == 6)
    }

    @Test func `an address has one keyed hash, which a rotation keeps`() {
        let ring = HandleKeyring(secret: Array(repeating: 1, count: 32))
        let other = HandleKeyring(secret: Array(repeating: 2, count: 32))
        let digest = ring.digest(ofAddress: "ann@example.org")
        #expect(digest.count == 32 && digest.allSatisfy { $0.isHexDigit })
        #expect(ring.digest(ofAddress: "ann@example.org") == digest)
        #expect(ring.digest(ofAddress: "bob@example.org") != digest)
        #expect(other.digest(ofAddress: "ann@example.org") != digest)
        #expect(ring.rotated(secret: Array(repeating: 2, count: 32)).digest(ofAddress: "ann@example.org") == digest)
    }
}
