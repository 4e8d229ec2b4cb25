/// A text as words and the blanks before each: the places where a header line may be folded.
enum BlankSeparated {
    /// A word and the blanks before it, as ranges of the text.
    struct Word {
        var blanks: Range<Int>
        var word: Range<Int>

        /// Octets of both, with the one blank that even the first word gets.
        var length: Int { max(blanks.count, 1) + word.count }
    }

    /// The words of `text`; the blanks before the first and after the last are left out.
    static func words(of text: [UInt8]) -> [Word] {
        var words: [Word] = []
        words.reserveCapacity(8)
        var index = 0
        while index < text.count {
            let blanks = index
            while index < text.count, text[index].isBlank { index += 1 }
            let start = index
            while index < text.count, !text[index].isBlank { index += 1 }
            guard start < index else { break }
            words.append(Word(blanks: words.isEmpty ? start..<start : blanks..<start, word: start..<index))
        }
        return words
    }
}
