import Foundation

/// A folder with a `mailshot.toml`: where every path of a project is found.
struct ProjectFolder: Sendable {
    /// Absolute path, without a trailing slash.
    let path: String

    /// The project at or above a folder: `-C DIR`, or where the user stands.
    init(at directory: String?) throws {
        let start = URL(fileURLWithPath: directory ?? FileManager.default.currentDirectoryPath).standardizedFileURL
        if directory != nil {
            guard Self.isProject(start) else {
                throw Failure(.noInput, "\(start.path): no mailshot.toml here; make a project with: mailshot init \(start.path)")
            }
            path = start.path
            return
        }
        var folder = start
        while !Self.isProject(folder) {
            guard folder.path != "/" else {
                throw Failure(.noInput, "\(start.path): no mailshot.toml here or above; make a project with: mailshot init DIR")
            }
            folder.deleteLastPathComponent()
        }
        path = folder.path
    }

    private static func isProject(_ folder: URL) -> Bool {
        FileManager.default.fileExists(atPath: folder.appendingPathComponent("mailshot.toml").path)
    }

    /// The one memory of the project.
    var ledger: String { path + "/ledger.db" }

    /// Where the sandbox relay stores what it takes.
    var outbox: String { path + "/outbox" }

    /// The key of all handles.
    var handleKey: String { path + "/keys/handle.key" }

    /// The absolute path of a file named in the project's files.
    func resolve(_ file: String) -> String {
        file.hasPrefix("/") ? file : path + "/" + file
    }

    /// Whether a file of the project is there.
    func has(_ file: String) -> Bool { FileManager.default.fileExists(atPath: resolve(file)) }

    /// The whole text of a small file of the project.
    func text(of file: String) throws -> String {
        let data = try bytes(of: file)
        guard let text = String(validating: data, as: UTF8.self) else {
            throw Failure(.badData, "\(file): not UTF-8 text; save it as UTF-8")
        }
        return text
    }

    /// The whole content of a small file of the project.
    func bytes(of file: String) throws -> [UInt8] {
        let path = resolve(file)
        guard FileManager.default.fileExists(atPath: path) else {
            throw Failure(.noInput, "\(file): no such file")
        }
        do {
            return [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
        } catch {
            throw Failure(.noPermission, "\(file): cannot be read (\(error.localizedDescription))")
        }
    }

    /// Names of the campaigns there are, sorted.
    func campaignNames() -> [String] {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: path + "/campaigns")) ?? []
        return files.filter { $0.hasSuffix(".toml") }.map { String($0.dropLast(5)) }.sorted()
    }
}
