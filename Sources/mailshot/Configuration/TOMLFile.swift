import Campaigns
import Foundation
import TOMLKit

/// A TOML file decoded strictly: an unknown key, a wrong type and a syntax error each become one diagnostic with file and line.
struct TOMLFile<Contents: Decodable> {
    /// What the file holds.
    var contents: Contents
    /// Finds the line a key stands on.
    var lines: TOMLKeyLines
    /// The path as the user knows it.
    var file: String

    /// Reads and decodes a file of the project.
    ///
    /// - Parameter knownKeys: every key of every table of this kind of file, for the suggestion behind an unknown one.
    init(_ file: String, in project: ProjectFolder, knownKeys: [String]) throws {
        try self.init(text: try project.text(of: file), named: file, knownKeys: knownKeys)
    }

    /// Decodes the text of a file.
    init(text: String, named file: String, knownKeys: [String]) throws {
        self.file = file
        let lines = TOMLKeyLines(text)
        self.lines = lines
        do {
            contents = try TOMLDecoder(strictDecoding: true).decode(Contents.self, from: text)
        } catch let error as TOMLParseError {
            throw Failure(.configuration, "\(file):\(error.source.begin.line):\(error.source.begin.column): \(error.description)")
        } catch let error as UnexpectedKeysError {
            let unknown = error.keys.min { (lines.line(of: $0.key) ?? 0) < (lines.line(of: $1.key) ?? 0) }?.key ?? "?"
            let place = Self.place(file, lines.line(of: unknown))
            if Self.notYet.contains(unknown) {
                // Ignoring a limit that somebody counts on would be worse than not starting.
                throw Failure(.configuration, "\(place): '\(unknown)' is not supported by this version and would not hold; take it out")
            }
            let suggestion = Spelling.nearest(to: unknown, in: knownKeys).map { "did you mean \($0)?" } ?? "remove it"
            throw Failure(.configuration, "\(place): unknown key '\(unknown)'; \(suggestion)")
        } catch let error as DecodingError {
            throw Failure(.configuration, Self.sentence(for: error, file: file, lines: lines))
        }
    }

    /// A failure that points at a key of this file.
    func failure(at key: String, _ message: String) -> Failure {
        Failure(.configuration, "\(Self.place(file, lines.line(of: key))): \(message)")
    }

    /// A failure that points at a key of the n-th table (from 0) of an array of tables; at the table where the key is not in it.
    func failure(at key: String, of table: String, _ index: Int, _ message: String) -> Failure {
        Failure(.configuration, "\(place(of: key, in: table, index)): \(message)")
    }

    /// `mailshot.toml:14`: where a key stands first.
    func place(of key: String) -> String { Self.place(file, lines.line(of: key)) }

    /// `mailshot.toml:14`: where a key of the n-th table (from 0) of an array of tables stands.
    func place(of key: String, in table: String, _ index: Int) -> String {
        lines.place(of: key, in: table, index, file)
    }

    /// Keys of the file format that nothing stands behind yet.
    private static var notYet: Set<String> { ["variant"] }

    private static func place(_ file: String, _ line: Int?) -> String {
        line.map { "\(file):\($0)" } ?? file
    }

    private static func sentence(for error: DecodingError, file: String, lines: TOMLKeyLines) -> String {
        switch error {
        case .keyNotFound(let key, let context) where context.codingPath.last?.stringValue == key.stringValue:
            // What the decoder says of a value of another type.
            return
                "\(place(file, lines.line(of: context.codingPath))): '\(key.stringValue)' is not what is expected here; "
                + "a text stands in quotes, a number or true and false do not"
        case .keyNotFound(let key, let context):
            let table = context.codingPath.filter { $0.intValue == nil }.map(\.stringValue).joined(separator: ".")
            return "\(place(file, lines.line(of: table))): '\(key.stringValue)' is missing\(table.isEmpty ? "" : " in [\(table)]"); add it"
        case .typeMismatch(let type, let context), .valueNotFound(let type, let context):
            let key = context.codingPath.last { $0.intValue == nil }?.stringValue ?? "?"
            return "\(place(file, lines.line(of: context.codingPath))): '\(key)' must be \(name(of: type))"
        case .dataCorrupted(let context):
            let key = context.codingPath.last { $0.intValue == nil }?.stringValue ?? "?"
            return "\(place(file, lines.line(of: context.codingPath))): '\(key)': \(context.debugDescription)"
        @unknown default:
            return "\(file): \(error)"
        }
    }

    private static func name(of type: Any.Type) -> String {
        switch type {
        case is String.Type: "a string in quotes"
        case is Bool.Type: "true or false"
        case is Int.Type: "a whole number"
        case is Double.Type: "a number"
        default: "a \(type)"
        }
    }
}
