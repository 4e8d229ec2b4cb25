/// A window on a source: the bytes read and not yet used, moved to the front and filled up when they run out.
///
/// It begins small and grows only while one record needs it, up to its capacity, which is all the memory a file ever takes.
struct InputBuffer: Sendable {
    private var bytes: [UInt8] = []
    /// Where the unused bytes begin.
    private(set) var start = 0
    private var end = 0
    /// Whether the source has no more.
    private(set) var isAtEnd = false
    private var source: any ByteSource
    private let capacity: Int

    init(_ source: any ByteSource, capacity: Int) {
        self.source = source
        self.capacity = capacity
    }

    /// Number of unused bytes.
    var count: Int { end - start }

    /// Whether a record that does not fit could be given more room.
    var isFull: Bool { count >= capacity }

    /// Passes over the next bytes.
    mutating func consume(_ count: Int) { start += count }

    /// Reads on: to the end of the room there is, or into twice as much where all of it is in use.
    mutating func fill() throws {
        if start > 0 {
            bytes.withUnsafeMutableBytes { bytes in
                bytes.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[start..<end]))
            }
            end -= start
            start = 0
        }
        if end == bytes.count {
            let room = min(capacity, max(262_144, 2 * bytes.count))
            bytes.append(contentsOf: repeatElement(0, count: room - bytes.count))
        }
        let more = try bytes.withUnsafeMutableBytes { try source.readFully(into: UnsafeMutableRawBufferPointer(rebasing: $0[end...])) }
        end += more
        isAtEnd = end < bytes.count
    }

    /// Gives `body` the unused bytes.
    func withUnused<R>(_ body: (UnsafeBufferPointer<UInt8>) throws -> R) rethrows -> R {
        try bytes.withUnsafeBufferPointer { try body(UnsafeBufferPointer(rebasing: $0[start..<end])) }
    }

    /// The same window without the source behind it: looks ahead as far as the bytes reach and changes nothing.
    var detached: InputBuffer {
        var copy = self
        copy.source = MemorySource([])
        return copy
    }
}
