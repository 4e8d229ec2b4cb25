#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The bytes of a file, pipe or terminal, by POSIX `read`.
public final class FileSource: ByteSource {
    private let descriptor: Int32
    private let path: String

    /// Opens a file; `-` is standard input, which stays open.
    ///
    /// - Throws: `missing` or `unreadable`.
    public init(path: String) throws(CampaignError) {
        self.path = path
        descriptor = path == "-" ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT { throw .missing(file: path) }
            throw .unreadable(file: path, reason: lastSystemError())
        }
    }

    deinit {
        if descriptor > STDIN_FILENO { close(descriptor) }
    }

    /// The next bytes; waits for them where they are still to come.
    ///
    /// - Throws: `unreadable`, for a folder too.
    public func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        while true {
            let count = readOnce(descriptor, buffer)
            if count >= 0 { return count }
            if errno != EINTR { throw CampaignError.unreadable(file: path, reason: lastSystemError()) }
        }
    }
}

/// The system call, whose name the method above hides.
private func readOnce(_ descriptor: Int32, _ buffer: UnsafeMutableRawBufferPointer) -> Int {
    read(descriptor, buffer.baseAddress, buffer.count)
}
