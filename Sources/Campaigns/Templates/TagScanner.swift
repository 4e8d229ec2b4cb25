/// Splits a Mustache source into text and tags, with the place of each.
///
/// swift-mustache compiles templates but tells neither where a name stands nor which names there are, so this reads the same language:
/// variables, sections, partials, inheritance, comments, set delimiters, transforms, and tags that stand alone on their line.
/// A name may hold any letter, so that a column `größe` can be used.
///
/// SeeAlso: the Mustache specification, https://github.com/mustache/spec
struct TagScanner {
    enum Piece: Hashable {
        case text([UInt8])
        case tag(TemplateTag)
    }

    /// Longest tag, in octets: a brace that is never closed is found at once.
    static let longestTag = 512

    private let source: [UInt8]
    private let file: String
    private let hasLines: Bool
    private let indentLength: Int
    private var offset = 0
    private var opening = Array("{{".utf8)
    private var closing = Array("}}".utf8)
    private var text: [UInt8] = []
    private var pieces: [Piece] = []
    private var line = 1
    /// How far the characters of the current line are counted, so that a long line is counted once.
    private var counted = (offset: 0, characters: 0)

    /// Reads a template.
    ///
    /// - Parameters:
    ///   - source: UTF-8.
    ///   - file: the file as the user knows it.
    ///   - hasLines: false for a value inside another file, whose line is not known.
    ///   - indent: blanks put before every line (a partial that stands alone is indented as its tag is).
    static func scan(
        _ source: [UInt8], file: String, hasLines: Bool = true, indent: String = ""
    ) throws(TemplateSyntaxProblem) -> [Piece] {
        let text = indent.isEmpty ? source : indented(source, by: Array(indent.utf8))
        var scanner = TagScanner(source: text, file: file, hasLines: hasLines, indentLength: indent.utf8.count)
        try scanner.run()
        return scanner.pieces
    }

    private init(source: [UInt8], file: String, hasLines: Bool, indentLength: Int) {
        self.source = source
        self.file = file
        self.hasLines = hasLines
        self.indentLength = indentLength
    }

    private mutating func run() throws(TemplateSyntaxProblem) {
        while offset < source.count {
            if starts(with: opening, at: offset) {
                try tag()
            } else {
                take(source[offset])
            }
        }
        flushText()
    }

    private mutating func take(_ byte: UInt8) {
        text.append(byte)
        offset += 1
        if byte == 0x0A { newLine() }
    }

    private mutating func newLine() {
        line += 1
        counted = (offset, 0)
    }

    private mutating func flushText() {
        guard !text.isEmpty else { return }
        pieces.append(.text(text))
        text = []
    }

    // MARK: - Tags

    private mutating func tag() throws(TemplateSyntaxProblem) {
        let start = offset
        let place = self.place(of: start)
        offset += opening.count
        let sigil = offset < source.count ? source[offset] : 0
        switch sigil {
        case UInt8(ascii: "!"):
            _ = try content(until: closing, limit: .max, place: place, step: 1)
            _ = standAlone(from: start)
        case UInt8(ascii: "="):
            try delimiters(content(until: [UInt8(ascii: "=")] + closing, place: place, step: 1), place: place)
            _ = standAlone(from: start)
        case UInt8(ascii: "%"):
            throw problem(place, "pragmas are not supported", "escaping follows from the part: HTML, text or header")
        case UInt8(ascii: "{"):
            let inner = try content(until: [UInt8(ascii: "}")] + closing, place: place, step: 1)
            try append(.unescaped, inner, place: place)
        case UInt8(ascii: "&"):
            try append(.unescaped, content(until: closing, place: place, step: 1), place: place)
        case UInt8(ascii: "#"):
            try appendStanding(.section, place: place, start: start)
        case UInt8(ascii: "^"):
            try appendStanding(.inverted, place: place, start: start)
        case UInt8(ascii: "/"):
            try appendStanding(.close, place: place, start: start)
        case UInt8(ascii: "$"):
            try appendStanding(.block, place: place, start: start)
        case UInt8(ascii: ">"):
            let inner = try content(until: closing, place: place, step: 1)
            try append(.partial(indent: standAlone(from: start) ?? ""), inner, place: place)
        case UInt8(ascii: "<"):
            let inner = try content(until: closing, place: place, step: 1)
            try append(.layout(indent: standAlone(from: start) ?? ""), inner, place: place)
        default:
            try append(.variable, content(until: closing, place: place, step: 0), place: place)
        }
    }

    private mutating func appendStanding(_ kind: TemplateTag.Kind, place: SourcePlace, start: Int) throws(TemplateSyntaxProblem) {
        let inner = try content(until: closing, place: place, step: 1)
        _ = standAlone(from: start)
        try append(kind, inner, place: place)
    }

    private mutating func append(
        _ kind: TemplateTag.Kind, _ inner: [UInt8], place: SourcePlace
    ) throws(TemplateSyntaxProblem) {
        flushText()
        let expression = String(decoding: inner, as: UTF8.self)
        do {
            let (name, transforms) = try TagExpression.parse(expression, isPath: kind.isFile)
            pieces.append(.tag(TemplateTag(kind: kind, name: name, transforms: transforms, place: place)))
        } catch {
            throw problem(place, error.message, error.hint)
        }
    }

    /// The text between the sigil and an end mark, trimmed.
    private mutating func content(
        until end: [UInt8], limit: Int = TagScanner.longestTag, place: SourcePlace, step: Int
    ) throws(TemplateSyntaxProblem) -> [UInt8] {
        offset += step
        let start = offset
        while offset < source.count, !starts(with: end, at: offset) {
            guard offset - start < limit else { break }
            offset += 1
            if source[offset - 1] == 0x0A { newLine() }
        }
        guard starts(with: end, at: offset) else {
            throw problem(
                place, "this tag is never closed",
                "expected \(String(decoding: end, as: UTF8.self)) after \(String(decoding: opening, as: UTF8.self))")
        }
        let inner = source[start..<offset]
        offset += end.count
        return inner.trimmingBlanks()
    }

    private mutating func delimiters(_ inner: [UInt8], place: SourcePlace) throws(TemplateSyntaxProblem) {
        let marks = inner.split(whereSeparator: \.isTemplateBlank)
        guard marks.count == 2, !marks.contains(where: { $0.contains(UInt8(ascii: "=")) }) else {
            throw problem(place, "delimiters are set with two marks", "write {{=<% %>=}}")
        }
        opening = Array(marks[0])
        closing = Array(marks[1])
    }

    /// Whether the tag that ended just now stands alone on its line; if so the line goes, and the blanks before the tag are the answer.
    private mutating func standAlone(from start: Int) -> String? {
        var before = start
        while before > 0, source[before - 1] == 0x20 || source[before - 1] == 0x09 { before -= 1 }
        guard before == 0 || source[before - 1] == 0x0A else { return nil }
        var after = offset
        while after < source.count, source[after] == 0x20 || source[after] == 0x09 { after += 1 }
        if after < source.count {
            if source[after] == 0x0D, after + 1 < source.count, source[after + 1] == 0x0A { after += 1 }
            guard source[after] == 0x0A else { return nil }
            after += 1
        }
        let isLine = after > 0 && source[after - 1] == 0x0A && after > offset
        offset = after
        if isLine { newLine() }
        text.removeLast(min(text.count, start - before))
        return String(decoding: source[before..<start], as: UTF8.self)
    }

    // MARK: - Places

    private func starts(with mark: [UInt8], at index: Int) -> Bool {
        guard index + mark.count <= source.count, source[index] == mark[0] else { return false }
        return source[index..<index + mark.count].elementsEqual(mark)
    }

    private mutating func place(of index: Int) -> SourcePlace {
        guard hasLines else { return SourcePlace(file: file) }
        counted.characters += source[counted.offset..<index].count { $0 & 0xC0 != 0x80 }
        counted.offset = index
        return SourcePlace(file: file, line: line, column: max(1, counted.characters + 1 - indentLength))
    }

    private func problem(_ place: SourcePlace, _ message: String, _ hint: String? = nil) -> TemplateSyntaxProblem {
        TemplateSyntaxProblem(place: place, message: message, hint: hint)
    }

    private static func indented(_ source: [UInt8], by indent: [UInt8]) -> [UInt8] {
        var out: [UInt8] = []
        var atLineStart = true
        for byte in source {
            if atLineStart, byte != 0x0A, byte != 0x0D { out += indent }
            out.append(byte)
            atLineStart = byte == 0x0A
        }
        return out
    }
}

extension UInt8 {
    /// Blank, tab, CR, LF, form feed: what separates words in tags and in HTML.
    var isTemplateBlank: Bool { self == 0x20 || (self >= 0x09 && self <= 0x0D && self != 0x0B) }
}

extension ArraySlice<UInt8> {
    /// Without blanks at both ends.
    func trimmingBlanks() -> [UInt8] {
        let tail = drop(while: \.isTemplateBlank)
        guard let last = tail.lastIndex(where: { !$0.isTemplateBlank }) else { return [] }
        return Array(tail[...last])
    }
}
