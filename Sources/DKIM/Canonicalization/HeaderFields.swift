/// Where the fields of a message's header section are, and where its body begins.
///
/// SeeAlso: RFC 5322 §2.1, §2.2
///
/// ## Limits
/// Lines end in CRLF; a lone CR or LF is data. A line without a colon is a field without a name, which nothing selects.
struct HeaderFields {
    /// One field, as ranges of the message's bytes.
    struct Field {
        /// Without white space before the colon.
        let name: Range<Int>
        /// From behind the colon up to the CRLF that ends the field.
        let value: Range<Int>
        /// The whole field with its CRLF.
        let whole: Range<Int>
    }

    /// In order of appearance.
    private(set) var fields: [Field] = []
    /// Behind the empty line; the end of the message where there is none.
    let bodyStart: Int

    init(_ message: [UInt8]) {
        var start = 0
        var body = message.count
        while start < message.count {
            if message.isLineEnd(start) {
                body = start + 2
                break
            }
            let end = Self.fieldEnd(message, from: start)
            fields.append(Self.field(message, start..<end))
            start = end
        }
        bodyStart = body
    }

    /// Behind the first CRLF that no blank follows.
    private static func fieldEnd(_ message: [UInt8], from start: Int) -> Int {
        var index = start
        while index < message.count {
            if message.isLineEnd(index) {
                index += 2
                guard index < message.count, message[index].isBlank else { return index }
            } else {
                index += 1
            }
        }
        return message.count
    }

    private static func field(_ message: [UInt8], _ whole: Range<Int>) -> Field {
        let end = whole.count >= 2 && message.isLineEnd(whole.upperBound - 2) ? whole.upperBound - 2 : whole.upperBound
        guard let colon = message[whole.lowerBound..<end].firstIndex(of: .colon) else {
            return Field(name: whole.lowerBound..<whole.lowerBound, value: whole.lowerBound..<end, whole: whole)
        }
        var nameEnd = colon
        while nameEnd > whole.lowerBound, message[nameEnd - 1].isBlank { nameEnd -= 1 }
        return Field(name: whole.lowerBound..<nameEnd, value: colon + 1..<end, whole: whole)
    }
}

extension HeaderFields {
    /// The fields an `h=` list means: for each name the last field of that name not yet taken; nil where there is none left.
    ///
    /// SeeAlso: RFC 6376 §5.4.2
    func select(_ names: [[UInt8]], in message: [UInt8]) -> [Field?] {
        var taken = [Bool](repeating: false, count: fields.count)
        return names.map { name in
            guard let index = fields.indices.last(where: { !taken[$0] && message.matches(fields[$0].name, name) }) else { return nil }
            taken[index] = true
            return fields[index]
        }
    }

    /// How many fields have a name.
    func count(of name: [UInt8], in message: [UInt8]) -> Int {
        fields.count { message.matches($0.name, name) }
    }
}

extension [UInt8] {
    /// Whether CRLF stands at an index.
    func isLineEnd(_ index: Int) -> Bool {
        self[index] == .cr && index + 1 < count && self[index + 1] == .lf
    }

    /// Whether a range spells a name, ASCII case aside.
    func matches(_ range: Range<Int>, _ name: [UInt8]) -> Bool {
        guard range.count == name.count else { return false }
        return zip(range, name).allSatisfy { self[$0].lowercased == $1.lowercased }
    }
}
