/// A table of text that fits the page: numbers right, the widest column of words cut where there is no room, blank columns left out.
struct TextTable {
    /// A column's title and its cells.
    struct Column {
        var title: String
        var cells: [String]
        var isNumber: Bool
        /// Whether it is left out where no cell says anything.
        var isOptional = false

        static func words(_ title: String, _ cells: [String], optional: Bool = false) -> Column {
            Column(title: title, cells: cells, isNumber: false, isOptional: optional && cells.allSatisfy(\.isEmpty))
        }
        static func numbers(_ title: String, _ cells: [String]) -> Column { Column(title: title, cells: cells, isNumber: true) }
        static func counts(_ title: String, _ cells: [Int], optional: Bool = false) -> Column {
            Column(
                title: title, cells: cells.map(Figures.grouped), isNumber: true, isOptional: optional && cells.allSatisfy { $0 == 0 })
        }
    }

    var columns: [Column]
    var indent = 2

    /// The lines; none where there are no rows.
    func lines(on page: Page) -> [String] {
        let shown = columns.filter { !$0.isOptional && !$0.cells.isEmpty }
        guard let rows = shown.map(\.cells.count).max(), rows > 0 else { return [] }
        var widths = shown.map { column in max(column.title.count, column.cells.map(\.count).max() ?? 0) }
        let gaps = 2 * (shown.count - 1) + indent
        // The widest column of words gives way, down to twelve characters.
        while widths.reduce(gaps, +) > page.width,
            let widest = shown.indices.filter({ !shown[$0].isNumber && widths[$0] > 12 }).max(by: { widths[$0] < widths[$1] })
        {
            widths[widest] -= min(widths.reduce(gaps, +) - page.width, widths[widest] - 12)
        }
        func line(_ cell: (Column) -> String) -> String {
            let cells = shown.indices.map { index in
                let text = page.clip(cell(shown[index]), to: widths[index])
                let blanks = String(repeating: " ", count: widths[index] - text.count)
                return shown[index].isNumber ? blanks + text : text + blanks
            }
            return (String(repeating: " ", count: indent) + cells.joined(separator: "  ")).trimmedEnd()
        }
        return [page.dim(line(\.title))] + (0..<rows).map { row in line { $0.cells[row] } }
    }
}

extension String {
    /// Without blanks at its end.
    func trimmedEnd() -> String {
        var text = self[...]
        while text.last == " " { text.removeLast() }
        return String(text)
    }

    /// Padded with blanks to a number of characters.
    func padded(to length: Int) -> String { self + String(repeating: " ", count: max(0, length - count)) }

    /// Padded on the left.
    func aligned(to length: Int) -> String { String(repeating: " ", count: max(0, length - count)) + self }
}
