import Foundation

extension AddressRanges {
    /// The ranges of a file.
    init(file path: String) throws {
        let text = try String(contentsOfFile: path, encoding: .utf8)
        do { try self.init(lines: text) } catch { throw ServeError.ranges(file: path, error) }
    }
}

extension ClientAddress: CustomStringConvertible {
    /// `192.0.2.1`, or the eight groups of an IPv6 address.
    public var description: String {
        if bits >> 32 == 0xFFFF {
            return [24, 16, 8, 0].map { String(UInt8(truncatingIfNeeded: bits >> UInt128($0))) }.joined(separator: ".")
        }
        return (0..<8).map { String(UInt16(truncatingIfNeeded: bits >> UInt128(112 - 16 * $0)), radix: 16) }.joined(separator: ":")
    }
}
