#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

extension PrivateKey {
    /// Files above this are no keys.
    private static let largestFile = 65_536

    /// Reads a PEM file that only its owner can read.
    ///
    /// The mode is asked of the open file, so that nobody can swap it in between. A symbolic link is followed.
    ///
    /// - Throws: `exposed` where group or others have any right to it; what is wrong with the file or the key otherwise.
    public init(contentsOf path: String) throws(KeyProblem) {
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else { throw .unreadable(path: path, reason: Self.systemReason()) }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0 else { throw .unreadable(path: path, reason: Self.systemReason()) }
        guard status.st_mode & S_IFMT == S_IFREG, status.st_size <= Self.largestFile else { throw .notAKeyFile(path: path) }
        let mode = Int(status.st_mode & 0o777)
        guard mode & 0o077 == 0 else { throw .exposed(path: path, mode: mode) }

        var bytes = [UInt8](repeating: 0, count: Self.largestFile)
        var count = 0
        while count < bytes.count {
            let got = bytes.withUnsafeMutableBytes { read(file, $0.baseAddress?.advanced(by: count), $0.count - count) }
            if got < 0 && errno == EINTR { continue }
            guard got >= 0 else { throw .unreadable(path: path, reason: Self.systemReason()) }
            if got == 0 { break }
            count += got
        }
        try self.init(pem: Array(bytes.prefix(count)))
    }

    /// Writes the key as PKCS#8 PEM to a new file of mode 0600.
    ///
    /// - Throws: `alreadyExists`, or what the system says. A file that could not be written whole is removed.
    public func save(to path: String) throws(KeyProblem) {
        guard let pem else { throw .damaged }
        let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else {
            throw errno == EEXIST ? .alreadyExists(path: path) : .unreadable(path: path, reason: Self.systemReason())
        }
        var written = 0
        while written < pem.count {
            let count = pem.withUnsafeBytes { write(file, $0.baseAddress?.advanced(by: written), $0.count - written) }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { break }
            written += count
        }
        guard written == pem.count, fsync(file) == 0 else {
            let reason = Self.systemReason()
            close(file)
            unlink(path)
            throw .unreadable(path: path, reason: reason)
        }
        close(file)
    }

    private static func systemReason() -> String {
        String(cString: strerror(errno))
    }
}
