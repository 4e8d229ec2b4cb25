/// Makes plain text from HTML, once for a campaign: the template's tags stay in place, so that a message costs no conversion.
///
/// Paragraphs, headings, lists, quotations and tables of data keep their shape; links become numbers with the addresses at the end;
/// what HTML hides (preview lines, styles) is left out; lines are at most 76 columns.
///
/// What only a style sheet hides is hidden here too where it was inlined before (`StyleInlining`), and where the class says `preheader`.
struct TextFromHTML {
    private let html: HTMLTemplate
    private let dataTables: Set<Int>
    private var layout: TextLayout
    private var open: [Element] = []
    private var sections: [TemplateTag] = []
    private var references = TextReferences()

    private struct Element {
        var name: String
        var isSilent = false
        var isDataTable = false
        /// Rows or items seen.
        var count = 0
        var link: Link?
    }

    /// A link whose text is being read.
    private struct Link {
        var target: FlatTemplate
        var text: [UInt8] = []
    }

    private init(_ html: HTMLTemplate, wraps: Bool) {
        self.html = html
        layout = TextLayout(width: wraps ? TextLayout.width : .max)
        dataTables = DataTables.starts(in: html.tokens)
    }

    /// The text of a message's HTML.
    ///
    /// - Parameter wraps: whether paragraphs are put into lines of 76 columns; otherwise each is one line.
    /// - Throws: `invalid` where a section begins in a place that text has and ends in one that it has not.
    static func template(of html: HTMLTemplate, wraps: Bool = true) throws(CampaignError) -> TextTemplate {
        var maker = TextFromHTML(html, wraps: wraps)
        for (index, token) in html.tokens.enumerated() { maker.take(token, index: index) }
        maker.layout.breakLine(2)
        maker.references.write(to: &maker.layout)
        let text = maker.layout.finish()
        guard text.flat.isBalanced(in: text.flat.bytes.indices) else {
            let place = html.flat.tags.first { $0.kind == .section || $0.kind == .inverted }?.place
            throw .invalid([
                Diagnostic(
                    .error, rule: "text.sections", file: place?.file, line: place?.line, column: place?.column,
                    message: "no text can be made from this HTML: a section begins inside a tag and ends outside it", hint: "add body.txt")
            ])
        }
        return text
    }

    private var isSilent: Bool { open.last?.isSilent ?? false }
    private var isInDataTable: Bool { open.last { $0.name == "table" }?.isDataTable ?? false }

    private mutating func take(_ token: HTMLToken, index: Int) {
        switch token {
        case .text(let range): read(range)
        case .start(let tag): start(tag, index: index)
        case .end(let tag): end(tag.name)
        case .rawText(let range, _), .comment(let range), .declaration(let range): keepSections(in: range)
        }
    }

    // MARK: - Text

    private mutating func read(_ range: Range<Int>) {
        guard !isSilent else { return keepSections(in: range) }
        let isPreformatted = open.contains { $0.name == "pre" }
        var start = range.lowerBound
        var offset = start
        while offset < range.upperBound {
            guard html.flat.bytes[offset] == FlatTemplate.mark else {
                offset += 1
                continue
            }
            append(html.flat.bytes[start..<offset], isPreformatted: isPreformatted)
            append(html.flat.tags[FlatTemplate.tagIndex(in: html.flat.bytes, at: offset)])
            offset += FlatTemplate.markLength
            start = offset
        }
        append(html.flat.bytes[start..<range.upperBound], isPreformatted: isPreformatted)
    }

    private mutating func append(_ source: ArraySlice<UInt8>, isPreformatted: Bool) {
        let text = Self.withoutInvisible(HTMLEntities.decode(source))
        noteLinkText(text)
        guard isPreformatted else { return layout.append(text: text) }
        for (number, line) in text.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated() {
            if number > 0 { layout.breakHere() }
            // Blanks count here; the blank that keeps words together says so.
            layout.append(text: line.flatMap { $0 == 0x20 ? [0xC2, 0xA0] : [$0] })
        }
    }

    private mutating func append(_ tag: TemplateTag) {
        if tag.isValue {
            noteLinkText(Array(tag.source.utf8))
            layout.append(value: tag)
        } else {
            if tag.kind == .close { _ = sections.popLast() } else { sections.append(tag) }
            layout.append(section: tag)
        }
    }

    /// Sections stay balanced whatever is left out around them.
    private mutating func keepSections(in range: Range<Int>) {
        for index in html.flat.tagIndices(in: range) where !html.flat.tags[index].isValue { append(html.flat.tags[index]) }
    }

    private mutating func noteLinkText(_ text: [UInt8]) {
        guard let index = open.lastIndex(where: { $0.link != nil }) else { return }
        open[index].link?.text += text
    }

    /// Characters without width that mail uses to fill preview lines: soft hyphen, grapheme joiner, zero-width space and non-joiner, BOM.
    private static func withoutInvisible(_ text: [UInt8]) -> [UInt8] {
        guard text.contains(where: { $0 == 0xC2 || $0 == 0xCD || $0 == 0xE2 || $0 == 0xEF }) else { return text }
        let scalars = String(decoding: text, as: UTF8.self).unicodeScalars
        let visible = scalars.filter { ![0xAD, 0x34F, 0x200B, 0x200C, 0x2007, 0xFEFF].contains($0.value) }
        return Array(String(String.UnicodeScalarView(visible)).utf8)
    }

    // MARK: - Elements

    private mutating func start(_ tag: HTMLStartTag, index: Int) {
        if TextElement.void.contains(tag.name) {
            if !isSilent { void(tag) }
            return
        }
        // A head that was never closed ends here.
        if tag.name == "body" { open = [] }
        if tag.name == "li" || tag.name == "tr" || tag.name == "td" || tag.name == "th" || tag.name == "p" { endImplied(by: tag.name) }
        var element = Element(name: tag.name)
        element.isSilent = isSilent || TextElement.silent.contains(tag.name) || TextElement.isHidden(tag, in: html.flat.bytes)
        element.isDataTable = dataTables.contains(index)
        if !element.isSilent { begin(tag, &element) }
        open.append(element)
    }

    private mutating func begin(_ tag: HTMLStartTag, _ element: inout Element) {
        switch tag.name {
        case "td", "th": cell()
        case "a": element.link = link(of: tag)
        case "li":
            layout.breakLine(1)
            let bullet = bullet()
            layout.indent(String(repeating: " ", count: bullet.count), bullet: bullet)
            if let list = open.lastIndex(where: { $0.name == "ol" || $0.name == "ul" }) { open[list].count += 1 }
        case "blockquote":
            layout.breakLine(2)
            layout.indent("> ")
        default: block(tag.name)
        }
    }

    private mutating func block(_ name: String) {
        guard let lines = TextElement.blankLines[name] else { return }
        if isInDataTable, name != "table", name != "tr" { return layout.appendBlank() }
        // A list inside a list follows its item without an empty line.
        let isNestedList = (name == "ul" || name == "ol") && open.contains { $0.name == "li" }
        layout.breakLine(isNestedList ? 1 : lines)
    }

    private mutating func cell() {
        guard isInDataTable else { return layout.breakLine(1) }
        if let row = open.lastIndex(where: { $0.name == "tr" }) {
            if open[row].count > 0 { layout.append(text: " | ".utf8) }
            open[row].count += 1
        }
        layout.appendBlank()
    }

    private func bullet() -> String {
        guard let list = open.last(where: { $0.name == "ol" || $0.name == "ul" }), list.name == "ol" else { return "- " }
        return "\(list.count + 1). "
    }

    private mutating func void(_ tag: HTMLStartTag) {
        switch tag.name {
        case "br": isInDataTable ? layout.appendBlank() : layout.breakHere()
        case "hr":
            layout.breakLine(2)
            layout.append(line: Array(repeating: UInt8(ascii: "-"), count: 40))
            layout.breakLine(2)
        case "img":
            if let alternative = tag.attribute("alt")?.value { read(alternative) }
        default: return
        }
    }

    private mutating func end(_ name: String) {
        guard let index = open.lastIndex(where: { $0.name == name }) else { return }
        for element in open[index...].reversed() { close(element) }
    }

    /// HTML lets these end tags be left out.
    private mutating func endImplied(by name: String) {
        let ended: Set<String> = name == "td" || name == "th" ? ["td", "th", "p"] : name == "tr" ? ["td", "th", "tr", "p"] : [name]
        while let last = open.last, ended.contains(last.name) { close(last) }
    }

    private mutating func close(_ element: Element) {
        guard open.popLast() != nil, !element.isSilent else { return }
        switch element.name {
        case "a": end(element.link)
        case "h1": layout.underline(UInt8(ascii: "*"))
        case "h2": layout.underline(UInt8(ascii: "-"))
        case "li", "blockquote": layout.outdent()
        case "td", "th": isInDataTable ? layout.appendBlank() : layout.breakLine(1)
        default: break
        }
        block(element.name)
    }

    // MARK: - Links

    private func link(of tag: HTMLStartTag) -> Link? {
        guard let value = tag.attribute("href")?.value, html.flat.isBalanced(in: value) else { return nil }
        let target = FlatTemplate(bytes: HTMLEntities.decode(html.flat.bytes[value].trimmingBlanks()), tags: html.flat.tags)
        return target.bytes.isEmpty || target.bytes[0] == UInt8(ascii: "#") ? nil : Link(target: target)
    }

    private mutating func end(_ link: Link?) {
        guard let link, link.text.contains(where: { !$0.isTemplateBlank }) else { return }
        let text = String(decoding: link.text[...].trimmingBlanks(), as: UTF8.self)
        let url = link.target.source(of: link.target.bytes.indices)
        let address = url.firstRange(of: ":").map { String(url[$0.upperBound...]) } ?? url
        if text == url || "//" + text == address || text == address { return }
        if url.hasPrefix("mailto:") || url.hasPrefix("tel:") || url.hasPrefix("sms:") {
            let scheme = link.target.bytes.prefix { $0 != UInt8(ascii: ":") }.count + 1
            guard scheme < link.target.bytes.count else { return }
            layout.append(text: " <".utf8)
            TextReferences.write(link.target, from: scheme, to: &layout)
            layout.append(text: ">".utf8)
        } else {
            layout.append(text: " [\(references.number(of: link.target, inside: sections))]".utf8)
        }
    }
}
