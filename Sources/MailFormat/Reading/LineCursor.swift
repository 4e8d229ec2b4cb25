/// Lines of a byte string, ended by LF or CRLF, without their ends.
public struct LineCursor: Sendable, Sequence, IteratorProtocol {
    private let bytes: ArraySlice<UInt8>
    /// Where the next line starts.
    public private(set) var position: Int

    /// The lines of `bytes`.
    public init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        position = bytes.startIndex
    }

    /// The next line; nil at the end.
    public mutating func next() -> ArraySlice<UInt8>? {
        guard position < bytes.endIndex else { return nil }
        let start = position
        let end = bytes[start...].firstIndex(of: ASCII.lf) ?? bytes.endIndex
        position = Swift.min(end + 1, bytes.endIndex)
        return end > start && bytes[end - 1] == ASCII.cr ? bytes[start..<(end - 1)] : bytes[start..<end]
    }
}
