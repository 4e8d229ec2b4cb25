import Testing

@testable import MailFormat

/// What strangers send meets these first. Any octets at all must give an answer, and one that does no harm.
@Suite("Hostile input")
struct HostileInputTests {
    private static let pieces: [[UInt8]] = [
        [0x3D], [0x3F], Array("=?utf-8?q?".utf8), Array("=?utf-8?b?".utf8), Array("?=".utf8), [0x0D], [0x0A], [0x0D, 0x0A], [0x20], [0x09],
        [0x00],
        [0xC3], [0xA9], [0xFF], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xC2, 0x85], [0xE2, 0x80, 0xAE], [0x1B], [0x7F], [0x25],
        [0x41], [0x40],
        [0x22], [0x5C], [0x2E], [0x2D], [0x3C], [0x3E], [0x28], [0x29], [0x2C], [0x3A], Array("xn--".utf8), Array("Tue, 1 Jan".utf8),
        Array("5.1.1".utf8),
        Array("2026-".utf8), Array("+0000".utf8), Array("ZZZZ".utf8),
    ]

    private static func samples(seed: UInt64, count: Int) -> [[UInt8]] {
        var random = SeededRandom(seed: seed)
        return (0..<count).map { _ in
            (0..<Int.random(in: 0...24, using: &random)).flatMap { _ in pieces[Int.random(in: 0..<pieces.count, using: &random)] }
        }
    }

    @Test("decoders give no more than they got")
    func decoders() {
        for bytes in Self.samples(seed: 1, count: 10_000) {
            #expect(QuotedPrintable.decode(bytes).count <= bytes.count)
            #expect(Base64MIME.decode(bytes).count <= bytes.count)
            // An octet that is no UTF-8 becomes a character of three.
            #expect(EncodedWord.decodeAll(in: bytes).utf8.count <= bytes.count * 3)
            let text = String(decoding: bytes, as: UTF8.self)
            if let decoded = Base32.decode(text) { #expect(Base32.encode(decoded) == text.lowercased()) }
            if let decoded = PercentEncoding.decode(text) { #expect(decoded.count <= text.utf8.count) }
        }
    }

    @Test("addresses are refused or inert")
    func addresses() {
        for bytes in Self.samples(seed: 2, count: 10_000) {
            guard let address = bytes.withUnsafeBufferPointer({ try? EmailAddress(utf8: $0) }) else { continue }
            #expect(address.description.utf8.allSatisfy { !$0.isASCIIControl })
            #expect(address.domain.utf8.allSatisfy { $0.isASCIILetter || $0.isASCIIDigit || $0 == ASCII.hyphen || $0 == ASCII.dot })
        }
        for bytes in Self.samples(seed: 3, count: 10_000) {
            guard let mailbox = try? Mailbox(parsing: String(decoding: bytes, as: UTF8.self)) else { continue }
            #expect((mailbox.name ?? "").unicodeScalars.allSatisfy { $0.properties.generalCategory != .control || $0 == "\t" })
        }
    }

    @Test("dates are refused or within four-digit years, give or take a zone")
    func dates() {
        let span = DateFormat.parse(iso8601: "0000-01-02").flatMap { first in DateFormat.parse(iso8601: "9999-12-30").map { first...$0 } }
        for bytes in Self.samples(seed: 4, count: 10_000) {
            let text = String(decoding: bytes, as: UTF8.self)
            for moment in [DateFormat.parse(rfc5322: text), DateFormat.parse(iso8601: text)].compactMap(\.self) {
                #expect(span?.contains(moment) == true, "\(visible(text))")
            }
        }
    }

    @Test("replies show every control and stay short")
    func replies() {
        for bytes in Self.samples(seed: 5, count: 10_000) {
            let reply = SMTPReply(code: 550, rawLines: bytes.split(separator: 0x0A).map(Array.init))
            #expect(reply.text.utf8.count <= SMTPReply.longestText)
            #expect(
                reply.text.unicodeScalars.allSatisfy {
                    $0.properties.generalCategory != .control && $0.properties.generalCategory != .format
                })
            if let enhanced = reply.enhanced { #expect(enhanced.statusClass == 5) }
        }
    }
}
