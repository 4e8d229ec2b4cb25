import ArgumentParser
import Campaigns
import Foundation

extension Mailshot {
    /// Makes a new project.
    struct Init: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a project that sends to the built-in sandbox relay at once",
            discussion: """
                Writes a small, commented, working project: mailshot.toml, campaigns/welcome.toml, templates/, lists/sample.csv, the key
                of all tokens and a .gitignore. Nothing that exists is overwritten. Without a relay of your own every message goes to
                the sandbox relay, which stores it under outbox/ and sends nothing to anyone.

                  mailshot init shop
                  cd shop
                  mailshot send welcome
                """)

        @Argument(help: "The folder; made where it does not exist.")
        var directory = "."

        @Flag(name: .shortAndLong, help: "Print nothing.")
        var quiet = false

        func run() throws {
            let root = URL(fileURLWithPath: directory).standardizedFileURL.path
            let files = StarterFile.all
            let present = files.map { root + "/" + $0.path }.filter(FileManager.default.fileExists(atPath:))
            if let first = present.first(where: { $0.hasSuffix("/mailshot.toml") }) ?? present.first {
                throw Failure(.cannotCreate, "\(first): exists already, and init overwrites nothing; choose an empty folder")
            }
            for file in files { try write(file.content, to: root + "/" + file.path) }
            try FileManager.default.createDirectory(
                atPath: root + "/keys", withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            if !FileManager.default.fileExists(atPath: root + "/keys/handle.key") {
                _ = try HandleKeyring.make(file: root + "/keys/handle.key")
            }
            guard !quiet else { return }
            StandardOutput.write(
                """
                \(root)  a new project: \(files.count) files, and the key of all tokens in keys/
                No relay is configured: messages go to the built-in sandbox, which stores them under outbox/ and sends nothing to anyone.

                \(directory == "." ? "" : "  cd \(directory)\n")  mailshot check welcome
                  mailshot send welcome
                  mailshot report welcome

                """)
        }

        private func write(_ text: String, to path: String) throws {
            let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
            do {
                try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
                try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .withoutOverwriting)
            } catch {
                throw Failure(.cannotCreate, "\(path): cannot be written (\((error as NSError).localizedDescription))")
            }
        }
    }
}
