/// The header fields of a message or of a part of one, as a stranger wrote them: read leniently, within bounds, never refused.
///
/// A `From ` line of an mbox is skipped; a line that is no field is skipped where a field follows, and ends the header otherwise.
///
/// ## Limits
/// 1000 fields, 16 KiB a field; what is beyond is dropped.
///
/// SeeAlso: RFC 5322 §2.2
public struct ReadHeader: Sendable {
    /// One field: its name in lower case, its value unfolded to one line, as octets.
    public struct Field: Sendable {
        /// Lower case.
        public var name: String
        /// Without the line breaks of folding and blanks at both ends.
        public var value: [UInt8]
    }

    /// In the order of the message.
    public private(set) var fields: [Field] = []

    static let mostFields = 1000
    static let longestField = 16 << 10

    /// The header at the start of `bytes`.
    public init(_ bytes: ArraySlice<UInt8>) {
        var end = bytes.startIndex
        self.init(bytes, end: &end)
    }

    /// The header at the start of `bytes`; `end` becomes where the body starts.
    init(_ bytes: ArraySlice<UInt8>, end: inout Int) {
        var lines = LineCursor(bytes)
        end = bytes.startIndex
        while let line = lines.next() {
            if line.isEmpty {
                end = lines.position
                return
            }
            if line[line.startIndex].isBlank {
                if fields.isEmpty, line.allSatisfy(\.isBlank) { return }
                append(line)
            } else if let colon = Self.colon(of: line) {
                if fields.count < Self.mostFields {
                    let name = String(decoding: line[..<colon].prefix { !$0.isBlank }.map(\.asciiLowercased), as: UTF8.self)
                    fields.append(Field(name: name, value: []))
                    append(line[(colon + 1)...])
                }
            } else {
                let isMbox = fields.isEmpty && line.starts(with: Array("From ".utf8))
                var ahead = lines
                guard isMbox || ahead.next().map({ Self.colon(of: $0) != nil }) == true else { return }
            }
            end = lines.position
        }
    }

    /// The first field of that name (lower case), as octets.
    public func value(_ name: String) -> [UInt8]? { fields.first { $0.name == name }?.value }

    /// The first field of that name (lower case) as text, encoded-words decoded; empty where there is none.
    public func text(_ name: String) -> String {
        guard let value = value(name) else { return "" }
        return EncodedWord.decodeAll(in: value, convert: { Charset.text($1, charset: $0) })
    }

    private mutating func append(_ piece: ArraySlice<UInt8>) {
        guard let last = fields.indices.last else { return }
        let room = Self.longestField - fields[last].value.count
        let trimmed = piece.drop { $0.isBlank }
        guard room > 1 else { return }
        if !fields[last].value.isEmpty { fields[last].value.append(ASCII.space) }
        fields[last].value += trimmed.prefix(room - 1)
        while fields[last].value.last?.isBlank == true { fields[last].value.removeLast() }
    }

    /// Where the name of a field ends, if the line is one.
    private static func colon(of line: ArraySlice<UInt8>) -> Int? {
        var index = line.startIndex
        while index < line.endIndex, index - line.startIndex < 80, line[index] > 0x20, line[index] < 0x7F, line[index] != ASCII.colon {
            index += 1
        }
        guard index > line.startIndex else { return nil }
        while index < line.endIndex, line[index].isBlank { index += 1 }
        return index < line.endIndex && line[index] == ASCII.colon ? index : nil
    }
}
