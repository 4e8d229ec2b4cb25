extension EncodedWord {
    /// What one encoded-word says: octets in a charset.
    public struct Decoded: Hashable, Sendable {
        /// The charset's name in lower case, without an RFC 2231 language suffix.
        public var charset: String
        /// The text in that charset.
        public var bytes: [UInt8]
    }

    /// The meaning of `=?charset?q?text?=`, or nil where `word` is no encoded-word.
    ///
    /// Lenient: any length, blanks inside Q, unpadded base64.
    public static func decode(_ word: ArraySlice<UInt8>) -> Decoded? {
        guard word.count >= 8, word.starts(with: [ASCII.equals, ASCII.questionMark]),
            word.suffix(2).elementsEqual([ASCII.questionMark, ASCII.equals])
        else { return nil }
        let parts = word.dropFirst(2).dropLast(2).split(separator: ASCII.questionMark, maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, !parts[0].isEmpty, parts[1].count == 1, let encoding = parts[1].first?.asciiLowercased else { return nil }
        let charset = String(decoding: parts[0].prefix { $0 != UInt8(ascii: "*") }.map(\.asciiLowercased), as: UTF8.self)
        switch encoding {
        case UInt8(ascii: "b"): return Decoded(charset: charset, bytes: Base64MIME.decode(parts[2]))
        case UInt8(ascii: "q"): return Decoded(charset: charset, bytes: unquoted(parts[2]))
        default: return nil
        }
    }

    /// A header value with its encoded-words decoded; blanks between two of them are dropped (RFC 2047 §6.2).
    ///
    /// Neighbours in the same charset are joined before conversion, so characters that a sender split are whole again. `convert` turns octets
    /// of a charset other than UTF-8 and US-ASCII into text; where it gives nil, the encoded-word stays as it was.
    public static func decodeAll(
        in value: some Sequence<UInt8>, convert: @escaping (_ charset: String, _ bytes: [UInt8]) -> String? = { _, _ in nil }
    ) -> String {
        let input = Array(value)
        var runs = EncodedRuns(input: input, convert: convert)
        var index = 0
        while index < input.count {
            let blanks = index
            while index < input.count, input[index].isBlank || input[index] == ASCII.cr || input[index] == ASCII.lf { index += 1 }
            if let end = end(in: input, from: index), let word = decode(input[index..<end]) {
                runs.append(word, at: index..<end, after: blanks..<index)
                index = end
            } else {
                let end = min(index + 1, input.count)
                runs.appendPlain(blanks..<end)
                index = end
            }
        }
        return runs.finished()
    }

    private static func unquoted(_ text: ArraySlice<UInt8>) -> [UInt8] {
        var out: [UInt8] = []
        var index = text.startIndex
        while index < text.endIndex {
            let byte = text[index]
            if byte == ASCII.equals, index + 2 < text.endIndex, let high = text[index + 1].hexDigitValue,
                let low = text[index + 2].hexDigitValue
            {
                out.append(high << 4 | low)
                index += 3
            } else {
                out.append(byte == ASCII.underscore ? ASCII.space : byte)
                index += 1
            }
        }
        return out
    }

    /// Where the encoded-word that starts at `start` ends: after the `?=` that follows the third question mark.
    private static func end(in input: [UInt8], from start: Int) -> Int? {
        guard start + 7 < input.count, input[start] == ASCII.equals, input[start + 1] == ASCII.questionMark else { return nil }
        var marks = 0
        var index = start + 2
        while index < input.count, input[index] != ASCII.lf {
            if input[index] == ASCII.questionMark {
                if marks == 2 { return index + 1 < input.count && input[index + 1] == ASCII.equals ? index + 2 : nil }
                marks += 1
            }
            index += 1
        }
        return nil
    }
}

/// Joins neighbouring encoded-words of one charset and converts each run as a whole.
private struct EncodedRuns {
    let input: [UInt8]
    let convert: (_ charset: String, _ bytes: [UInt8]) -> String?
    private var out: [UInt8] = []
    /// The run that may still go on, and where in the input it stands.
    private var run: EncodedWord.Decoded?
    private var source = 0..<0

    init(input: [UInt8], convert: @escaping (_ charset: String, _ bytes: [UInt8]) -> String?) {
        self.input = input
        self.convert = convert
    }

    mutating func append(_ word: EncodedWord.Decoded, at place: Range<Int>, after blanks: Range<Int>) {
        if run?.charset == word.charset {
            run?.bytes.append(contentsOf: word.bytes)
            source = source.lowerBound..<place.upperBound
            return
        }
        if run == nil { out.append(contentsOf: input[blanks]) }
        endRun()
        run = word
        source = place
    }

    mutating func appendPlain(_ range: Range<Int>) {
        endRun()
        out.append(contentsOf: input[range])
    }

    consuming func finished() -> String {
        endRun()
        return String(decoding: out, as: UTF8.self)
    }

    private mutating func endRun() {
        guard let ended = exchange(&run, with: nil) else { return }
        switch ended.charset {
        case "utf-8", "utf8", "us-ascii": out.append(contentsOf: ended.bytes)
        default:
            if let text = convert(ended.charset, ended.bytes) {
                out.append(contentsOf: text.utf8)
            } else {
                out.append(contentsOf: input[source])
            }
        }
    }
}
