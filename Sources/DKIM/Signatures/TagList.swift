/// A `tag=value; tag=value` list, as signatures and key records are written.
///
/// SeeAlso: RFC 6376 §3.2
///
/// ## Limits
/// Octets above 127 pass in values, for the sake of RFC 8616. At most 100 tags.
struct TagList {
    private let bytes: [UInt8]
    /// Names in order of appearance, and where their values are, without blanks around them.
    private var tags: [(name: String, value: Range<Int>)] = []

    /// Reads a list; nil where the syntax is broken or a tag comes twice (the whole list is invalid then).
    init?(_ bytes: [UInt8]) {
        self.bytes = bytes
        var start = 0
        while start < bytes.count {
            let end = bytes[start...].firstIndex(of: UInt8(ascii: ";")) ?? bytes.count
            let specification = bytes.trimmed(start..<end)
            start = end + 1
            if specification.isEmpty {
                // Only the last separator may have nothing behind it.
                guard end == bytes.count else { return nil }
                break
            }
            guard tags.count < 100, let equals = bytes[specification].firstIndex(of: UInt8(ascii: "=")) else { return nil }
            let name = bytes.trimmed(specification.lowerBound..<equals)
            let value = bytes.trimmed(equals + 1..<specification.upperBound)
            guard Self.isName(bytes[name]), isValue(value) else { return nil }
            let text = String(decoding: bytes[name], as: UTF8.self)
            guard range(text) == nil else { return nil }
            tags.append((text, value))
        }
    }

    /// The name of the first tag.
    var firstName: String? { tags.first?.name }

    /// Where in the bytes a tag's value is.
    func range(_ name: String) -> Range<Int>? {
        tags.first { $0.name == name }?.value
    }

    /// A tag's value with all white space around it: what goes when the value is taken out (RFC 6376 §3.5, b=).
    func removableRange(_ name: String) -> Range<Int>? {
        guard var range = range(name) else { return nil }
        while range.lowerBound > 0, bytes[range.lowerBound - 1].isFoldingWhitespace { range = range.lowerBound - 1..<range.upperBound }
        while range.upperBound < bytes.count, bytes[range.upperBound].isFoldingWhitespace {
            range = range.lowerBound..<range.upperBound + 1
        }
        return range
    }

    /// A tag's value with the white space in it.
    subscript(name: String) -> ArraySlice<UInt8>? {
        range(name).map { bytes[$0] }
    }

    /// A tag's value as text, all white space removed.
    func text(_ name: String) -> String? {
        self[name].map { String(decoding: $0.filter { !$0.isFoldingWhitespace }, as: UTF8.self) }
    }

    /// The members of a colon-separated value, without white space.
    func list(_ name: String) -> [String]? {
        text(name).map { $0.split(separator: ":", omittingEmptySubsequences: false).map(String.init) }
    }

    /// `ALPHA *ALNUMPUNC`
    private static func isName(_ name: ArraySlice<UInt8>) -> Bool {
        guard let first = name.first, first.isLetter else { return false }
        return name.allSatisfy { $0.isLetter || $0.isDigit || $0 == UInt8(ascii: "_") }
    }

    /// Printable octets (the split saw to semicolons) and folding white space; a CR or LF by itself is neither.
    private func isValue(_ range: Range<Int>) -> Bool {
        range.allSatisfy { index in
            switch bytes[index] {
            case .cr: bytes.isLineEnd(index)
            case .lf: index > 0 && bytes[index - 1] == .cr
            case let octet: octet > 0x20 && octet != 0x7F || octet.isBlank
            }
        }
    }
}
