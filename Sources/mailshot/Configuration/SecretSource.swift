import Foundation
import Subprocess

/// Where a secret comes from: `{ env = "NAME" }`, `{ file = "PATH" }` or `{ command = ["pass", "show", "ses"] }`. Never a bare string.
///
/// ## Limits
/// The value is at most 4 KiB; one trailing line break is cut. A command has 10 seconds.
enum SecretSource: Decodable, Hashable {
    case env(String)
    case file(String)
    case command([String])

    enum CodingKeys: String, CodingKey, CaseIterable {
        case env, file, command
    }

    init(from decoder: any Decoder) throws {
        if let bare = try? decoder.singleValueContainer(), (try? bare.decode(String.self)) != nil {
            throw DecodingError.dataCorruptedError(
                in: bare,
                debugDescription:
                    "a secret does not stand in this file; write { env = \"NAME\" }, { file = \"PATH\" } or { command = [\"…\"] }")
        }
        let table = try decoder.container(keyedBy: CodingKeys.self)
        if let name = try table.decodeIfPresent(String.self, forKey: .env) {
            self = .env(name)
        } else if let path = try table.decodeIfPresent(String.self, forKey: .file) {
            self = .file(path)
        } else if let words = try table.decodeIfPresent([String].self, forKey: .command), !words.isEmpty {
            self = .command(words)
        } else {
            throw DecodingError.dataCorrupted(
                .init(
                    codingPath: decoder.codingPath,
                    debugDescription: "write { env = \"NAME\" }, { file = \"PATH\" } or { command = [\"…\"] }"))
        }
    }

    /// The secret itself.
    ///
    /// - Parameter what: what it is for, for the failure ("relay \"ses\"").
    func resolve(for what: String, in project: ProjectFolder) async throws -> String {
        let value: String
        switch self {
        case .env(let name):
            guard let found = ProcessInfo.processInfo.environment[name], !found.isEmpty else {
                throw Failure(.configuration, "\(what): the environment variable \(name) is not set; export it before running mailshot")
            }
            value = found
        case .file(let path):
            try Self.requirePrivate(project.resolve(path), named: path)
            value = try project.text(of: path)
        case .command(let words):
            value = try await Self.output(of: words, for: what)
        }
        let trimmed = value.last == "\n" ? String(value.dropLast()) : value
        guard !trimmed.isEmpty, trimmed.utf8.count <= 4096 else {
            throw Failure(.configuration, "\(what): the secret is empty or longer than 4 KiB")
        }
        return trimmed
    }

    /// Refuses a file that others may read.
    static func requirePrivate(_ path: String, named name: String) throws {
        guard let attributes = try? FileManager.default.attributesOfItem(atPath: path),
            let mode = attributes[.posixPermissions] as? Int
        else {
            throw Failure(.noInput, "\(name): no such file")
        }
        guard mode & 0o077 == 0 else {
            throw Failure(.noPermission, "\(name): others may read it (mode \(String(mode, radix: 8))); run: chmod 600 \(name)")
        }
    }

    private static func output(of words: [String], for what: String) async throws -> String {
        let name = words[0]
        do {
            let result = try await withThrowingTaskGroup(of: (succeeded: Bool, text: String)?.self) { group in
                group.addTask {
                    let run = try await Subprocess.run(
                        .name(name), arguments: Arguments(Array(words.dropFirst())), output: .string(limit: 4097), error: .discarded)
                    return (run.terminationStatus.isSuccess, run.standardOutput)
                }
                group.addTask {
                    try await ContinuousClock().sleep(for: .seconds(10))
                    return nil
                }
                defer { group.cancelAll() }
                return try await group.next() ?? nil
            }
            guard let result else { throw Failure(.configuration, "\(what): the command \(name) gave no secret within 10 seconds") }
            guard result.succeeded else { throw Failure(.configuration, "\(what): the command \(name) failed; run it by hand to see why") }
            return result.text
        } catch let failure as Failure {
            throw failure
        } catch {
            throw Failure(.configuration, "\(what): the command \(name) cannot be run (\(error))")
        }
    }
}
