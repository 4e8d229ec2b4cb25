/// Finds where a record and its fields end: RFC 4180 with the tolerance real files need, on bytes of any ASCII-compatible encoding.
///
/// - A quote counts only at the front of a field (blanks before it and after its end are dropped); elsewhere it is a character.
/// - Text behind a closing quote makes the field literal and spoils the record, which then ends with its line.
/// - A quote that turns out not to be closed is taken back: the record ends with the line it opened on, so it costs one row.
///   (Every quote that opens on a later line resolves the earlier one or itself within its line: scanning again stays linear.)
///
/// It holds no bytes and does no I/O: the caller keeps them, from the start of the record on.
struct CSVScanner {
    /// Where a field is, without its quotes.
    struct Field {
        var start: Int
        var end: Int
        /// Whether it was in quotes.
        var isQuoted = false
        /// Whether quotes in it are doubled.
        var isDoubled = false
    }

    /// What follows the bytes at hand.
    enum More {
        /// There may be more: an unfinished record is `incomplete`.
        case possible
        /// They are the last ones.
        case none
        /// There are more, but the record is not to grow: it is given up.
        case refused
    }

    enum Outcome {
        /// A record: its end, where the next one begins, and how many lines end in it.
        case record(end: Int, next: Int, lines: Int)
        /// Come again with more bytes.
        case incomplete
        /// `refused`, and no line end in sight.
        case overlong
    }

    /// The fields of the record scanned last.
    private(set) var fields: [Field] = []
    /// A problem with quotes in it.
    private(set) var problem: CSVProblem?
    /// The first field without quotes that holds one: no problem, but a sign of other people's.
    private(set) var fieldWithBareQuote: Int?

    private let delimiter: UInt8
    /// Whether a byte ends a field or is a quote.
    private let isSpecial: [Bool]
    private let fieldLimit: Int

    /// A scanner that keeps the places of `fieldLimit` fields and one more, which says that there were too many.
    init(delimiter: CSVDialect.Delimiter, fieldLimit: Int = 1000) {
        self.delimiter = delimiter.byte
        self.fieldLimit = fieldLimit
        isSpecial = (0...255).map { $0 == delimiter.byte || $0 == 0x0A || $0 == 0x0D || $0 == UInt8(ascii: "\"") }
    }

    /// Whether the record is an empty line.
    var isBlank: Bool { fields.count == 1 && fields[0].start == fields[0].end && !fields[0].isQuoted }

    /// Scans the record at `start`, which is before the end of `bytes`.
    mutating func scan(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int, more: More) -> Outcome {
        fields.removeAll(keepingCapacity: true)
        problem = nil
        fieldWithBareQuote = nil
        var position = start
        var lines = 0
        while true {
            var front = position
            while front < bytes.count, isBlankByte(bytes[front]) { front += 1 }
            if front == bytes.count, more == .possible { return .incomplete }
            if front < bytes.count, bytes[front] == UInt8(ascii: "\"") {
                switch quoted(bytes, from: front, more: more) {
                case .closed(let field, let next, let newlines):
                    take(field)
                    lines += newlines
                    position = next
                case .stray where front > position:
                    position = plain(bytes, from: position)
                case .stray(let quote):
                    problem = problem ?? .strayQuote(field: fields.count)
                    position = plain(bytes, from: position, passing: quote)
                case .incomplete:
                    return .incomplete
                case .unclosed(let newline?):
                    if more == .refused, isHalfLineEnd(bytes, at: newline) { return .overlong }
                    problem = .unclosedQuote(field: fields.count)
                    take(Field(start: position, end: newline))
                    return .record(end: newline, next: Self.lineEnd(bytes, at: newline), lines: lines + 1)
                case .unclosed(nil):
                    if more == .refused { return .overlong }
                    problem = .unclosedQuote(field: fields.count)
                    take(Field(start: position, end: bytes.count))
                    return .record(end: bytes.count, next: bytes.count, lines: lines)
                }
            } else {
                position = plain(bytes, from: position)
            }
            if position == bytes.count {
                switch more {
                case .possible: return .incomplete
                case .refused: return .overlong
                case .none: return .record(end: position, next: position, lines: lines)
                }
            }
            if bytes[position] == delimiter {
                position += 1
                continue
            }
            if more != .none, isHalfLineEnd(bytes, at: position) { return more == .possible ? .incomplete : .overlong }
            return .record(end: position, next: Self.lineEnd(bytes, at: position), lines: lines + 1)
        }
    }

    /// Takes an unquoted field and returns where it ends.
    private mutating func plain(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int, passing first: Int? = nil) -> Int {
        var end = first ?? start
        while true {
            while end < bytes.count, !isSpecial[Int(bytes[end])] { end += 1 }
            if end == bytes.count || bytes[end] != UInt8(ascii: "\"") { break }
            fieldWithBareQuote = fieldWithBareQuote ?? fields.count
            end += 1
        }
        take(Field(start: start, end: end))
        return end
    }

    private mutating func take(_ field: Field) {
        if fields.count <= fieldLimit { fields.append(field) }
    }

    private enum Quoted {
        /// Closed: the field, where the delimiter or line end behind it is, and how many lines end in it.
        case closed(Field, next: Int, lines: Int)
        /// Text follows the closing quote, which is here.
        case stray(at: Int)
        /// Never closed; where the first line end behind the opening quote is.
        case unclosed(newline: Int?)
        case incomplete
    }

    /// Scans a quoted field whose opening quote is at `open`.
    private func quoted(_ bytes: UnsafeBufferPointer<UInt8>, from open: Int, more: More) -> Quoted {
        var field = Field(start: open + 1, end: open + 1, isQuoted: true)
        var newline: Int?
        var lines = 0
        var position = open + 1
        while position < bytes.count {
            let byte = bytes[position]
            if byte == 0x0A || byte == 0x0D {
                newline = newline ?? position
                lines += 1
                position = Self.lineEnd(bytes, at: position)
                continue
            }
            guard byte == UInt8(ascii: "\"") else {
                position += 1
                continue
            }
            if position + 1 < bytes.count, bytes[position + 1] == UInt8(ascii: "\"") {
                field.isDoubled = true
                position += 2
                continue
            }
            field.end = position
            var behind = position + 1
            while behind < bytes.count, isBlankByte(bytes[behind]) { behind += 1 }
            if behind == bytes.count, more == .possible { return .incomplete }
            if behind == bytes.count || isSpecial[Int(bytes[behind])] && bytes[behind] != byte {
                return .closed(field, next: behind, lines: lines)
            }
            // A quote that "opens" on a later line shows that the first one was never closed.
            return newline == nil ? .stray(at: position) : .unclosed(newline: newline)
        }
        return more == .possible ? .incomplete : .unclosed(newline: newline)
    }

    private func isBlankByte(_ byte: UInt8) -> Bool { (byte == 0x20 || byte == 0x09) && byte != delimiter }

    /// Whether there is a CR at the very end, which may be half a CRLF.
    private func isHalfLineEnd(_ bytes: UnsafeBufferPointer<UInt8>, at position: Int) -> Bool {
        position == bytes.count - 1 && bytes[position] == 0x0D
    }

    /// Where the line after the CR, LF or CRLF at `position` begins.
    static func lineEnd(_ bytes: UnsafeBufferPointer<UInt8>, at position: Int) -> Int {
        let isPair = bytes[position] == 0x0D && position + 1 < bytes.count && bytes[position + 1] == 0x0A
        return position + (isPair ? 2 : 1)
    }
}
