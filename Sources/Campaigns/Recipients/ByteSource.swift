/// Where the bytes of a list come from: a file, standard input, an array in a test.
///
/// Sources compose: ``UTF16Source`` turns one into another. Whoever reads asks again until it gets 0; a short read means nothing.
public protocol ByteSource: Sendable {
    /// Writes the next bytes to the front of `buffer`, which is never empty.
    ///
    /// - Returns: how many were written; 0 at the end, and again whenever asked after it.
    /// - Throws: when the bytes cannot be had.
    mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int
}

extension ByteSource {
    /// Reads until `buffer` is full or the source ends: what is read does not depend on how it arrives.
    mutating func readFully(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        var count = 0
        while count < buffer.count {
            let more = try read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[count...]))
            if more == 0 { break }
            count += more
        }
        return count
    }
}

/// Bytes that are in memory already, optionally before those of another source.
public struct MemorySource: ByteSource {
    private let bytes: [UInt8]
    private var position = 0
    private var rest: (any ByteSource)?

    /// A source of these bytes, then of those of `rest`.
    public init(_ bytes: [UInt8], then rest: (any ByteSource)? = nil) {
        self.bytes = bytes
        self.rest = rest
    }

    /// A source of a text's UTF-8.
    public init(_ text: String) {
        self.init(Array(text.utf8))
    }

    /// The next bytes.
    public mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        guard position < bytes.count else { return try rest?.read(into: buffer) ?? 0 }
        let count = min(buffer.count, bytes.count - position)
        buffer.copyBytes(from: bytes[position..<position + count])
        position += count
        return count
    }
}
