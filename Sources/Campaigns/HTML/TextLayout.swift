/// Puts text into lines of at most 76 columns: paragraphs, lists, quotations. Tags of the template are words of about ten columns.
struct TextLayout {
    /// RFC 5322 §2.1.1 asks for 78; quoting in replies needs room.
    static let width = 76
    /// What a value is taken for, in columns.
    static let valueWidth = 10

    /// Longest line of this text.
    private let width: Int
    private(set) var out = FlatTemplate()
    private(set) var escapings: [Escaping] = []

    /// Octets of the line that is being filled: blanks are where it may be broken.
    private var line: [UInt8] = []
    private var hasText = false
    private var wantsBlank = false
    private var hasOutput = false
    private var requested = 0
    private var written = 0
    /// What stands before every line: `> `, the blanks under a bullet.
    private var margins: [[UInt8]] = []
    /// The bullet that the next line gets instead of the last margin.
    private var bullet: [UInt8]?
    /// Columns of the last line of the block, for its underline.
    private var lastWidth = 0

    init(width: Int = TextLayout.width) {
        self.width = width
    }

    // MARK: - Text

    /// Appends text with its references decoded; runs of blanks are one.
    mutating func append(text: some Sequence<UInt8>) {
        for byte in text {
            if byte.isTemplateBlank {
                wantsBlank = hasText
            } else {
                takeBlank()
                line.append(byte)
                hasText = true
            }
        }
    }

    /// Appends a blank, where there is text before it.
    mutating func appendBlank() {
        wantsBlank = hasText
    }

    /// Appends a value's tag.
    mutating func append(value tag: TemplateTag, escaping: Escaping = .none) {
        takeBlank()
        line += mark(tag, escaping)
        hasText = true
    }

    /// Appends the beginning or end of a section: between blocks it stands by itself, so that nothing is left of a block left out.
    mutating func append(section tag: TemplateTag) {
        if hasText || bullet != nil {
            takeBlank()
            line += mark(tag, .none)
        } else {
            flushBreaks()
            out.bytes += line + mark(tag, .none)
            line = []
        }
    }

    private mutating func takeBlank() {
        if wantsBlank { line.append(0x20) }
        wantsBlank = false
    }

    private mutating func mark(_ tag: TemplateTag, _ escaping: Escaping) -> [UInt8] {
        out.tags.append(tag)
        escapings.append(escaping)
        return FlatTemplate.mark(of: out.tags.count - 1)
    }

    // MARK: - Blocks

    /// Ends the line; `lines` = 2 leaves an empty one before what comes next.
    mutating func breakLine(_ lines: Int) {
        flushLine()
        lastWidth = 0
        // The first block of a list item stands beside its bullet.
        if hasOutput, bullet == nil { requested = max(requested, lines) }
    }

    /// `<br>`: ends the line, and counts where there are several.
    mutating func breakHere() {
        let hadText = hasText
        flushLine()
        if hasOutput { requested = hadText ? max(requested, 1) : min(requested + 1, 2) }
    }

    /// A line of its own that is never broken: a rule, a line of preformatted text.
    mutating func append(line text: [UInt8]) {
        flushLine()
        startLine()
        out.bytes += text
    }

    /// Underlines the last line.
    mutating func underline(_ byte: UInt8) {
        flushLine()
        guard lastWidth > 0 else { return }
        requested = max(requested, 1)
        append(line: Array(repeating: byte, count: min(lastWidth, Self.width)))
    }

    mutating func indent(_ margin: String, bullet: String? = nil) {
        flushLine()
        margins.append(Array(margin.utf8))
        self.bullet = bullet.map { Array($0.utf8) }
    }

    mutating func outdent() {
        flushLine()
        _ = margins.popLast()
        bullet = nil
    }

    /// The finished text, ended by a line end.
    mutating func finish() -> TextTemplate {
        flushLine()
        if hasOutput { out.bytes.append(0x0A) }
        return TextTemplate(out, escapings: escapings)
    }

    // MARK: - Lines

    private mutating func flushBreaks() {
        while written < requested {
            out.bytes.append(0x0A)
            written += 1
        }
    }

    private mutating func startLine() {
        flushBreaks()
        requested = 0
        written = 0
        hasOutput = true
        for margin in margins.dropLast() { out.bytes += margin }
        if let margin = margins.last { out.bytes += bullet ?? margin }
        bullet = nil
    }

    private mutating func flushLine() {
        defer {
            line = []
            hasText = false
            wantsBlank = false
        }
        guard hasText, line.contains(where: { $0 != 0x20 && $0 != 0xC2 && $0 != 0xA0 }) else {
            // A section that held nothing visible is kept: its partner stands elsewhere.
            out.bytes += Self.withPlainBlanks(line[...]).filter { $0 != 0x20 }
            return
        }
        let room = width - margins.reduce(0) { $0 + $1.count }
        startLine()
        var column = 0
        for word in line.split(separator: 0x20) {
            let width = columns(of: word)
            if column > 0, column + 1 + width > room {
                trimLine()
                requested = 1
                startLine()
                column = 0
            } else if column > 0 {
                out.bytes.append(0x20)
                column += 1
            }
            out.bytes += Self.withPlainBlanks(word)
            column += width
        }
        trimLine()
        lastWidth = column
    }

    /// Blanks at the end of a line are lost on the way, or make the text travel encoded.
    private mutating func trimLine() {
        while out.bytes.last == 0x20 { out.bytes.removeLast() }
    }

    /// Columns of a word: one a character, ten a value, none a section's mark.
    private func columns(of word: ArraySlice<UInt8>) -> Int {
        var width = 0
        var index = word.startIndex
        while index < word.endIndex {
            if word[index] == FlatTemplate.mark {
                width += out.tags[FlatTemplate.tagIndex(in: word, at: index - word.startIndex)].isValue ? Self.valueWidth : 0
                index += FlatTemplate.markLength
            } else {
                if word[index] & 0xC0 != 0x80 { width += 1 }
                index += 1
            }
        }
        return width
    }

    /// Blanks that kept words together have done their work.
    private static func withPlainBlanks(_ word: ArraySlice<UInt8>) -> [UInt8] {
        guard word.contains(0xC2) else { return Array(word) }
        var bytes: [UInt8] = []
        for byte in word {
            // The octets of a mark are none of these.
            if byte == 0xA0, bytes.last == 0xC2 { bytes[bytes.count - 1] = 0x20 } else { bytes.append(byte) }
        }
        return bytes
    }
}
