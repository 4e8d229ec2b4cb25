import Testing

@testable import Campaigns

/// RFC 3676.
struct FlowedTextTests {
    private func flowed(_ text: String) -> String { String(decoding: FlowedText.write(Array(text.utf8)), as: UTF8.self) }

    private static let words = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"

    @Test(arguments: [
        ("short\n", "short\n"), ("", ""), ("a\n\nb", "a\n\nb\n"), ("a\r\nb\r\n", "a\nb\n"),
        // §4.2: a blank at the end would mean that the line goes on.
        ("a  \nb", "a\nb\n"),
        // §4.4: what begins like something else is stuffed.
        (" a\nFrom b\n>c\n> d\n>> e\n", "  a\n From b\n> c\n> d\n>> e\n"),
        // §4.3: the line above a signature.
        ("a\n-- \nAnna", "a\n-- \nAnna\n"),
        (words, "one two three four five six seven eight nine ten eleven twelve thirteen \nfourteen fifteen\n"),
        ("> " + words, "> one two three four five six seven eight nine ten eleven twelve thirteen \n> fourteen fifteen\n"),
        ("  " + words, "   one two three four five six seven eight nine ten eleven twelve thirteen \nfourteen fifteen\n"),
        (String(repeating: "x", count: 100) + " y", String(repeating: "x", count: 100) + " \ny\n"),
    ])
    func `lines on the way`(text: String, expected: String) {
        #expect(flowed(text) == expected)
    }

    /// What a reader of RFC 3676 makes of it.
    private func read(_ text: String) -> String {
        var out = "", open = false
        for line in text.split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
            let depth = line.prefix { $0 == ">" }
            var rest = line.dropFirst(depth.count)
            if rest.first == " " { rest = rest.dropFirst() }
            if !open, !depth.isEmpty { out += depth + (rest.isEmpty ? "" : " ") }
            out += rest
            open = rest.last == " " && rest != "-- "
            if !open { out += "\n" }
        }
        return out
    }

    @Test(arguments: [1, 2, 3, 4, 5, 6, 7, 8])
    func `a reader gets the paragraphs back, and no line is too long`(seed: UInt64) {
        var state = seed
        func next(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        let pieces = ["a", "wörd", "From", ">", "--", "😀😀", "longer-than-most", " ", "  ", "-- "]
        for _ in 0..<200 {
            let paragraphs = (0..<next(5) + 1).map { _ -> String in
                let text = (0..<next(60)).map { _ in pieces[next(pieces.count)] }.joined(separator: " ")
                let trimmed = String(text.reversed().drop { $0 == " " }.reversed())
                // Quote marks without the blank get one.
                let depth = trimmed.prefix { $0 == ">" }
                let rest = trimmed.dropFirst(depth.count)
                return depth.isEmpty || rest.isEmpty || rest.first == " " ? trimmed : depth + " " + rest
            }
            let source = paragraphs.map { $0 + "\n" }.joined()
            let flowed = flowed(source)
            #expect(read(flowed) == source)
            #expect(
                flowed.split(separator: "\n").allSatisfy { $0.unicodeScalars.count <= FlowedText.width + 1 || !$0.dropLast().contains(" ") }
            )
        }
    }
}
