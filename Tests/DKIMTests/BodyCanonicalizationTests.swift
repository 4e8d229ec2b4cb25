import Testing

@testable import DKIM

@Suite("Body canonicalisation, RFC 6376 §3.4.3, §3.4.4, §3.4.5")
struct BodyCanonicalizationTests {
    @Test(arguments: [
        // RFC 6376 §3.4.5
        ("␠C␠␍␊D␠␉␠E␍␊␍␊␍␊", "␠C␍␊D␠E␍␊", "␠C␠␍␊D␠␉␠E␍␊"),
        ("", "", "␍␊"),
        ("␍␊", "", "␍␊"),
        ("␍␊␍␊␍␊", "", "␍␊"),
        ("␠␉␍␊␠␍␊", "", "␠␉␍␊␠␍␊"),
        ("␠␠", "␠␍␊", "␠␠␍␊"),
        ("no line end", "no␠line␠end␍␊", "no␠line␠end␍␊"),
        ("blank at the end␠", "blank␠at␠the␠end␠␍␊", "blank␠at␠the␠end␠␍␊"),
        ("a␍␊␍␊b␍␊", "a␍␊␍␊b␍␊", "a␍␊␍␊b␍␊"),
        ("␉tab␉alone␍␊", "␠tab␠alone␍␊", "␉tab␉alone␍␊"),
        // A lone CR or LF ends no line.
        ("a␠␍b␠␊c␍␊", "a␠␍b␠␊c␍␊", "a␠␍b␠␊c␍␊"),
        ("a␍␊␍", "a␍␊␍␍␊", "a␍␊␍␍␊"),
        // Blanks at every offset of a word of eight.
        ("1234567␠␠9␍␊12345678␠␠0␍␊", "1234567␠9␍␊12345678␠0␍␊", "1234567␠␠9␍␊12345678␠␠0␍␊"),
        ("123456789012345␠␉", "123456789012345␠␍␊", "123456789012345␠␉␍␊"),
    ])
    func canonical(body: String, relaxed: String, simple: String) {
        #expect(visible(Canonicalization.relaxed.body(of: bytes(body))) == relaxed)
        #expect(visible(Canonicalization.simple.body(of: bytes(body))) == simple)
    }

    @Test(arguments: [
        (Canonicalization.simple, "frcCV1k9oG9oKj3dpUqdJg1PxRT2RSN/XKdLCPjaYaY="),
        (.relaxed, "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="),
    ])
    func `hash of the empty body`(canonicalization: Canonicalization, expected: String) {
        let hash = canonicalization.bodyHash(of: bytes("A: b␍␊␍␊"), from: 8)
        #expect(String(decoding: Base64.encode(hash), as: UTF8.self) == expected)
    }

    /// What §3.4.4 says, word by word, with no thought for speed.
    private func plainly(_ body: [UInt8]) -> [UInt8] {
        var lines: [[UInt8]] = [[]]
        for octet in body {
            lines[lines.count - 1].append(octet)
            if lines[lines.count - 1].suffix(2) == [.cr, .lf] {
                lines[lines.count - 1].removeLast(2)
                lines.append([])
            }
        }
        lines = lines.enumerated().map { index, line in
            var kept: [UInt8] = []
            for octet in line where !(octet.isBlank && kept.last == .space) { kept.append(octet.isBlank ? .space : octet) }
            // The last line has no CRLF, so that its blanks are not at the end of a line.
            if kept.last == .space, index < lines.count - 1 { kept.removeLast() }
            return kept
        }
        while lines.last == [] { lines.removeLast() }
        return lines.flatMap { $0 + [.cr, .lf] }
    }

    @Test func `random bodies come out as the plain rules say`() {
        var random = SeededRandom(state: 6376)
        let alphabet: [[UInt8]] = [[.space], [.tab], [.cr, .lf], [.cr], [.lf], Array("a".utf8), Array("seven77".utf8), [0xE4]]
        for _ in 0..<3000 {
            let body = (0..<Int.random(in: 0...40, using: &random)).flatMap { _ in alphabet.randomElement(using: &random) ?? [] }
            let canonical = Canonicalization.relaxed.body(of: body)
            #expect(visible(canonical) == visible(plainly(body)))
            if body.last == .lf { #expect(Canonicalization.relaxed.body(of: canonical) == canonical) }
        }
    }

    @Test func `a length limit hashes a prefix, and one beyond the end is refused`() throws {
        let body = bytes("one␍␊two␍␊")
        let prefix = try #require(Canonicalization.simple.bodyHash(of: body, from: 0, length: 5))
        #expect(prefix.rest == 5)
        #expect(prefix.hash == Canonicalization.simple.bodyHash(of: bytes("one␍␊"), from: 0))
        #expect(Canonicalization.simple.bodyHash(of: body, from: 0, length: 11) == nil)
    }
}
