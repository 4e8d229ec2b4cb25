/// Which tables of a message hold data and which only lay it out. Rows of data become lines `a | b | c`; layout becomes blocks.
enum DataTables {
    /// The token indices of the start tags of tables with data: at least two cells in a row, no table inside, and either no blocks in the
    /// cells or header cells above further rows.
    static func starts(in tokens: [HTMLToken]) -> Set<Int> {
        var found: Set<Int> = []
        var open: [Shape] = []
        for (index, token) in tokens.enumerated() {
            switch token {
            case .start(let tag):
                if tag.name == "table" {
                    for outer in open.indices { open[outer].hasTable = true }
                    open.append(Shape(start: index))
                } else if !open.isEmpty {
                    open[open.count - 1].see(tag.name)
                }
            case .end(let tag) where tag.name == "table":
                if let shape = open.popLast(), shape.isData { found.insert(shape.start) }
            default: continue
            }
        }
        return found
    }

    private struct Shape {
        var start: Int
        var rows = 0
        var cells = 0
        var mostCells = 0
        var hasTable = false
        var hasBlock = false
        var hasHeader = false

        init(start: Int) {
            self.start = start
        }

        mutating func see(_ name: String) {
            switch name {
            case "tr":
                rows += 1
                cells = 0
            case "td", "th":
                cells += 1
                mostCells = max(mostCells, cells)
                hasHeader = hasHeader || name == "th"
            default:
                hasBlock = hasBlock || TextElement.blankLines[name] != nil
            }
        }

        var isData: Bool { !hasTable && mostCells >= 2 && (!hasBlock || (hasHeader && rows >= 2)) }
    }
}

/// What an element means for plain text.
enum TextElement {
    /// Elements that begin and end a block, and the line ends around it: 2 leave an empty line.
    static let blankLines: [String: Int] = [
        "p": 2, "h1": 2, "h2": 2, "h3": 2, "h4": 2, "h5": 2, "h6": 2, "ul": 2, "ol": 2, "dl": 2, "pre": 2, "blockquote": 2, "table": 2,
        "hr": 2, "figure": 2, "address": 2, "div": 1, "li": 1, "tr": 1, "dt": 1, "dd": 1, "section": 1, "article": 1, "header": 1,
        "footer": 1, "main": 1, "nav": 1, "aside": 1, "form": 1, "center": 1, "fieldset": 1, "figcaption": 1, "caption": 1, "body": 1,
    ]

    /// Elements without content and end tag.
    static let void: Set<String> = [
        "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr",
    ]

    /// Elements whose content is never read.
    static let silent: Set<String> = ["head", "script", "style", "template", "svg", "math", "object", "video", "audio", "select"]

    /// Whether an element is kept from readers: preview lines, text for other screens.
    static func isHidden(_ tag: HTMLStartTag, in source: [UInt8]) -> Bool {
        if tag.attribute("hidden") != nil { return true }
        if let value = tag.attribute("class")?.value {
            if lowercased(source[value]).contains("preheader") { return true }
        }
        guard let value = tag.attribute("style")?.value else { return false }
        let style = lowercased(source[value].filter { !$0.isTemplateBlank })
        return ["display:none", "mso-hide:all", "visibility:hidden"].contains { style.contains($0) }
    }

    private static func lowercased(_ bytes: some Sequence<UInt8>) -> String {
        String(decoding: Array(bytes), as: UTF8.self).lowercased()
    }
}
