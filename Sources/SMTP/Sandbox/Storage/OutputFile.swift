#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A file open for writing, closed when it goes out of scope. Plain POSIX: what matters here is when bytes are on the disk.
struct OutputFile: ~Copyable {
    private let descriptor: CInt
    private let path: String

    /// Makes a new file, 0600; it must not exist.
    init(creating path: String) throws(SandboxError) {
        try self.init(path, O_CREAT | O_EXCL)
    }

    /// Opens a file to add to its end, and makes it where it is missing, 0600.
    init(appendingTo path: String) throws(SandboxError) {
        try self.init(path, O_CREAT | O_APPEND)
    }

    private init(_ path: String, _ flags: CInt) throws(SandboxError) {
        descriptor = open(path, O_WRONLY | O_CLOEXEC | flags, 0o600)
        self.path = path
        if descriptor < 0 { throw SandboxError.file(path, errno: errno) }
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    /// Writes all of it, however often that takes.
    borrowing func write(_ bytes: [UInt8]) throws(SandboxError) {
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes { writeOnce(UnsafeRawBufferPointer(rebasing: $0[written...])) }
            if count > 0 {
                written += count
            } else if errno != EINTR {
                throw SandboxError.file(path, errno: errno)
            }
        }
    }

    private borrowing func writeOnce(_ bytes: UnsafeRawBufferPointer) -> Int {
        #if canImport(Glibc)
            Glibc.write(descriptor, bytes.baseAddress, bytes.count)
        #elseif canImport(Musl)
            Musl.write(descriptor, bytes.baseAddress, bytes.count)
        #else
            Darwin.write(descriptor, bytes.baseAddress, bytes.count)
        #endif
    }

    /// Waits until what was written is on the disk.
    borrowing func sync() throws(SandboxError) {
        if fsync(descriptor) != 0 { throw SandboxError.file(path, errno: errno) }
    }

    /// Waits until the names in a folder are on the disk.
    static func syncFolder(_ path: String) throws(SandboxError) {
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw SandboxError.file(path, errno: errno) }
        defer { close(descriptor) }
        if fsync(descriptor) != 0 { throw SandboxError.file(path, errno: errno) }
    }
}
