#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A small file of the project, read once and whole: template, partial, attachment.
///
/// Only regular files inside the project folder are read: no `..`, no absolute path, no symbolic link as the last component, no pipe
/// or device. What a campaign sends is therefore in the folder that belongs in git.
struct FrozenFile: Sendable {
    /// Path relative to the project folder, as the user knows it.
    let path: String
    /// The content.
    let bytes: [UInt8]

    /// Reads a file below a project folder.
    ///
    /// - Parameter limit: largest size in octets.
    /// - Throws: `missing` or `unreadable`.
    init(_ path: String, in project: String, limit: Int) throws(CampaignError) {
        let descriptor = try Self.open(path, in: project)
        defer { close(descriptor) }
        self.path = path
        var bytes: [UInt8] = []
        try Self.read(descriptor, path: path) { chunk throws(CampaignError) in
            bytes.append(contentsOf: chunk)
            guard bytes.count <= limit else { throw .unreadable(file: path, reason: "is larger than the \(limit) octets allowed here") }
        }
        self.bytes = bytes
    }

    /// Reads a file of any size in pieces.
    ///
    /// - Parameter anywhere: whether it may lie outside the project or behind a link, as a list of recipients may.
    static func read(
        _ path: String, in project: String, anywhere: Bool = false, chunk: (UnsafeBufferPointer<UInt8>) throws(CampaignError) -> Void
    ) throws(CampaignError) {
        let descriptor = try Self.open(path, in: project, anywhere: anywhere)
        defer { close(descriptor) }
        try read(descriptor, path: path, chunk: chunk)
    }

    /// The names of the regular entries of a folder of the project, sorted; empty where there is no such folder.
    static func names(in folder: String, of project: String) -> [String] {
        guard let directory = opendir(project + "/" + folder) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names.sorted()
    }

    private static func open(_ path: String, in project: String, anywhere: Bool = false) throws(CampaignError) -> Int32 {
        guard anywhere || staysInside(path) else {
            let reason = "lies outside the project folder; copy it into the project and name it without '..' or a leading '/'"
            throw .unreadable(file: path, reason: reason)
        }
        let descriptor = systemOpen(
            path.hasPrefix("/") ? path : project + "/" + path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | (anywhere ? 0 : O_NOFOLLOW))
        guard descriptor >= 0 else {
            if errno == ENOENT || errno == ENOTDIR { throw .missing(file: path) }
            if errno == ELOOP { throw .unreadable(file: path, reason: "is a symbolic link; put the file itself into the project") }
            throw .unreadable(file: path, reason: lastSystemError())
        }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw .unreadable(file: path, reason: "is no regular file")
        }
        return descriptor
    }

    private static func staysInside(_ path: String) -> Bool {
        !path.isEmpty && !path.hasPrefix("/") && !path.utf8.contains(0) && !path.split(separator: "/").contains("..")
    }

    private static func read(
        _ descriptor: Int32, path: String, chunk: (UnsafeBufferPointer<UInt8>) throws(CampaignError) -> Void
    ) throws(CampaignError) {
        var buffer = [UInt8](repeating: 0, count: 65536)
        while true {
            let count = systemRead(descriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw .unreadable(file: path, reason: lastSystemError()) }
            guard count > 0 else { return }
            try buffer.withUnsafeBufferPointer { bytes throws(CampaignError) in try chunk(UnsafeBufferPointer(rebasing: bytes[..<count])) }
        }
    }
}

/// The calls whose names the type's own methods hide.
private func systemOpen(_ path: String, _ flags: Int32) -> Int32 { open(path, flags) }
private func systemRead(_ descriptor: Int32, _ buffer: UnsafeMutableRawPointer, _ count: Int) -> Int { read(descriptor, buffer, count) }
