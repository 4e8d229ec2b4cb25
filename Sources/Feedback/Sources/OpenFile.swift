#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A file that others write to, read at positions; never written.
final class OpenFile {
    let path: String
    let inode: UInt64
    private let descriptor: Int32

    /// - Throws: ``SourceError`` `missing` or `unreadable`.
    init(path: String) throws {
        self.path = path
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw errno == ENOENT ? SourceError.missing(path) : SourceError.unreadable(path, reason: String(cString: strerror(errno)))
        }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw SourceError.unreadable(path, reason: "it is no regular file")
        }
        inode = UInt64(status.st_ino)
    }

    deinit { close(descriptor) }

    /// Octets that it has by now.
    var size: Int {
        get throws {
            var status = stat()
            guard fstat(descriptor, &status) == 0 else { throw trouble }
            return Int(status.st_size)
        }
    }

    /// Its size while nobody is in the middle of writing: whoever delivers holds a lock (fcntl, as Postfix, Dovecot and procmail do).
    ///
    /// - Throws: `locked` where somebody does right now.
    func sizeUnderLock() throws -> Int {
        var request = flock()
        (request.l_type, request.l_whence) = (Int16(F_RDLCK), Int16(SEEK_SET))
        guard fcntl(descriptor, F_SETLK, &request) == 0 else {
            throw errno == EACCES || errno == EAGAIN ? SourceError.locked(path) : trouble
        }
        defer {
            request.l_type = Int16(F_UNLCK)
            _ = fcntl(descriptor, F_SETLK, &request)
        }
        return try size
    }

    /// Up to `count` octets from an offset; fewer at the end.
    func read(from offset: Int, count: Int) throws -> [UInt8] {
        var length = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            while length < count {
                let got = pread(descriptor, buffer.baseAddress.map { $0 + length }, count - length, off_t(offset + length))
                if got < 0, errno == EINTR { continue }
                guard got > 0 else {
                    if got < 0 { length = -1 }
                    break
                }
                length += got
            }
            filled = max(0, length)
        }
        guard length >= 0 else { throw trouble }
        return bytes
    }

    private var trouble: SourceError { .unreadable(path, reason: String(cString: strerror(errno))) }
}
