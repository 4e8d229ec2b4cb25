import Testing

@testable import Feedback

@Suite struct MboxScannerTests {
    private static func scan(_ text: String, from offset: Int = 0, by step: Int = 7, longest: Int = 1 << 20) -> [MboxScanner.Message] {
        var scanner = MboxScanner(offset: offset, longest: longest)
        var found: [MboxScanner.Message] = []
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            scanner.feed(rest.prefix(step)) { found.append($0) }
            rest = rest.dropFirst(step)
        }
        scanner.finish { found.append($0) }
        return found
    }

    private static let line = "From ann@example.com Tue Nov 24 09:00:00 2026\n"

    @Test(arguments: [
        ("\(line)A: 1\n\none\n\n\(line)A: 2\n\ntwo\n", ["A: 1\n\none\n\n", "A: 2\n\ntwo\n"]),
        // mboxrd and mboxo quoting.
        ("\(line)A: 1\n\n>From me\n>>From you\n> From nobody\n", ["A: 1\n\nFrom me\n>From you\n> From nobody\n"]),
        // Nobody quoted it: no time and no year, or no blank line before.
        ("\(line)A: 1\n\nx\n\nFrom now on it rains in 2026\n", ["A: 1\n\nx\n\nFrom now on it rains in 2026\n"]),
        ("\(line)A: 1\n\nx\nFrom a@b.c Tue Nov 24 09:00:00 2026\n", ["A: 1\n\nx\nFrom a@b.c Tue Nov 24 09:00:00 2026\n"]),
        // Other writers' separators: a zone behind the year, CRLF, no address.
        (
            "From a@b Tue Nov 24 09:00:00 2026 +0100\r\nA: 1\r\n\r\nx\r\n\r\nFrom - Tue Nov 24 09:00:01 2026\r\nB: 2\r\n",
            ["A: 1\r\n\r\nx\r\n\r\n", "B: 2\r\n"]
        ),
        ("no separator at all\n", []), ("", []), (line, [""]), ("\(line)A: 1", ["A: 1\n"]),
    ])
    func messages(text: String, expected: [String]) {
        for step in [1, 3, 1000] {
            #expect(Self.scan(text, by: step).map { String(decoding: $0.mail, as: UTF8.self) } == expected)
        }
    }

    @Test func eachEndIsWhereTheNextBegins() {
        let text = "\(Self.line)A: 1\n\n\(Self.line)A: 2\n\n\(Self.line)A: 3\n"
        let all = Self.scan(text)
        #expect(all.count == 3 && all.last?.end == text.utf8.count)
        for message in all.dropLast() {
            let rest = String(decoding: Array(text.utf8)[message.end...], as: UTF8.self)
            #expect(Self.scan(rest, from: message.end).map(\.end) == all.map(\.end).filter { $0 > message.end })
        }
    }

    @Test func oneThatIsLongIsKeptInPartAndTheNextIsFound() {
        let text = "\(Self.line)\(String(repeating: "x", count: 5000))\ny\n\n\(Self.line)A: 2\n"
        let found = Self.scan(text, longest: 100)
        #expect(found.map(\.mail.count) == [100, 5])
    }
}
