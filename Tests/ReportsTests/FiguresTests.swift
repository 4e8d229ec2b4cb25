import Testing

@testable import Reports

/// Numbers, bars and tables as people read them.
@Suite struct FiguresTests {
    @Test(arguments: [(0, "0"), (999, "999"), (1000, "1,000"), (46_992, "46,992"), (-1_234_567, "-1,234,567")])
    func `thousands are told apart`(number: Int, text: String) {
        #expect(Figures.grouped(number) == text)
    }

    @Test(arguments: [(997, 1000, "99.7 %"), (2, 1000, "0.20 %"), (9, 100_000, "0.009 %"), (0, 10, "0.0 %"), (1, 0, "–")])
    func `small shares keep their digits`(part: Int, whole: Int, text: String) {
        #expect(Figures.percent(part, of: whole) == text)
    }

    @Test(arguments: [
        (310, "310 ms"), (2400, "2.4 s"), (41_000, "41 s"), (2_460_000, "41 min"), (10_800_000, "3 h"), (432_000_000, "5 days"),
    ])
    func `lengths of time have the unit that fits`(milliseconds: Int, text: String) {
        #expect(Figures.length(milliseconds: milliseconds) == text)
    }

    @Test func `a bar is never wider than its column, and never nothing for something`() {
        #expect(BarText.bar(1, of: 1_000_000, width: 12) == "▏")
        #expect(BarText.bar(12, of: 10, width: 12).count == 12)
        #expect(BarText.bar(0, of: 10, width: 12).isEmpty && BarText.bar(1, of: 0, width: 12).isEmpty)
        #expect(BarText.sparkline(Array(repeating: 1, count: 500), width: 40).count <= 40)
    }

    @Test(arguments: [40, 60, 100])
    func `a table fits its page, and cuts words before numbers`(width: Int) {
        let table = TextTable(columns: [
            .counts("people", [1_234_567, 8]), .words("link", ["https://example.com/" + String(repeating: "long/", count: 30), "b"]),
        ])
        let lines = table.lines(on: Page(width: width))
        #expect(lines.count == 3)
        #expect(lines.allSatisfy { $0.count <= width })
        #expect(lines[1].contains("1,234,567") && lines[1].hasSuffix("…"))
    }
}
