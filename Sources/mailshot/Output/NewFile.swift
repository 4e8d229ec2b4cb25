import Foundation

/// A file that a command makes beside its result.
enum NewFile {
    /// Makes it, empty. What the command reads is never written over, by whatever path it is named.
    ///
    /// - Parameter isPrivate: nobody but its owner may read it (0600).
    static func make(_ path: String, besides inputs: [String] = [], isPrivate: Bool = false) throws -> FileHandle {
        if let input = inputs.first(where: { same($0, path) }) {
            throw Failure(.cannotCreate, "\(path): this is \(input) itself, which is needed; write to another file")
        }
        guard FileManager.default.createFile(atPath: path, contents: nil, attributes: isPrivate ? [.posixPermissions: 0o600] : nil),
            let handle = FileHandle(forWritingAtPath: path)
        else {
            throw Failure(.cannotCreate, "\(path): cannot be written; check the folder and its mode")
        }
        return handle
    }

    /// Stops before a file that exists is written over.
    static func refuse(existing path: String, unless force: Bool) throws {
        guard path != "-", !force, FileManager.default.fileExists(atPath: path) else { return }
        throw Failure(.cannotCreate, "\(path): exists already; say --force to replace it")
    }

    /// Whether two paths lead to one file.
    static func same(_ one: String, _ other: String) -> Bool {
        URL(fileURLWithPath: one).resolvingSymlinksInPath().path == URL(fileURLWithPath: other).resolvingSymlinksInPath().path
    }
}
