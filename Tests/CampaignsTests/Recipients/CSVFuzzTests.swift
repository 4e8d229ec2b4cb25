import MailFormat
import Testing

@testable import Campaigns

@Suite("CSV from strangers")
struct CSVFuzzTests {
    /// Bytes that mean something to the reader, in any order; so random input reaches its corners.
    private static let alphabet: [[UInt8]] = [
        [0x22], [0x22], [0x22, 0x22], [0x2C], [0x2C], [0x0A], [0x0A], [0x0D], [0x0D, 0x0A], [0x20], [0x09], [0x3B], [0x61], [0x62], [0x40],
        [0x00], [0xC3, 0xBC], [0xFC], [0xF0, 0x9F, 0x98, 0x8E], [0xEF, 0xBB, 0xBF], Array("sep=;\n".utf8), Array("a@example.com".utf8),
    ]

    private static func bytes(seed: UInt64) -> [UInt8] {
        var random = SplitMix(state: seed)
        return (0..<Int.random(in: 0...300, using: &random)).flatMap { _ in alphabet[Int.random(in: 0..<alphabet.count, using: &random)] }
    }

    @Test("any bytes make the same records in pieces, on rising lines, and the end comes", arguments: 1...300)
    func anything(seed: UInt64) throws {
        let bytes = Self.bytes(seed: seed)
        let limits = CSVLimits(recordBytes: 64, fields: 5)
        let whole = try records(bytes, limits: limits)
        #expect(try records(bytes, limits: limits, pieces: 1 + Int(seed % 7)) == whole)
        #expect(zip(whole, whole.dropFirst()).allSatisfy { $0.line < $1.line })
        #expect(whole.allSatisfy { (1...5).contains($0.fields.count) })
        let lineEnds = bytes.indices.count { bytes[$0] == 0x0A && ($0 == 0 || bytes[$0 - 1] != 0x0D) || bytes[$0] == 0x0D }
        #expect(whole.last.map { $0.line <= lineEnds + 1 } ?? true)
    }

    @Test("a list of any bytes is read to its end or refused, and every row is on a line of its own", arguments: 1...300)
    func anyList(seed: UInt64) throws {
        let bytes = Array("id,email\n1,a@example.com\n".utf8) + Self.bytes(seed: seed)
        var last = 1
        for row in try rows(bytes, options: .init(limits: .init(recordBytes: 64))) {
            switch row {
            case .good(let line, let address, let fields):
                #expect(line > last)
                #expect(fields.count == 2)
                #expect(!address.description.contains { $0.isNewline || $0 == "\0" })
                last = line
            case .bad(let diagnostic, original: let original):
                #expect(!original.isEmpty)
                #expect(diagnostic.line.map { $0 > last } == true)
            case .note(let diagnostic):
                #expect(diagnostic.line.map { $0 >= last } == true)
            }
        }
    }
}
