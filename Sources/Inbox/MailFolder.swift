import Foundation
import MailFormat

/// The messages of a Maildir, newest first, read when asked for: nothing is kept in memory, nothing is changed.
public struct MailFolder: Sendable {
    /// Messages a list shows, and a search looks through, at the most.
    static let shown = 200
    static let searched = 2000
    /// Largest message that is read, in octets.
    static let largest = 64 << 20
    /// Octets of a message's beginning that a line of the list is made of.
    private static let beginning = 16 << 10

    private let folder: String

    /// - Parameter folder: where `new` and `cur` are.
    public init(_ folder: String) {
        self.folder = folder
    }

    /// One line of the list.
    struct Line: Sendable, Hashable {
        var id: String
        var from: String
        var to: String
        var subject: String
        var date: String
        var size: Int
    }

    /// Names of all messages, newest first. A Maildir's names begin with the second of their arrival.
    func names() -> [String] {
        var names: [(key: String, name: String)] = []
        for part in ["new", "cur"] {
            for name in (try? FileManager.default.contentsOfDirectory(atPath: "\(folder)/\(part)")) ?? [] where !name.hasPrefix(".") {
                names.append((Self.sortKey(name), name))
            }
        }
        return names.sorted { $0.key > $1.key }.map(\.name)
    }

    /// Lines of the newest messages whose fields hold every word of the search.
    func lines(matching search: String, of names: [String]) -> [Line] {
        let words = search.lowercased().split(separator: " ")
        var lines: [Line] = []
        for name in names.prefix(words.isEmpty ? Self.shown : Self.searched) {
            guard let line = line(of: name) else { continue }
            let text = "\(line.from) \(line.to) \(line.subject)".lowercased()
            if words.allSatisfy({ text.contains($0) }) { lines.append(line) }
            if lines.count == Self.shown { break }
        }
        return lines
    }

    /// The octets of a message; nil where there is none of that name.
    func octets(of id: String) -> [UInt8]? {
        guard let path = path(of: id), let data = FileManager.default.contents(atPath: path), data.count <= Self.largest else { return nil }
        return Array(data)
    }

    private func line(of name: String) -> Line? {
        guard let path = path(of: name), let file = FileHandle(forReadingAtPath: path) else { return nil }
        defer { try? file.close() }
        guard let data = try? file.read(upToCount: Self.beginning) else { return nil }
        let header = ReadHeader(Array(data)[...])
        let size = (try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int) ?? data.count
        let to = header.text("to")
        return Line(
            id: name, from: header.text("from"), to: to.isEmpty ? header.text("x-original-to") : to, subject: header.text("subject"),
            date: header.text("date"), size: size)
    }

    /// Where a message lies. A name is one component of a path, whatever a request says.
    private func path(of id: String) -> String? {
        guard !id.isEmpty, id.utf8.count <= 255, !id.hasPrefix("."),
            id.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "/") })
        else { return nil }
        return ["new", "cur"].map { "\(folder)/\($0)/\(id)" }.first { FileManager.default.fileExists(atPath: $0) }
    }

    /// Seconds, then the parts of the name with their numbers filled up, so that text order is the order of arrival.
    private static func sortKey(_ name: String) -> String {
        var key = ""
        var digits = ""
        for character in name + " " {
            if character.isASCII, character.isNumber {
                digits.append(character)
            } else {
                if !digits.isEmpty { key += String(repeating: "0", count: max(0, 20 - digits.count)) + digits }
                digits = ""
                key.append(character)
            }
        }
        return key
    }
}
