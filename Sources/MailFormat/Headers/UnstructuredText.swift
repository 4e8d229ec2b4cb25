/// Free text in a header: words in plain ASCII as they are, the others as encoded-words.
///
/// SeeAlso: RFC 5322 §3.2.5, RFC 2047 §5 (1)
enum UnstructuredText {
    /// A word longer than this is encoded, so that it can be split over lines.
    private static let longestPlainWord = 900
    /// A run of blanks longer than this goes into an encoded-word together with the words around it.
    private static let longestBlanks = 30

    /// Writes the value of a field; it has passed the first gate.
    static func write(_ text: [UInt8], to line: inout FoldingLine) {
        let words = BlankSeparated.words(of: text)
        var encoded = words.map { needsEncoding(text[$0.word]) }
        for index in words.indices.dropFirst() where words[index].blanks.count > longestBlanks {
            encoded[index - 1] = true
            encoded[index] = true
        }
        var index = 0
        while index < words.count {
            let first = words[index]
            var last = index
            if encoded[index] {
                // Blanks between encoded-words vanish on reading, so neighbours are encoded as one run with their blanks.
                while last + 1 < words.count, encoded[last + 1] { last += 1 }
                EncodedWord.write(text[first.word.lowerBound..<words[last].word.upperBound], after: text[first.blanks], to: &line)
            } else {
                line.append(text[first.word], after: text[first.blanks])
            }
            index = last + 1
        }
    }

    /// Whether a reader would not give the word back as it stands: beyond ASCII, too long to fold, or like an encoded-word.
    static func needsEncoding(_ word: ArraySlice<UInt8>) -> Bool {
        word.count > longestPlainWord || word.contains { $0 >= 0x80 } || EncodedWord.mayBegin(in: word)
    }
}
