import MailFormat
import Testing

@Suite("Parameters (RFC 2045 §5.1, RFC 2231)")
struct MIMEParameterTests {
    private func written(_ name: String, _ value: String) throws -> String {
        var section = HeaderSection()
        try section.append("Content-Disposition", value: "attachment", parameters: [MIMEParameter(name, value)])
        var out: [UInt8] = []
        section.write(into: &out)
        return visible(out)
    }

    @Test(
        "a file name",
        arguments: [
            ("a.pdf", "Content-Disposition: attachment; filename=a.pdf␍␊"),
            ("a b.pdf", "Content-Disposition: attachment; filename=\"a b.pdf\"␍␊"),
            ("", "Content-Disposition: attachment; filename=\"\"␍␊"),
            ("a\"b\\c", "Content-Disposition: attachment; filename=\"a\\\"b\\\\c\"␍␊"),
            ("1'000", "Content-Disposition: attachment; filename=\"1'000\"␍␊"),
            ("=?utf-8?q?x?=", "Content-Disposition: attachment; filename*=utf-8''%3D%3Futf-8%3Fq%3Fx%3F%3D␍␊"),
            ("a;b=c", "Content-Disposition: attachment; filename=\"a;b=c\"␍␊"),
            ("Ü.pdf", "Content-Disposition: attachment; filename*=utf-8''%C3%9C.pdf␍␊"),
            ("50% 'ü*'", "Content-Disposition: attachment; filename*=utf-8''50%25%20%27%C3%BC%2A%27␍␊"),
            (
                "üüüüüüüüüüüüüüüüüüüü.pdf",
                "Content-Disposition: attachment;␍␊ filename*0*=utf-8''%C3%BC%C3%BC%C3%BC%C3%BC%C3%BC%C3%BC%C3%BC%C3%BC%C3%BC;␍␊"
                    + " filename*1*=%C3%BC%C3%BC%C3%BC%C3%BC%C3%BC%C3%BC%C3%BC%C3%BC%C3%BC%C3%BC;␍␊ filename*2*=%C3%BC.pdf␍␊"
            ),
        ]
    )
    func filename(_ value: String, _ expected: String) throws {
        #expect(try written("filename", value) == expected)
    }

    @Test("a boundary of 70 octets stays in one piece")
    func boundary() throws {
        let boundary = "=_\(times(68, "b"))"
        #expect(try written("boundary", boundary) == "Content-Disposition: attachment;␍␊ boundary=\"\(boundary)\"␍␊")
    }

    @Test("a long ASCII value is continued over lines of at most 78 octets")
    func long() throws {
        let field = try written("filename", times(50, "name "))
        #expect(field.split(separator: "␍␊").allSatisfy { $0.utf8.count <= 78 })
        let pieces = field.split(separator: "␍␊ ").dropFirst().enumerated().map { index, piece in
            let value = piece.split(separator: "*=", maxSplits: 1)
            #expect(value[0] == "filename*\(index)")
            return String(value[1].prefix { $0 != ";" && $0 != "␍" })
        }
        let read = PercentEncoding.decode(pieces.joined().dropFirst("utf-8''".count))
        #expect(read == Array(times(50, "name ").utf8))
    }

    @Test("names are tokens", arguments: ["", "a b", "a=", "a;", "a*b\"", "ü", "a\r\nb"])
    func names(_ name: String) {
        #expect(throws: HeaderProblem.name(name)) { try written(name, "x") }
    }
}
