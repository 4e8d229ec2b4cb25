/// What the choice of a transfer encoding depends on, counted in one pass over a text.
///
/// `\n`, `\r\n` and `\r` each count as a line break, because each leaves as CRLF.
struct TextCensus: Hashable {
    /// Octets in all.
    private(set) var octets = 0
    /// Octets above 127.
    private(set) var nonASCII = 0
    /// Controls other than tab and line breaks, NUL and DEL among them.
    private(set) var controls = 0
    /// `=` signs, which quoted-printable has to encode too.
    private(set) var equalsSigns = 0
    /// Octets of the longest line without its break.
    private(set) var longestLine = 0
    /// Lines that end in a blank, which relays may strip.
    private(set) var trailingBlanks = 0
    /// Lines that start with `From `, which mbox stores change.
    private(set) var fromLines = 0

    init(_ text: UnsafeBufferPointer<UInt8>) {
        octets = text.count
        guard let base = text.baseAddress else { return }
        let raw = UnsafeRawPointer(base)
        var lineStart = 0
        var index = 0
        while index + 8 <= text.count {
            count(EightOctets(raw, at: index), at: index, in: text, &lineStart)
            index += 8
        }
        if index < text.count {
            // The rest, filled up with blanks, which count for nothing here.
            var rest: UInt64 = 0x2020_2020_2020_2020
            withUnsafeMutableBytes(of: &rest) {
                $0.copyMemory(from: UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(text)[index...]))
            }
            withUnsafeBytes(of: rest) { bytes in
                if let start = bytes.baseAddress { count(EightOctets(start, at: 0), at: index, in: text, &lineStart) }
            }
        }
        endLine(text, lineStart, text.count)
    }

    @inline(__always)
    private mutating func count(_ eight: EightOctets, at index: Int, in text: UnsafeBufferPointer<UInt8>, _ lineStart: inout Int) {
        if eight.notPlain == 0 { return }
        nonASCII += EightOctets.count(of: eight.nonASCII)
        equalsSigns += EightOctets.count(of: eight.equal(to: ASCII.equals))
        let special = eight.below(0x20) | eight.equal(to: 0x7F)
        if special == 0 { return }
        var breaks = eight.equal(to: ASCII.lf) | eight.equal(to: ASCII.cr)
        controls += EightOctets.count(of: special & ~breaks & ~eight.equal(to: ASCII.tab))
        while breaks != 0 {
            let position = index + EightOctets.first(of: breaks)
            breaks &= breaks &- 1
            let endsPair = text[position] == ASCII.lf && position > 0 && text[position - 1] == ASCII.cr
            if !endsPair { endLine(text, lineStart, position) }
            lineStart = position + 1
        }
    }

    private mutating func endLine(_ text: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int) {
        longestLine = max(longestLine, end - start)
        guard end > start else { return }
        if text[end - 1].isBlank { trailingBlanks += 1 }
        if text[start] == UInt8(ascii: "F"), end - start >= 5, text[start..<start + 5].elementsEqual("From ".utf8) { fromLines += 1 }
    }
}
