import Foundation

/// A new folder for one test, removed behind it.
func withTemporaryFolder(_ body: (String) async throws -> Void) async throws {
    let url = FileManager.default.temporaryDirectory.appending(path: "mailshot-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: false)
    defer { try? FileManager.default.removeItem(at: url) }
    try await body(url.path)
}

/// The names in a folder, sorted.
func names(in folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
}

/// A whole file.
func bytes(of path: String) throws -> [UInt8] {
    try Array(Data(contentsOf: URL(filePath: path)))
}
