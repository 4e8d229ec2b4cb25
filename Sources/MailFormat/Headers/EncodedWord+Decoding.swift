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
        in value: some Sequence<UInt8>, convert: (_ charset: String, _ bytes: [UInt8]) -> String? = { _, _ in nil }
    ) -> String {
        let input = Array(value)
        var out: [UInt8] = []
        var pending: (decoded: Decoded, source: Range<Int>)?
        func flush() {
            guard let (decoded, source) = pending else { return }
            pending = nil
            switch decoded.charset {
            case "utf-8", "utf8", "us-ascii": out.append(contentsOf: decoded.bytes)
            default: out.append(contentsOf: convert(decoded.charset, decoded.bytes).map { Array($0.utf8) } ?? Array(input[source]))
            }
        }
        var index = 0
        while index < input.count {
            let blanks = index
            while index < input.count, input[index].isBlank || input[index] == ASCII.cr || input[index] == ASCII.lf { index += 1 }
            if let end = end(in: input, from: index), let decoded = decode(input[index..<end]) {
                if let (previous, source) = pending {
                    if previous.charset == decoded.charset {
                        pending = (Decoded(charset: decoded.charset, bytes: previous.bytes + decoded.bytes), source.lowerBound..<end)
                    } else {
                        flush()
                        pending = (decoded, index..<end)
                    }
                } else {
                    out.append(contentsOf: input[blanks..<index])
                    pending = (decoded, index..<end)
                }
                index = end
            } else {
                flush()
                out.append(contentsOf: input[blanks..<index])
                if index < input.count {
                    out.append(input[index])
                    index += 1
                }
            }
        }
        flush()
        return String(decoding: out, as: UTF8.self)
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
