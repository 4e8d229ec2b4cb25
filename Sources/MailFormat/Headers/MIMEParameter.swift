/// `charset=utf-8`, `filename="a b.pdf"`: an attribute of a Content-Type or Content-Disposition.
///
/// A value beyond ASCII, too long for a line, or like an encoded-word, is written in the form of RFC 2231: `filename*=utf-8''%C3%9C.pdf`,
/// continued as `filename*0*=…`, `filename*1*=…` where it must be. A plain `filename=` beside it would be a second parameter of the same
/// name, which strict readers call a defect and some prefer; `Attachment` puts its fallback elsewhere.
///
/// SeeAlso: RFC 2045 §5.1, RFC 2231 §3–§4
public struct MIMEParameter: Hashable, Sendable {
    /// A token, lower case by custom.
    public var name: String
    /// The value as a person reads it.
    public var value: String

    /// A parameter from its parts.
    public init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }

    /// The parameters in wire form, each short enough for a line of its own.
    static func words(for parameters: [MIMEParameter]) throws(HeaderProblem) -> [[UInt8]] {
        var words: [[UInt8]] = []
        for parameter in parameters {
            let value = Array(parameter.value.utf8)
            try HeaderGate.check(value)
            let isToken = !parameter.name.isEmpty && parameter.name.utf8.count <= 30 && parameter.name.utf8.allSatisfy(isToken)
            guard isToken else { throw .name(parameter.name) }
            words.append(contentsOf: parameter.words(value))
        }
        return words
    }

    /// Octets that fit on a continuation line with its blank and semicolon.
    private static let longestWord = 76
    /// An ASCII value stays in one piece up to here, because a boundary of 70 octets must: few readers join continuations of that.
    private static let longestPlainWord = 90

    private func words(_ value: [UInt8]) -> [[UInt8]] {
        let plain = plainWord(value)
        let standsForItself = value.allSatisfy { $0 < 0x80 } && !EncodedWord.mayBegin(in: value[...])
        return standsForItself && plain.count <= Self.longestPlainWord ? [plain] : extendedWords(value)
    }

    /// `name=value`, quoted unless it is a token without the apostrophe, percent sign and asterisk that mean something in RFC 2231: some
    /// readers look for that even here.
    private func plainWord(_ value: [UInt8]) -> [UInt8] {
        var out = Array(name.utf8) + [ASCII.equals]
        if !value.isEmpty, value.allSatisfy(Self.isAttributeCharacter) { return out + value }
        out.append(ASCII.quote)
        for byte in value {
            if byte == ASCII.quote || byte == ASCII.backslash { out.append(ASCII.backslash) }
            out.append(byte)
        }
        out.append(ASCII.quote)
        return out
    }

    /// `name*=utf-8''…` or, where that is too long for a line, `name*0*=utf-8''…`, `name*1*=…`; a character is never split.
    private func extendedWords(_ value: [UInt8]) -> [[UInt8]] {
        let encoded = value.map { Self.isAttributeCharacter($0) ? [$0] : [UInt8(ascii: "%"), .hexDigit($0 >> 4), .hexDigit($0 & 0x0F)] }
        let single = Array("\(name)*=utf-8''".utf8) + encoded.joined()
        if single.count <= Self.longestWord { return [single] }
        var words: [[UInt8]] = []
        var index = 0
        while index < value.count {
            var word = Array("\(name)*\(words.count)*=\(words.isEmpty ? "utf-8''" : "")".utf8)
            repeat {
                var end = index + 1
                while end < value.count, value[end] & 0xC0 == 0x80 { end += 1 }
                let character = encoded[index..<end].joined()
                guard word.count + character.count <= Self.longestWord else { break }
                word.append(contentsOf: character)
                index = end
            } while index < value.count
            words.append(word)
        }
        return words
    }

    /// `token` of RFC 2045 §5.1.
    static func isToken(_ byte: UInt8) -> Bool {
        guard byte > 0x20, byte < 0x7F else { return false }
        switch byte {
        case UInt8(ascii: "("), UInt8(ascii: ")"), ASCII.lessThan, ASCII.greaterThan, ASCII.at, ASCII.comma, ASCII.semicolon, ASCII.colon:
            return false
        case ASCII.backslash, ASCII.quote, UInt8(ascii: "/"), UInt8(ascii: "["), UInt8(ascii: "]"), ASCII.questionMark, ASCII.equals:
            return false
        default: return true
        }
    }

    /// `attribute-char` of RFC 2231 §7: a token without `*`, `'` and `%`.
    private static func isAttributeCharacter(_ byte: UInt8) -> Bool {
        isToken(byte) && byte != UInt8(ascii: "*") && byte != UInt8(ascii: "'") && byte != UInt8(ascii: "%")
    }
}
