import Foundation
import Testing

@testable import DKIM

@Suite("Key files")
struct KeyFileTests {
    /// Runs with the path of a file that does not exist yet, in a folder that goes away afterwards.
    private func withPath(_ body: (String) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "dkim-\(UInt64.random(in: 0 ... .max))")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try body(folder.appending(path: "s1.pem").path)
    }

    private func setMode(_ mode: Int, _ path: String) throws {
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
    }

    @Test func `a saved key is for its owner only and reads back`() throws {
        try withPath { path in
            let key = try Fixture.rsa.get()
            try key.save(to: path)
            let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
            #expect(mode == 0o600)
            #expect(try PrivateKey(contentsOf: path).publicKey == key.publicKey)
            #expect(throws: KeyProblem.alreadyExists(path: path)) { try key.save(to: path) }
        }
    }

    @Test(arguments: [0o640, 0o604, 0o620, 0o644, 0o610, 0o601, 0o666, 0o777])
    func `a file that others have a right to is refused`(mode: Int) throws {
        try withPath { path in
            try Fixture.ed25519.get().save(to: path)
            try setMode(mode, path)
            #expect(throws: KeyProblem.exposed(path: path, mode: mode)) { try PrivateKey(contentsOf: path) }
        }
    }

    @Test func `a file that only its owner may read is good`() throws {
        try withPath { path in
            try Fixture.ed25519.get().save(to: path)
            try setMode(0o400, path)
            #expect(try PrivateKey(contentsOf: path).type == .ed25519)
        }
    }

    @Test func `what cannot be a key file`() throws {
        try withPath { path in
            let folder = URL(filePath: path).deletingLastPathComponent().path
            #expect(throws: KeyProblem.unreadable(path: path, reason: "No such file or directory")) { try PrivateKey(contentsOf: path) }
            #expect(throws: KeyProblem.notAKeyFile(path: folder)) { try PrivateKey(contentsOf: folder) }
            let missing = folder + "/missing/s1.pem"
            #expect(throws: KeyProblem.unreadable(path: missing, reason: "No such file or directory")) {
                try Fixture.ed25519.get().save(to: missing)
            }
            try Data(count: 70_000).write(to: URL(filePath: path))
            try setMode(0o600, path)
            #expect(throws: KeyProblem.notAKeyFile(path: path)) { try PrivateKey(contentsOf: path) }
            try Data().write(to: URL(filePath: path))
            try setMode(0o600, path)
            #expect(throws: KeyProblem.notPEM) { try PrivateKey(contentsOf: path) }
        }
    }
}
