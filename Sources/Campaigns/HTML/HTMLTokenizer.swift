/// Splits HTML into tokens and loses nothing: the ranges put together are the source, whatever the source is.
///
/// Follows the tokenizer of the WHATWG standard in what decides where a token ends: tags, attributes in all three quotings, comments in all
/// their endings, declarations, elements with raw content, CDATA inside svg and math. One pass, no backtracking, no recursion.
///
/// ## Limits
/// Character references stay undecoded; a `<script>` inside a comment inside a script does not nest; a tag cut off by the end of the
/// source is text.
///
/// SeeAlso: https://html.spec.whatwg.org/multipage/parsing.html#tokenization
struct HTMLTokenizer {
    private let source: [UInt8]
    private var offset = 0
    private var rawElement: String?
    private var foreignDepth = 0

    /// A tokenizer at the start of a source.
    init(_ source: [UInt8]) {
        self.source = source
    }

    /// All tokens of a source.
    static func tokens(of source: [UInt8]) -> [HTMLToken] {
        var tokenizer = HTMLTokenizer(source)
        var tokens: [HTMLToken] = []
        while let token = tokenizer.next() { tokens.append(token) }
        return tokens
    }

    /// The next token; nil at the end.
    mutating func next() -> HTMLToken? {
        guard offset < source.count else { return nil }
        if let element = rawElement {
            rawElement = nil
            let end = endOfRawText(element)
            if end > offset {
                defer { offset = end }
                return .rawText(offset..<end, element: element)
            }
        }
        return markup() ?? text()
    }

    // MARK: - Text

    private mutating func text() -> HTMLToken {
        let start = offset
        offset += 1
        while offset < source.count, !(source[offset] == UInt8(ascii: "<") && isMarkup(at: offset)) { offset += 1 }
        return .text(start..<offset)
    }

    private func byte(_ index: Int) -> UInt8 { index < source.count ? source[index] : 0 }

    private func isMarkup(at index: Int) -> Bool {
        let next = byte(index + 1)
        if next == UInt8(ascii: "/") { return index + 2 < source.count }
        return next.isHTMLLetter || next == UInt8(ascii: "!") || next == UInt8(ascii: "?")
    }

    private func endOfRawText(_ element: String) -> Int {
        guard element != "plaintext" else { return source.count }
        let name = Array(element.utf8)
        var index = offset
        while index < source.count {
            if source[index] == UInt8(ascii: "<"), byte(index + 1) == UInt8(ascii: "/"), matches(name, at: index + 2) {
                let after = byte(index + 2 + name.count)
                if after.isTemplateBlank || after == UInt8(ascii: ">") || after == UInt8(ascii: "/") { return index }
            }
            index += 1
        }
        return source.count
    }

    private func matches(_ name: [UInt8], at index: Int) -> Bool {
        guard index + name.count <= source.count else { return false }
        return zip(source[index..<index + name.count], name).allSatisfy { $0.htmlLowercased == $1 }
    }

    // MARK: - Markup

    private mutating func markup() -> HTMLToken? {
        let start = offset
        guard source[start] == UInt8(ascii: "<"), isMarkup(at: start) else { return nil }
        let next = byte(start + 1)
        if next.isHTMLLetter { return startTag() }
        if next == UInt8(ascii: "/"), byte(start + 2).isHTMLLetter { return endTag() }
        if matches(Array("!--".utf8), at: start + 1) {
            offset = endOfComment(from: start + 4)
            return .comment(start..<offset)
        }
        if foreignDepth > 0, matches(Array("![cdata[".utf8), at: start + 1) {
            offset = end(after: Array("]]>".utf8), from: start + 9)
        } else {
            offset = end(after: [UInt8(ascii: ">")], from: start + 2)
        }
        return .declaration(start..<offset)
    }

    /// `-->`, `--!>`, and at once `>` or `->`.
    private func endOfComment(from start: Int) -> Int {
        if byte(start) == UInt8(ascii: ">") { return start + 1 }
        if byte(start) == UInt8(ascii: "-"), byte(start + 1) == UInt8(ascii: ">") { return start + 2 }
        var index = start
        while index < source.count {
            if source[index] == UInt8(ascii: "-"), byte(index + 1) == UInt8(ascii: "-") {
                if byte(index + 2) == UInt8(ascii: ">") { return index + 3 }
                if byte(index + 2) == UInt8(ascii: "!"), byte(index + 3) == UInt8(ascii: ">") { return index + 4 }
            }
            index += 1
        }
        return source.count
    }

    private func end(after mark: [UInt8], from start: Int) -> Int {
        var index = start
        while index < source.count {
            if source[index] == mark[0], matches(mark, at: index) { return index + mark.count }
            index += 1
        }
        return source.count
    }

    private mutating func endTag() -> HTMLToken {
        let start = offset
        offset += 2
        let name = tagName()
        guard let (_, _) = attributes() else { return textToEnd(from: start) }
        if name == "svg" || name == "math" { foreignDepth = max(0, foreignDepth - 1) }
        return .end(HTMLEndTag(range: start..<offset, name: name))
    }

    private mutating func startTag() -> HTMLToken {
        let start = offset
        offset += 1
        let name = tagName()
        guard let (attributes, isSelfClosing) = attributes() else { return textToEnd(from: start) }
        if name == "svg" || name == "math" {
            foreignDepth += isSelfClosing ? 0 : 1
        } else if foreignDepth == 0, Self.rawElements.contains(name) {
            rawElement = name
        }
        return .start(HTMLStartTag(range: start..<offset, name: name, attributes: attributes, isSelfClosing: isSelfClosing))
    }

    private mutating func textToEnd(from start: Int) -> HTMLToken {
        offset = source.count
        return .text(start..<source.count)
    }

    private mutating func tagName() -> String {
        let start = offset
        while offset < source.count, !source[offset].endsHTMLName { offset += 1 }
        return lowercased(start..<offset)
    }

    private func lowercased(_ range: Range<Int>) -> String {
        String(decoding: source[range].map(\.htmlLowercased), as: UTF8.self)
    }

    // MARK: - Attributes

    /// The attributes up to and including `>`; nil where the source ends first.
    private mutating func attributes() -> (attributes: [HTMLAttribute], isSelfClosing: Bool)? {
        var found: [HTMLAttribute] = []
        var isSelfClosing = false
        while offset < source.count {
            let byte = source[offset]
            if byte == UInt8(ascii: ">") {
                offset += 1
                return (found, isSelfClosing)
            }
            isSelfClosing = byte == UInt8(ascii: "/")
            if byte.isTemplateBlank || isSelfClosing {
                offset += 1
            } else {
                found.append(attribute())
            }
        }
        return nil
    }

    private mutating func attribute() -> HTMLAttribute {
        let start = offset
        offset += 1
        while offset < source.count, !source[offset].endsHTMLName, source[offset] != UInt8(ascii: "=") { offset += 1 }
        let name = start..<offset
        var attribute = HTMLAttribute(name: lowercased(name), nameRange: name)
        var index = offset
        while byte(index).isTemplateBlank { index += 1 }
        guard byte(index) == UInt8(ascii: "=") else { return attribute }
        index += 1
        while byte(index).isTemplateBlank { index += 1 }
        let quote = byte(index)
        if quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") {
            let valueStart = index + 1
            offset = valueStart
            while offset < source.count, source[offset] != quote { offset += 1 }
            attribute.value = valueStart..<offset
            attribute.quote = quote
            offset = min(offset + 1, source.count)
        } else {
            offset = index
            while offset < source.count, !source[offset].isTemplateBlank, source[offset] != UInt8(ascii: ">") { offset += 1 }
            attribute.value = index..<offset
        }
        return attribute
    }

    private static let rawElements: Set<String> = [
        "script", "style", "title", "textarea", "xmp", "iframe", "noembed", "noframes", "plaintext",
    ]
}

extension UInt8 {
    /// `A…Z`, `a…z`
    fileprivate var isHTMLLetter: Bool { (self | 0x20) &- 0x61 < 26 }
    /// In lower case where it is an ASCII letter.
    fileprivate var htmlLowercased: UInt8 { self &- 0x41 < 26 ? self | 0x20 : self }
    /// Blank, `/` or `>`.
    fileprivate var endsHTMLName: Bool { isTemplateBlank || self == UInt8(ascii: "/") || self == UInt8(ascii: ">") }
}
