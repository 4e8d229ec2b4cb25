import MailFormat

/// Plain text as `format=flowed`: lines of at most 76 columns on the way, and paragraphs that fill whatever screen they are read on.
///
/// Each line of the text is a paragraph. A long one is broken behind a blank, and the blank at the end of a line says that it goes on in
/// the next (DelSp is no). Quoted lines (`>`) stay quoted in every piece. A line that would be taken for something else gets a blank in
/// front, which the reader takes away.
///
/// SeeAlso: RFC 3676 §4
enum FlowedText {
    /// What Content-Type says of it.
    static let parameters = [MIMEParameter("format", "flowed"), MIMEParameter("delsp", "no")]
    /// Longest line in columns, the blank at its end included; RFC 3676 §4.2 wants 78 or less.
    static let width = 76

    /// The text in flowed form, with LF line ends.
    static func write(_ text: [UInt8]) -> [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity(text.count + text.count / 16)
        var start = 0
        while start < text.count {
            let end = text[start...].firstIndex(of: 0x0A) ?? text.count
            var line = text[start..<end]
            if line.last == 0x0D { line.removeLast() }
            write(line: line, into: &out)
            start = end + 1
        }
        return out
    }

    private static func write(line: ArraySlice<UInt8>, into out: inout [UInt8]) {
        // RFC 3676 §4.3: the line above a signature is as it is.
        if line.elementsEqual("-- ".utf8) {
            out += Array("-- \n".utf8)
            return
        }
        let depth = line.prefix { $0 == UInt8(ascii: ">") }.count
        let quote = Array(line.prefix(depth))
        var rest = line.dropFirst(depth)
        // The blank behind quote marks is stuffing already.
        if depth > 0, rest.first == 0x20 { rest.removeFirst() }
        while rest.last == 0x20 { rest.removeLast() }
        repeat {
            let needsStuffing =
                depth > 0 && !rest.isEmpty || rest.first == 0x20 || rest.first == UInt8(ascii: ">") || rest.starts(with: "From ".utf8)
            out += quote
            if needsStuffing { out.append(0x20) }
            let piece = piece(of: rest, room: width - depth - (needsStuffing ? 1 : 0))
            out += piece
            out.append(0x0A)
            rest = rest[piece.endIndex...]
        } while !rest.isEmpty
    }

    /// As much of a line as has room, up to and with the blank it is broken behind; a word longer than that stays whole.
    private static func piece(of line: ArraySlice<UInt8>, room: Int) -> ArraySlice<UInt8> {
        var columns = 0
        var lastBlank: Int?
        for index in line.indices {
            // One column a character, whatever its octets.
            if line[index] & 0xC0 != 0x80 { columns += 1 }
            if columns > room, let lastBlank { return line[...lastBlank] }
            if line[index] == 0x20 { lastBlank = index }
        }
        return line
    }
}
