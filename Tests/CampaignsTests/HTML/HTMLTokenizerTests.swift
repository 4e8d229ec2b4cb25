import Foundation
import Testing

@testable import Campaigns

struct HTMLTokenizerTests {
    /// Tokens as `kind:source`, attributes as `name=value`.
    private func tokens(_ source: String) -> [String] {
        let bytes = Array(source.utf8)
        func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }
        return HTMLTokenizer.tokens(of: bytes).map { token in
            switch token {
            case .text(let range): return "text:" + text(range)
            case .comment(let range): return "comment:" + text(range)
            case .declaration(let range): return "declaration:" + text(range)
            case .rawText(let range, let element): return "\(element):" + text(range)
            case .end(let tag): return "end:" + tag.name
            case .start(let tag):
                let attributes = tag.attributes.map { " \($0.name)" + ($0.value.map { "=" + text($0) } ?? "") }.joined()
                return "start:\(tag.name)\(attributes)\(tag.isSelfClosing ? " /" : "")"
            }
        }
    }

    @Test(arguments: [
        ("a<b>c</b>", ["text:a", "start:b", "text:c", "end:b"]),
        ("<A HREF=x>", ["start:a href=x"]),
        ("<a href=\"x>y\" b='p\"q' c=r d>", ["start:a href=x>y b=p\"q c=r d"]),
        ("<a\nhref\n=\n\"x\"\n>", ["start:a href=x"]),
        ("<a href=/x/>", ["start:a href=/x/"]),
        ("<br/><br />", ["start:br /", "start:br /"]),
        ("<a b=\"\" c='' d=>", ["start:a b= c= d="]),
        ("<a =x>", ["start:a =x"]),
        ("<a b=\"1\"c=\"2\">", ["start:a b=1 c=2"]),
        ("1 < 2 <3 <", ["text:1 < 2 <3 <"]),
        ("</>x</ y>z", ["declaration:</>", "text:x", "declaration:</ y>", "text:z"]),
        ("<!DOCTYPE html><?xml v?><![if !mso]>", ["declaration:<!DOCTYPE html>", "declaration:<?xml v?>", "declaration:<![if !mso]>"]),
        ("<!-- a > b --><!--[if mso]><a href=x><![endif]-->", ["comment:<!-- a > b -->", "comment:<!--[if mso]><a href=x><![endif]-->"]),
        ("<!--><!---><!-- --!>x<!-- open", ["comment:<!-->", "comment:<!--->", "comment:<!-- --!>", "text:x", "comment:<!-- open"]),
        ("<script>a<b></scriptx></SCRIPT >c", ["start:script", "script:a<b></scriptx>", "end:script", "text:c"]),
        ("<style>a>b{}</style>", ["start:style", "style:a>b{}", "end:style"]),
        ("<title>a <b> &amp;</title>", ["start:title", "title:a <b> &amp;", "end:title"]),
        ("<script></script>", ["start:script", "end:script"]),
        ("<plaintext></plaintext>", ["start:plaintext", "plaintext:</plaintext>"]),
        (
            "<svg><![CDATA[a>b]]><title><b></title></svg><![CDATA[c>d]]>",
            [
                "start:svg", "declaration:<![CDATA[a>b]]>", "start:title", "start:b", "end:title", "end:svg", "declaration:<![CDATA[c>",
                "text:d]]>",
            ]
        ),
        ("a<b c=\"x", ["text:a", "text:<b c=\"x"]),
        ("<a href='{{url}}' {{#x}}class=y{{/x}}>", ["start:a href={{url}} {{#x}}class=y{{/x}}"]),
        ("", []),
    ])
    func `tokens of a source`(source: String, expected: [String]) {
        #expect(tokens(source) == expected)
    }

    private static func isLossless(_ bytes: [UInt8]) -> Bool {
        var end = 0
        for token in HTMLTokenizer.tokens(of: bytes) {
            guard token.range.lowerBound == end, !token.range.isEmpty else { return false }
            end = token.range.upperBound
        }
        return end == bytes.count
    }

    @Test func `tokens put together are the source, whatever it is`() {
        var random = LinearRandom(seed: 7)
        let alphabet = Array("<<>>//!!--\"'== \nabASTYscript[]CDATA&;?x".utf8) + [0x00, 0xFF, 0x80]
        for length in 0..<3000 {
            let bytes = (0..<length % 60).map { _ in alphabet[Int(random.next() % UInt64(alphabet.count))] }
            #expect(Self.isLossless(bytes))
        }
    }

    @Test func `ten thousand open tags cost ten thousand tokens`() {
        let source = Array(String(repeating: "<div><!--", count: 10_000).utf8)
        #expect(HTMLTokenizer.tokens(of: source).count == 2)
        #expect(HTMLTokenizer.tokens(of: Array(String(repeating: "<div>", count: 10_000).utf8)).count == 10_000)
    }

    @Test(.enabled(if: corporaFolder != nil, "needs MAILSHOT_CORPORA"))
    func `newsletters of others come back octet for octet`() throws {
        let files = try htmlCorpus()
        #expect(files.count > 70)
        for file in files { #expect(Self.isLossless([UInt8](try Data(contentsOf: file))), "\(file.lastPathComponent)") }
    }
}

/// A small generator for tests that want the same random numbers every time.
struct LinearRandom: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state >> 33
    }
}

/// The HTML files that others made.
func htmlCorpus() throws -> [URL] {
    let root = URL(fileURLWithPath: (corporaFolder ?? "") + "/html")
    let found = FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil)
    return (found?.allObjects as? [URL] ?? []).filter { $0.pathExtension == "html" }.sorted { $0.path < $1.path }
}
