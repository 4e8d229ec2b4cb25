import Foundation
import Testing

/// The built executable, run as a user runs it, in a folder of its own.
struct CommandLineTool {
    /// Everything one run of the program left behind.
    struct Consequences {
        var status: Int32
        var output: String
        var error: String

        /// The single JSON object on standard output.
        func object() throws -> [String: Any] {
            try #require(try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any])
        }

        /// The objects of an ndjson output.
        func objects() throws -> [[String: Any]] {
            try output.split(separator: "\n").map { line in
                try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
            }
        }
    }

    /// The folder the project is in; removed when the tool goes.
    let folder: URL

    /// A fresh project made by `init`.
    static func withProject(_ body: (CommandLineTool) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("mailshot-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let tool = CommandLineTool(folder: folder)
        let made = try tool.run("init", "--quiet")
        try #require(made.status == 0, "\(made.error)")
        try body(tool)
    }

    /// Runs the program and waits for its end.
    @discardableResult
    func run(_ arguments: String..., input: String = "", environment: [String: String] = [:]) throws -> Consequences {
        let process = try start(arguments, environment: environment)
        process.input.write(Data(input.utf8))
        try process.input.close()
        return process.wait()
    }

    /// Starts the program without waiting.
    func start(_ arguments: [String], environment: [String: String] = [:]) throws -> Running {
        try Running(executable: Self.executable, arguments: arguments, folder: folder, environment: environment)
    }

    /// Replaces a file of the project.
    func write(_ text: String, to path: String) throws {
        let url = folder.appendingPathComponent(path)
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: url)
    }

    /// The messages the sandbox relay stored.
    func outbox() throws -> [String] {
        let new = folder.appendingPathComponent("outbox/new").path
        guard FileManager.default.fileExists(atPath: new) else { return [] }
        return try FileManager.default.contentsOfDirectory(atPath: new).map { try String(contentsOfFile: new + "/" + $0, encoding: .utf8) }
    }

    /// `mailshot` beside the test bundle.
    private static let executable =
        Bundle.allBundles
        .map { $0.bundleURL.deletingLastPathComponent().appendingPathComponent("mailshot") }
        .first { FileManager.default.isExecutableFile(atPath: $0.path) }
        ?? URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent().appendingPathComponent("mailshot")
}

/// A program on its way, its output collected in files so that no pipe can fill up.
final class Running {
    let process = Process()
    let input: FileHandle
    private let outputFile: URL
    private let errorFile: URL

    init(executable: URL, arguments: [String], folder: URL, environment: [String: String]) throws {
        let scratch = FileManager.default.temporaryDirectory
        outputFile = scratch.appendingPathComponent("mailshot-out-\(UUID().uuidString)")
        errorFile = scratch.appendingPathComponent("mailshot-err-\(UUID().uuidString)")
        for file in [outputFile, errorFile] { _ = FileManager.default.createFile(atPath: file.path, contents: nil) }
        let pipe = Pipe()
        input = pipe.fileHandleForWriting
        process.executableURL = executable
        process.arguments = arguments
        process.currentDirectoryURL = folder
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.standardInput = pipe
        process.standardOutput = try FileHandle(forWritingTo: outputFile)
        process.standardError = try FileHandle(forWritingTo: errorFile)
        try process.run()
    }

    /// Waits for the end and reads what was printed.
    func wait() -> CommandLineTool.Consequences {
        process.waitUntilExit()
        defer { for file in [outputFile, errorFile] { try? FileManager.default.removeItem(at: file) } }
        let status = process.terminationReason == .uncaughtSignal ? -process.terminationStatus : process.terminationStatus
        return CommandLineTool.Consequences(
            status: status, output: (try? String(contentsOf: outputFile, encoding: .utf8)) ?? "",
            error: (try? String(contentsOf: errorFile, encoding: .utf8)) ?? "")
    }
}
