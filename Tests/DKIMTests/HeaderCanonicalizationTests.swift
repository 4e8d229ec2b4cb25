import Testing

@testable import DKIM

@Suite("Header canonicalisation, RFC 6376 §3.4.1, §3.4.2, §3.4.5")
struct HeaderCanonicalizationTests {
    private func canonical(_ header: String, _ canonicalization: Canonicalization) -> String {
        let message = bytes(header)
        var output: [UInt8] = []
        for field in HeaderFields(message).fields { canonicalization.append(field, of: message, to: &output) }
        return visible(output)
    }

    @Test(arguments: [
        // RFC 6376 §3.4.5
        ("A:␠X␍␊B␠:␠Y␉␍␊␉Z␠␠␍␊", "a:X␍␊b:Y␠Z␍␊"),
        ("Subject:␍␊␠folded at once␍␊", "subject:folded␠at␠once␍␊"),
        ("Subject: a␍␊␠␉␍␊␠b␍␊", "subject:a␠b␍␊"),
        ("Subject:␍␊", "subject:␍␊"),
        ("Subject:␠␉␠␍␊", "subject:␍␊"),
        ("SUBJECT␉ :x: y␍␊", "subject:x:␠y␍␊"),
        ("Subject: caf\u{E9}␍␊", "subject:caf\u{E9}␍␊"),
        // A lone CR or LF is data.
        ("Subject: a␊␠b␍␠c␍␊", "subject:a␊␠b␍␠c␍␊"),
        ("Subject: no line end␠", "subject:no␠line␠end␍␊"),
    ])
    func relaxed(header: String, expected: String) {
        #expect(canonical(header, .relaxed) == expected)
    }

    @Test(arguments: ["A:␠X␍␊B␠:␠Y␉␍␊␉Z␠␠␍␊", "subject␠:␠␠␍␊", "X: a␍␊␠b␍␊Y:c␍␊"])
    func `simple changes nothing`(header: String) {
        #expect(canonical(header, .simple) == visible(bytes(header)))
    }

    @Test func `the section ends at the empty line`() {
        let message = crlf("A: 1\nB: 2\n 3\n\nC: 4\n")
        let section = HeaderFields(message)
        #expect(section.fields.map { visible(message[$0.whole]) } == ["A:␠1␍␊", "B:␠2␍␊␠3␍␊"])
        #expect(visible(message[section.bodyStart...]) == "C:␠4␍␊")
    }

    @Test(arguments: ["", "A: 1", "A: 1␍␊", "A: 1␍␊␍", "no colon␍␊", "␍", "A: 1␍␊␠␍␊"])
    func `a message without an empty line has no body`(message: String) {
        let message = bytes(message)
        #expect(HeaderFields(message).bodyStart == message.count)
    }

    @Test func `repeated names select from the bottom up, RFC 6376 §5.4.2`() {
        let message = crlf("A: 1\na: 2\nB: x\nA: 3\n\n")
        let selected = HeaderFields(message).select(["A", "B", "a", "A", "A", "C"].map { Array($0.utf8) }, in: message)
        #expect(selected.map { $0.map { visible(message[$0.value]) } } == ["␠3", "␠x", "␠2", "␠1", nil, nil])
    }
}
