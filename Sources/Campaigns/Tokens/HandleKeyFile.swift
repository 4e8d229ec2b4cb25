#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// `keys/handle.key`: one line `ID:HEX` a key, oldest first, readable by its owner only.
///
/// ```
/// 0:8f1c…   64 hexadecimal digits
/// 1:27aa…   made by a rotation; signs from now on
/// ```
extension HandleKeyring {
    /// Reads a key file.
    ///
    /// - Throws: `missing`; `unsafe` where group or others may read it, or it belongs to another user, or it is a symbolic link;
    ///   `unreadable` where it holds anything but keys. No message ever shows a key.
    public init(file path: String) throws(CampaignError) {
        let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            if errno == ENOENT { throw .missing(file: path) }
            if errno == ELOOP { throw .unsafe(file: path, reason: "is a symbolic link; put the key file itself there") }
            throw .unreadable(file: path, reason: lastSystemError())
        }
        defer { close(descriptor) }
        try Self.refuseUnsafe(descriptor, path: path)
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = read(descriptor, &buffer, buffer.count)
        guard count >= 0 else { throw .unreadable(file: path, reason: lastSystemError()) }
        guard let ring = Self(parsing: buffer[..<count]) else {
            throw .unreadable(
                file: path,
                reason: "is no handle key file (lines 'ID:64 hexadecimal digits'); restore it from a copy, old links depend on it")
        }
        self = ring
    }

    /// Makes a key file that did not exist, with one new key.
    ///
    /// Written and forced to disk under another name, mode 0600, and only then given its own: whatever crashes, there is never half a
    /// file, and two processes cannot both make one.
    ///
    /// - Parameter random: fills a buffer from a cryptographic source; the system's by default.
    /// - Throws: `unwritable`, also where the file exists.
    public static func make(
        file path: String, random: () -> [UInt8] = HandleKeyring.systemSecret
    ) throws(CampaignError) -> HandleKeyring {
        let ring = HandleKeyring(secret: random())
        let draft = "\(path).\(getpid())"
        let descriptor = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .unwritable(file: path, reason: lastSystemError()) }
        defer {
            close(descriptor)
            unlink(draft)
        }
        let text = Array(ring.text.utf8)
        // The mode above is subject to the umask, which can only take away; write permission of the owner may be gone.
        guard fchmod(descriptor, 0o600) == 0, write(descriptor, text, text.count) == text.count, fsync(descriptor) == 0,
            link(draft, path) == 0
        else {
            throw .unwritable(file: path, reason: lastSystemError())
        }
        syncFolder(of: path)
        return ring
    }

    /// Makes the name durable, where the file system needs to be told.
    private static func syncFolder(of path: String) {
        let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        fsync(descriptor)
        close(descriptor)
    }

    /// The key file's content.
    var text: String {
        keys.map { key in
            "\(key.id):" + key.secret.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined() + "\n"
        }.joined()
    }

    /// Reads the content of a key file; nil for anything but one to four well-formed keys with different ids.
    init?(parsing bytes: some Collection<UInt8>) {
        var keys: [Key] = []
        for line in bytes.split(separator: 0x0A) {
            let line = Array(line)
            guard line.count == 2 + 2 * Self.secretLength, (0x30...0x33).contains(line[0]), line[1] == 0x3A else { return nil }
            var secret: [UInt8] = []
            for index in stride(from: 2, to: line.count, by: 2) {
                guard let high = Self.digit(line[index]), let low = Self.digit(line[index + 1]) else { return nil }
                secret.append(high << 4 | low)
            }
            guard !keys.contains(where: { $0.id == line[0] - 0x30 }) else { return nil }
            keys.append(Key(id: line[0] - 0x30, secret: secret))
        }
        guard !keys.isEmpty else { return nil }
        self.init(keys: keys)
    }

    /// 32 octets from the system's cryptographic source.
    public static func systemSecret() -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        return (0..<secretLength).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
    }

    private static func refuseUnsafe(_ descriptor: Int32, path: String) throws(CampaignError) {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .unreadable(file: path, reason: lastSystemError()) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .unsafe(file: path, reason: "is no regular file") }
        guard status.st_uid == geteuid() else {
            throw .unsafe(file: path, reason: "belongs to user \(status.st_uid), not to the user who runs mailshot (\(geteuid()))")
        }
        guard status.st_mode & 0o077 == 0 else {
            let mode = String(status.st_mode & 0o777, radix: 8)
            throw .unsafe(file: path, reason: "has mode 0\(mode), others could read the key; do: chmod 600 \(path)")
        }
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x61...0x66: byte - 0x61 + 10
        default: nil
        }
    }
}
