/// Reads a CSV file record by record in constant memory, whatever it holds.
///
/// RFC 4180 and its real-life relatives: UTF-8 with or without a mark, UTF-16, Windows-1252, `,` `;` tab `|`, CRLF, LF and CR, a
/// `sep=` line. A bad record is a record with a ``CSVRecord/problem``, never the end of the reading. Blank lines are passed over.
///
/// ## Encoding
/// Without a mark the file is UTF-8 until the first bytes that are not ASCII are judged; where they are no UTF-8 the file is
/// taken for Windows-1252 from there on (``dialect`` says so), except records that are proper UTF-8 themselves. In a UTF-8 file
/// a record that is none has the problem ``CSVProblem/undecodable(field:)``.
///
/// ## Limits
/// A record longer than ``CSVLimits/recordBytes`` is a problem, even if its quotes would close later: it cannot be told from an unclosed
/// quote without reading on. Lines inside such a field are then read as records of their own.
///
/// SeeAlso: RFC 4180
public struct CSVReader: Sendable {
    /// How the file is written, as far as is known: its encoding may become Windows-1252 on the way.
    public private(set) var dialect: CSVDialect

    private var buffer: InputBuffer
    private var scanner: CSVScanner
    private let limits: CSVLimits
    /// The line that begins where the buffer does.
    private var line = 1
    /// The line on which the record given last begins.
    private var recordLine = 1
    /// Bytes of the record given last; they stay in the buffer until the next one is asked for.
    private var current = 0
    private var isEncodingSettled: Bool
    /// Whether the user said the encoding: then nothing passes for another one.
    private let isStrict: Bool

    /// Reads the beginning of the source and finds out how it is written.
    ///
    /// - Throws: what the source throws.
    public init(source: any ByteSource, given: CSVDialect.Given = .init(), limits: CSVLimits = .init()) throws {
        self.limits = limits
        let (encoding, isProven, utf8) = try Self.decode(source, given: given.encoding)
        isEncodingSettled = isProven || given.encoding != nil
        isStrict = given.encoding != nil
        buffer = InputBuffer(utf8, capacity: limits.recordBytes)
        try buffer.fill()
        let separator = buffer.withUnused { CSVDialect.separatorLine(in: $0) }
        if let separator {
            buffer.consume(separator.next)
            line = 2
        }
        var given = given
        given.delimiter = given.delimiter ?? separator?.delimiter
        dialect = buffer.withUnused { [buffer] in
            CSVDialect.detect(in: $0, isWhole: buffer.isAtEnd, given: given, encoding: encoding)
        }
        scanner = CSVScanner(delimiter: dialect.delimiter, fieldLimit: limits.fields)
    }

    /// Says how the characters are stored, and gives them as ASCII-compatible bytes without a mark.
    private static func decode(
        _ source: any ByteSource, given: TextEncoding?
    ) throws -> (encoding: TextEncoding, isProven: Bool, utf8: any ByteSource) {
        var source = source
        var sample = [UInt8](repeating: 0, count: 4096)
        let count = try sample.withUnsafeMutableBytes { try source.readFully(into: $0) }
        sample.removeLast(sample.count - count)
        let proven = TextEncoding.proven(by: sample)
        let encoding = given ?? proven?.encoding ?? .utf8
        if let proven, proven.encoding == encoding { sample.removeFirst(proven.markLength) }
        let bytes = MemorySource(sample, then: source)
        switch encoding {
        case .utf8, .windows1252: return (encoding, proven != nil, bytes)
        case .utf16LittleEndian: return (encoding, true, UTF16Source(bytes, isBigEndian: false))
        case .utf16BigEndian: return (encoding, true, UTF16Source(bytes, isBigEndian: true))
        }
    }

    /// The next record that is not a blank line; nil at the end, and again whenever asked after it.
    ///
    /// - Throws: what the source throws.
    public mutating func next() throws -> CSVRecord? {
        while true {
            buffer.consume(current)
            current = 0
            if buffer.count == 0 {
                if !buffer.isAtEnd { try buffer.fill() }
                if buffer.count == 0 { return nil }
            }
            let more: CSVScanner.More = buffer.isAtEnd ? .none : buffer.isFull ? .refused : .possible
            switch buffer.withUnused({ scanner.scan($0, from: 0, more: more) }) {
            case .incomplete:
                try buffer.fill()
            case .overlong:
                return try overlong()
            case .record(let end, let next, let lines):
                let record = scanner.isBlank ? nil : take(end)
                current = next
                line += lines
                if let record { return record }
            }
        }
    }

    /// The first records from here on, as many as are in memory, without reading them.
    func peek(_ count: Int) -> [CSVRecord] {
        var ahead = self
        ahead.buffer = buffer.detached
        var records: [CSVRecord] = []
        while records.count < count, let record = try? ahead.next() { records.append(record) }
        return records
    }

    /// Makes the record that was just scanned.
    private mutating func take(_ end: Int) -> CSVRecord {
        buffer.withUnused { bytes in
            recordLine = line
            let content = UnsafeBufferPointer(rebasing: bytes[..<end])
            let kind = ByteKind(content)
            if kind.hasHighBit, !isEncodingSettled {
                dialect.encoding = TextEncoding.judge(bytes)
                isEncodingSettled = true
            }
            let decoder = FieldDecoder(form: kind.hasHighBit ? form(of: content) : .ascii, lineEnd: dialect.lineEnd)
            var record = CSVRecord(line: line, fields: [], problem: scanner.problem, fieldWithBareQuote: scanner.fieldWithBareQuote)
            record.fields = decoder.decode(scanner.fields.prefix(limits.fields), in: content, problem: &record.problem)
            if kind.hasZero, record.problem == nil {
                record.problem = record.fields.firstIndex { $0.utf8.contains(0) }.map { .nul(field: $0) }
            }
            if scanner.fields.count > limits.fields { record.problem = .tooManyFields(limit: limits.fields) }
            return record
        }
    }

    /// What the bytes of a record are that is not ASCII throughout.
    private func form(of bytes: UnsafeBufferPointer<UInt8>) -> FieldDecoder.Form {
        if dialect.encoding == .windows1252, isStrict { return .windows1252 }
        if (try? UTF8Span(validating: bytes.span)) != nil { return .utf8 }
        return dialect.encoding == .windows1252 ? .windows1252 : .damaged
    }

    /// Gives the beginning of a record that fills all the room, and passes over the rest of its line.
    private mutating func overlong() throws -> CSVRecord {
        var beginning = buffer.withUnused { Array($0.prefix(1024)) }
        // Not amid a character.
        while let last = beginning.last, last >= 0x80 { beginning.removeLast() }
        var record = beginning.withUnsafeBufferPointer { bytes in
            let outcome = scanner.scan(bytes, from: 0, more: .none)
            guard case .record(let end, _, _) = outcome else { return CSVRecord(line: line, fields: []) }
            var problem: CSVProblem?
            let decoder = FieldDecoder(form: form(of: bytes), lineEnd: dialect.lineEnd)
            let content = UnsafeBufferPointer(rebasing: bytes[..<end])
            return CSVRecord(line: line, fields: decoder.decode(scanner.fields.prefix(limits.fields), in: content, problem: &problem))
        }
        record.problem = .tooLong(limit: limits.recordBytes)
        recordLine = line
        line += 1
        while buffer.count > 0 {
            let found = buffer.withUnused { bytes in
                bytes.firstIndex { $0 == 0x0A || $0 == 0x0D }.map { (end: $0, isCR: bytes[$0] == 0x0D) }
            }
            buffer.consume(found?.end ?? buffer.count)
            if buffer.count < 2, !buffer.isAtEnd { try buffer.fill() }
            if found != nil {
                buffer.consume(buffer.withUnused { CSVScanner.lineEnd($0, at: 0) })
                break
            }
        }
        return record
    }

    /// Where a field of the record given last begins: 1-based line, and column in characters.
    ///
    /// - Parameter field: its 0-based number; for one that is not there, the last one's place.
    public func place(ofField field: Int) -> (line: Int, column: Int) {
        guard current > 0, let start = scanner.fields.prefix(field + 1).last?.start else { return (recordLine, 1) }
        return buffer.withUnused { bytes in
            var place = (line: recordLine, column: 1)
            var position = 0
            while position < start {
                let byte = bytes[position]
                if byte == 0x0A || byte == 0x0D {
                    place = (place.line + 1, 1)
                    position = CSVScanner.lineEnd(bytes, at: position)
                } else {
                    if byte & 0xC0 != 0x80 { place.column += 1 }
                    position += 1
                }
            }
            return place
        }
    }
}
