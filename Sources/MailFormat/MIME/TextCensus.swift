/// What the choice of a transfer encoding depends on, counted in one pass over a text.
///
/// `\n`, `\r\n` and `\r` each count as a line break, because each leaves as CRLF.
struct TextCensus: Hashable {
    /// Octets in all.
    var octets = 0
    /// Octets above 127.
    var nonASCII = 0
    /// Controls other than tab and line breaks, NUL and DEL among them.
    var controls = 0
    /// `=` signs, which quoted-printable has to encode too.
    var equalsSigns = 0
    /// Octets of the longest line without its break.
    var longestLine = 0
    /// Lines that end in a blank, which relays may strip.
    var trailingBlanks = 0
    /// Lines that start with `From `, which mbox stores change.
    var fromLines = 0

    init(_ text: UnsafeBufferPointer<UInt8>) {
        octets = text.count
        guard let base = text.baseAddress else { return }
        let raw = UnsafeRawPointer(base)
        var lineStart = 0
        var index = 0
        while index < text.count {
            if index + 8 <= text.count {
                let word = EightOctets(raw, at: index)
                let special = word.below(0x20) | word.equal(to: 0x7F) | word.equal(to: ASCII.equals)
                if special == 0 {
                    nonASCII += word.nonASCII.nonzeroBitCount
                    index += 8
                    continue
                }
            }
            let end = min(index + 8, text.count)
            while index < end {
                let byte = text[index]
                if byte >= 0x80 {
                    nonASCII += 1
                } else if byte == ASCII.lf || byte == ASCII.cr {
                    endLine(text, lineStart, index)
                    if byte == ASCII.cr, index + 1 < text.count, text[index + 1] == ASCII.lf { index += 1 }
                    lineStart = index + 1
                } else if byte == ASCII.equals {
                    equalsSigns += 1
                } else if byte.isASCIIControl, byte != ASCII.tab {
                    controls += 1
                }
                index += 1
            }
        }
        endLine(text, lineStart, text.count)
    }

    private mutating func endLine(_ text: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int) {
        longestLine = max(longestLine, end - start)
        guard end > start else { return }
        if text[end - 1].isBlank { trailingBlanks += 1 }
        if text[start] == UInt8(ascii: "F"), end - start >= 5, text[start..<start + 5].elementsEqual("From ".utf8) { fromLines += 1 }
    }
}
