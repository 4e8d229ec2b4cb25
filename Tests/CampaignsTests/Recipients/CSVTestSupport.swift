import Testing

@testable import Campaigns

/// A source that gives its bytes in pieces of a fixed size, as a slow pipe would.
struct PiecewiseSource: ByteSource {
    var bytes: ArraySlice<UInt8>
    var size: Int

    init(_ bytes: [UInt8], size: Int) {
        self.bytes = bytes[...]
        self.size = size
    }

    mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        let piece = bytes.prefix(min(size, buffer.count))
        buffer.copyBytes(from: piece)
        bytes = bytes.dropFirst(piece.count)
        return piece.count
    }
}

/// A source without an end: one byte for ever.
struct EndlessSource: ByteSource {
    var beginning: [UInt8]
    var byte: UInt8
    /// Where reading on counts as a failure of the test.
    var patience: Int

    mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        if !beginning.isEmpty {
            let piece = beginning.prefix(buffer.count)
            buffer.copyBytes(from: piece)
            beginning.removeFirst(piece.count)
            return piece.count
        }
        patience -= buffer.count
        if patience < 0 { throw Impatience() }
        buffer.initializeMemory(as: UInt8.self, repeating: byte)
        return buffer.count
    }

    struct Impatience: Error {}
}

/// SplitMix64: the same numbers for the same seed, on every machine.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }
}

/// All records of a file.
func records(
    _ bytes: [UInt8], given: CSVDialect.Given = .init(), limits: CSVLimits = .init(), pieces: Int? = nil
) throws -> [CSVRecord] {
    let source: any ByteSource = pieces.map { PiecewiseSource(bytes, size: $0) } ?? MemorySource(bytes)
    var reader = try CSVReader(source: source, given: given, limits: limits)
    var records: [CSVRecord] = []
    while let record = try reader.next() { records.append(record) }
    return records
}

/// All records of a text.
func records(_ text: String, given: CSVDialect.Given = .init(), limits: CSVLimits = .init()) throws -> [CSVRecord] {
    try records(Array(text.utf8), given: given, limits: limits)
}

/// The rows of a text, and the problems among them, where none is expected.
func fields(_ text: String, given: CSVDialect.Given = .init(), sourceLocation: SourceLocation = #_sourceLocation) throws -> [[String]] {
    let records = try records(text, given: given)
    #expect(records.compactMap(\.problem) == [], sourceLocation: sourceLocation)
    return records.map(\.fields)
}

/// What a list says, from the first row to the last.
func rows(_ text: String, options: RecipientReader.Options = .init()) throws -> [RecipientRow] {
    try rows(Array(text.utf8), options: options)
}

/// What a list says, from the first row to the last.
func rows(_ bytes: [UInt8], options: RecipientReader.Options = .init()) throws -> [RecipientRow] {
    var reader = try RecipientReader(source: MemorySource(bytes), file: "list.csv", options: options)
    var rows: [RecipientRow] = []
    while let row = try reader.next() { rows.append(row) }
    return rows
}

extension RecipientRow {
    /// One line to compare: `2 ada@example.com a|b`, `BAD list.csv:3:1 csv.quote`, `NOTE list.csv:1:7 csv.header`.
    var line: String {
        switch self {
        case .good(let line, let address, let fields): "\(line) \(address) \(fields.joined(separator: "|"))"
        case .bad(let diagnostic, original: _): "BAD \(diagnostic.place) \(diagnostic.rule)"
        case .note(let diagnostic): "NOTE \(diagnostic.place) \(diagnostic.rule)"
        }
    }
}
