import Foundation

/// Previews as a Maildir that is gone afterwards: what `preview --open` shows.
struct PreviewFolder {
    let path: String
    /// Why each message is there, by the name of its file.
    private(set) var captions: [String: String] = [:]

    /// An empty one, for its owner's eyes only.
    init() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("mailshot-preview-\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            at: folder.appendingPathComponent("new"), withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        path = folder.path
    }

    /// Adds a message. A Maildir's newest is on top, so the first that is added gets the latest name.
    mutating func add(_ bytes: [UInt8], why: String) throws {
        let name = "\(9_999_999_999 - captions.count).preview"
        try Data(bytes).write(to: URL(fileURLWithPath: "\(path)/new/\(name)"))
        captions[name] = why
    }

    /// Removes it and everything in it.
    func remove() { try? FileManager.default.removeItem(atPath: path) }
}
