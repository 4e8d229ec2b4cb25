/// A template with its partials and layouts put in place: bytes in which every remaining tag is one mark.
///
/// The mark of tag n is four octets, `FF` and three that carry n: never part of UTF-8, so text and marks cannot be confused, and neither
/// the HTML tokenizer nor the text maker sees anything special in them. What remains are variables and sections.
struct FlatTemplate: Hashable, Sendable {
    /// UTF-8 with marks.
    var bytes: [UInt8] = []
    /// The tags that marks stand for.
    var tags: [TemplateTag] = []

    /// First octet of a mark.
    static let mark: UInt8 = 0xFF
    /// Octets of a mark.
    static let markLength = 4

    /// Appends a tag and its mark.
    mutating func append(_ tag: TemplateTag) {
        bytes += Self.mark(of: tags.count)
        tags.append(tag)
    }

    /// The mark of a tag.
    static func mark(of index: Int) -> [UInt8] {
        precondition(index < 1 << 18, "a template has at most 262144 tags")
        return [mark, 0x80 | UInt8(index >> 12 & 63), 0x80 | UInt8(index >> 6 & 63), 0x80 | UInt8(index & 63)]
    }

    /// The tag whose mark starts at an offset.
    static func tagIndex(in bytes: some RandomAccessCollection<UInt8>, at offset: Int) -> Int {
        let start = bytes.index(bytes.startIndex, offsetBy: offset)
        return bytes[start...].dropFirst().prefix(3).reduce(0) { $0 << 6 | Int($1 & 63) }
    }

    /// Indices of the tags whose marks are in a part of the bytes, in order.
    func tagIndices(in range: Range<Int>) -> [Int] {
        var found: [Int] = []
        var offset = range.lowerBound
        while offset < range.upperBound {
            if bytes[offset] == Self.mark {
                found.append(Self.tagIndex(in: bytes, at: offset))
                offset += Self.markLength
            } else {
                offset += 1
            }
        }
        return found
    }

    /// A part of the template as Mustache source again, for people and for the link table.
    func source(of range: Range<Int>) -> String {
        var out: [UInt8] = []
        var offset = range.lowerBound
        while offset < range.upperBound {
            if bytes[offset] == Self.mark {
                out += Array(tags[Self.tagIndex(in: bytes, at: offset)].source.utf8)
                offset += Self.markLength
            } else {
                out.append(bytes[offset])
                offset += 1
            }
        }
        return String(decoding: out, as: UTF8.self)
    }
}

extension TemplateTag {
    /// The tag as Mustache writes it.
    var source: String {
        switch kind {
        case .variable: "{{\(expression)}}"
        case .unescaped: "{{{\(expression)}}}"
        case .section: "{{#\(expression)}}"
        case .inverted: "{{^\(expression)}}"
        case .close: "{{/\(expression)}}"
        case .partial: "{{>\(expression)}}"
        case .layout: "{{<\(expression)}}"
        case .block: "{{$\(expression)}}"
        }
    }
}
