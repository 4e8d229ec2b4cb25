/// A display name on the wire: atoms where they do, a quoted-string where they do not, encoded-words beyond ASCII.
///
/// SeeAlso: RFC 5322 §3.2.5, RFC 2047 §5 (3)
enum Phrase {
    /// Longer words are not left to a quoted-string, which cannot be split inside one.
    private static let longestWord = 60

    /// Writes a display name that has passed the first gate and is not empty.
    static func write(_ name: [UInt8], to line: inout FoldingLine) {
        let words = BlankSeparated.words(of: name)
        let needsEncoding = words.contains { $0.length > longestWord || UnstructuredText.needsEncoding(name[$0.word]) }
        if needsEncoding, let first = words.first, let last = words.last {
            // The whole name, not only the words that need it: mixtures are legal and many readers get them wrong.
            EncodedWord.write(name[first.word.lowerBound..<last.word.upperBound], after: [], to: &line)
        } else if words.allSatisfy({ name[$0.word].allSatisfy(\.isAtext) && ($0.blanks.isEmpty || name[$0.blanks] == [ASCII.space]) }) {
            for word in words { line.append(name[word.word]) }
        } else {
            writeQuoted(name, words, to: &line)
        }
    }

    /// Writes `"Last, First"`, folding at the blanks inside.
    private static func writeQuoted(_ name: [UInt8], _ words: [BlankSeparated.Word], to line: inout FoldingLine) {
        for (index, word) in words.enumerated() {
            var out: [UInt8] = index == 0 ? [ASCII.quote] : []
            for byte in name[word.word] {
                if byte == ASCII.quote || byte == ASCII.backslash { out.append(ASCII.backslash) }
                out.append(byte)
            }
            if index == words.count - 1 { out.append(ASCII.quote) }
            line.append(out, after: name[word.blanks])
        }
    }
}

extension EmailAddress {
    /// Writes `Name <local@domain>`, or the bare address where the name is blank, followed by a comma unless it is the last of a list.
    func write(named name: [UInt8], isLast: Bool, to line: inout FoldingLine) {
        let isNamed = name.contains { !$0.isBlank }
        if isNamed { Phrase.write(name, to: &line) }
        var word: [UInt8] = []
        word.reserveCapacity(localPart.utf8.count + domain.utf8.count + 4)
        if isNamed { word.append(ASCII.lessThan) }
        word.append(contentsOf: localPart.utf8)
        word.append(ASCII.at)
        word.append(contentsOf: domain.utf8)
        if isNamed { word.append(ASCII.greaterThan) }
        if !isLast { word.append(ASCII.comma) }
        line.append(word)
    }
}
