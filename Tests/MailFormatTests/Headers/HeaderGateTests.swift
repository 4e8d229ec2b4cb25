import Testing

@testable import MailFormat

@Suite("The second gate")
struct HeaderGateTests {
    @Test("finished lines pass", arguments: ["", "A: b\r\n", "A: b\r\n c\r\nD:\r\n", "A:\tb\r\n\tc\r\n", "A: ü\r\n"])
    func safe(_ section: String) {
        #expect(HeaderGate.isSafe(Array(section.utf8)))
    }

    @Test(
        "anything else does not",
        arguments: [
            "A: b", "A: b\n", "A: b\r", "A: b\r\n\r\n", "\r\n", "A: b\r\n \r\n", "A: b\r\n \t \r\nC: d\r\n", " A: b\r\n", "A: b\rc\r\n",
            "A: b\nc\r\n", "A: \0\r\n",
            "A: \u{1B}\r\n", "A: \u{7F}\r\n", "A: b\r\r\n", "A: \(times(996, "x"))\r\n",
        ]
    )
    func unsafe(_ section: String) {
        #expect(!HeaderGate.isSafe(Array(section.utf8)))
    }

    @Test("the longest line passes")
    func longest() {
        #expect(HeaderGate.isSafe(Array(("A: \(times(995, "x"))\r\n").utf8)))
    }
}
