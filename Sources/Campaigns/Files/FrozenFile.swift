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
    /// - Throws: `missing`, `unreadable` or `unsafe`.
    init(_ path: String, in project: String, limit: Int) throws(CampaignError) {
        guard Self.staysInside(path) else {
            throw .unreadable(file: path, reason: "lies outside the project folder; copy it into the project and name it without '..' or a leading '/'")
        }
        let descriptor = open(project + "/" + path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            if errno == ENOENT { throw .missing(file: path) }
            if errno == ELOOP { throw .unreadable(file: path, reason: "is a symbolic link; put the file itself into the project") }
            throw .unreadable(file: path, reason: lastSystemError())
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .unreadable(file: path, reason: lastSystemError()) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .unreadable(file: path, reason: "is no regular file") }
        guard status.st_size <= limit else {
            throw .unreadable(file: path, reason: "has \(status.st_size) octets, more than the \(limit) that are allowed here")
        }
        self.path = path
        bytes = try Self.content(of: descriptor, path: path, limit: limit)
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

    private static func staysInside(_ path: String) -> Bool {
        !path.isEmpty && !path.hasPrefix("/") && !path.utf8.contains(0) && !path.split(separator: "/").contains("..")
    }

    private static func content(of descriptor: Int32, path: String, limit: Int) throws(CampaignError) -> [UInt8] {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65536)
        while true {
            let count = read(descriptor, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw .unreadable(file: path, reason: lastSystemError()) }
            guard count > 0 else { return bytes }
            bytes.append(contentsOf: chunk[..<count])
            guard bytes.count <= limit else { throw .unreadable(file: path, reason: "grew beyond \(limit) octets while it was read") }
        }
    }
}
