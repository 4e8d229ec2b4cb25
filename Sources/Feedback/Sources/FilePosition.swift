import Crypto
import Foundation

/// How far a growing file was read, and how to notice that it is another file by now.
///
/// The file's number and digests of its first octets and of those before the position: a file that was emptied, rotated away or rewritten
/// is read from its start, which changes nothing twice.
struct FilePosition: Hashable, Sendable, Codable {
    /// The file's number in its file system.
    var inode: UInt64
    /// Octets that were read.
    var offset: Int
    /// SHA-256 of the first octets and of the last before `offset`, in hexadecimal.
    var digest: String

    /// Octets at each end that the digest covers.
    static let span = 1024

    /// The position that far into an open file.
    init(offset: Int, in file: OpenFile) throws {
        inode = file.inode
        self.offset = offset
        digest = try Self.digest(upTo: offset, in: file)
    }

    /// Reads what `text` wrote.
    init?(_ text: String?) {
        guard let text, let position = try? JSONDecoder().decode(FilePosition.self, from: Data(text.utf8)) else { return nil }
        self = position
    }

    /// A JSON object.
    var text: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
    }

    /// Whether the file still begins with what was read, whatever its number is: an mbox may be copied.
    func holds(in file: OpenFile) throws -> Bool {
        try file.size >= offset && Self.digest(upTo: offset, in: file) == digest
    }

    private static func digest(upTo offset: Int, in file: OpenFile) throws -> String {
        var hash = SHA256()
        hash.update(data: try file.read(from: 0, count: min(offset, span)))
        hash.update(data: try file.read(from: max(0, offset - span), count: min(offset, span)))
        return hash.finalize().map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
