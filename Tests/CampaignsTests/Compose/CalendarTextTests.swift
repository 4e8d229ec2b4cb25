import Testing

@testable import Campaigns

struct CalendarTextTests {
    @Test(arguments: [
        ("A:1\nB:2\n", "A:1|B:2|"), ("A:1\r\nB:2", "A:1|B:2|"),
        ("S:" + String(repeating: "x", count: 73), "S:" + String(repeating: "x", count: 73) + "|"),
        ("S:" + String(repeating: "x", count: 74), "S:" + String(repeating: "x", count: 73) + "| x|"),
        // 75 octets end inside the 25th euro sign.
        ("SU:" + String(repeating: "€", count: 25), "SU:" + String(repeating: "€", count: 24) + "| €|"),
    ])
    func `RFC 5545 §3.1: lines are folded between characters`(text: String, expected: String) {
        #expect(String(decoding: CalendarText.folded(Array(text.utf8)), as: UTF8.self).replacing("\r\n", with: "|") == expected)
    }

    @Test func `RFC 5545 §3.3.11: values are text`() {
        var out: [UInt8] = []
        Escaping.calendar.append("a,b;c\\d\r\ne", to: &out)
        #expect(String(decoding: out, as: UTF8.self) == #"a\,b\;c\\d\ne"#)
    }

    @Test(
        arguments: [
            ("METHOD:REQUEST\r\n", "REQUEST"), ("A:1\nmethod:publish", "PUBLISH"), ("METHOD:", nil), ("METHOD:a b", nil), ("", nil),
        ] as [(String, String?)])
    func `the method`(source: String, expected: String?) {
        #expect(CalendarText.method(of: Array(source.utf8)) == expected)
    }

    @Test func `what is missing`() {
        #expect(
            CalendarText.missing(in: Array("BEGIN:VCALENDAR\nVERSION:2.0\nUIDX:1\nDTSTAMP;X=1:2".utf8)) == [
                "PRODID", "METHOD", "UID", "END:VCALENDAR",
            ])
    }
}
