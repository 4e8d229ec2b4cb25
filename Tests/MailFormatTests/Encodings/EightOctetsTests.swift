import Testing

@testable import MailFormat

@Suite("Eight octets at once")
struct EightOctetsTests {
    /// Neighbours that tempt arithmetic to carry into the next octet.
    private static let neighbours: [UInt8] = [0x00, 0x01, 0x1F, 0x20, 0x3D, 0x3E, 0x7E, 0x7F, 0x80, 0x81, 0xBD, 0xFF]

    @Test("masks mark the octets that match and no others", arguments: 0..<8)
    func masks(position: Int) {
        for neighbour in Self.neighbours {
            for byte in UInt8.min...UInt8.max {
                var bytes = [UInt8](repeating: neighbour, count: 8)
                bytes[position] = byte
                let eight = bytes.withUnsafeBytes { $0.baseAddress.map { EightOctets($0, at: 0) } }
                guard let eight else { continue }
                #expect(marked(eight.nonASCII) == bytes.map { $0 >= 0x80 })
                #expect(marked(eight.below(0x20)) == bytes.map { $0 < 0x20 })
                #expect(marked(eight.equal(to: 0x3D)) == bytes.map { $0 == 0x3D })
                #expect(marked(eight.equal(to: 0x7F)) == bytes.map { $0 == 0x7F })
                #expect(EightOctets.count(of: eight.below(0x20)) == bytes.count { $0 < 0x20 })
                #expect(EightOctets.first(of: eight.equal(to: 0x3D)) == bytes.firstIndex(of: 0x3D) ?? 8)
                let notPlain = bytes.firstIndex { $0 < 0x20 || $0 == 0x3D || $0 >= 0x7F }
                #expect(EightOctets.first(of: eight.notPlain) == notPlain ?? 8)
            }
        }
    }

    private func marked(_ mask: UInt64) -> [Bool] { (0..<8).map { mask >> ($0 * 8) & 0xFF == 0x80 } }
}
