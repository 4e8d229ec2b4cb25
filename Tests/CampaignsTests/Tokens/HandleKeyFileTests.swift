import Foundation
import Testing

@testable import Campaigns

struct HandleKeyFileTests {
    private let project: TestProject
    private let path: String

    init() throws {
        project = try TestProject()
        path = project.path + "/handle.key"
    }

    private func mode() throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        return try #require(attributes[.posixPermissions] as? Int)
    }

    @Test func `a key file that was made can be read, by its owner only`() throws {
        let made = try HandleKeyring.make(file: path)
        #expect(try mode() == 0o600)
        let read = try HandleKeyring(file: path)
        #expect(read.handle(message: 1, campaign: 1) == made.handle(message: 1, campaign: 1))
        let text = try String(contentsOfFile: path, encoding: .utf8)
        #expect(text.count == 67 && text.hasPrefix("0:") && text.hasSuffix("\n"))
    }

    @Test func `two key files have different keys`() throws {
        let first = try HandleKeyring.make(file: path)
        let second = try HandleKeyring.make(file: path + "2")
        #expect(first.keys[0].secret != second.keys[0].secret)
    }

    @Test func `a key file is never overwritten`() throws {
        _ = try HandleKeyring.make(file: path)
        let before = try Data(contentsOf: URL(fileURLWithPath: path))
        #expect { try HandleKeyring.make(file: path) } throws: { error in
            if case .unwritable(file: path, _)? = error as? CampaignError { true } else { false }
        }
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == before)
    }

    @Test(arguments: [0o640, 0o604, 0o660, 0o644, 0o610])
    func `a key file that others may open is refused, and the mode named`(mode: Int) throws {
        _ = try HandleKeyring.make(file: path)
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
        #expect { try HandleKeyring(file: path) } throws: { error in
            guard case .unsafe(file: path, let reason)? = error as? CampaignError else { return false }
            return reason == "has mode 0\(String(mode, radix: 8)), others could read the key; do: chmod 600 \(path)"
        }
    }

    @Test func `a symbolic link is refused`() throws {
        _ = try HandleKeyring.make(file: path)
        try FileManager.default.createSymbolicLink(atPath: path + ".link", withDestinationPath: path)
        #expect { try HandleKeyring(file: path + ".link") } throws: { error in
            if case .unsafe? = error as? CampaignError { true } else { false }
        }
    }

    @Test func `a missing file is named`() {
        #expect(throws: CampaignError.missing(file: path)) { try HandleKeyring(file: path) }
    }

    @Test func `a rotated ring survives the file`() throws {
        let ring = HandleKeyring(secret: Array(1...32)).rotated(secret: Array(33...64))
        let read = try #require(HandleKeyring(parsing: Array(ring.text.utf8)))
        #expect(read.handle(message: 3, campaign: 4) == ring.handle(message: 3, campaign: 4))
        #expect(read.keys.map(\.id) == [0, 1])
    }

    @Test(arguments: [
        "", "\n", "0:abcd\n", "4:" + String(repeating: "ab", count: 32), "0:" + String(repeating: "AB", count: 32),
        "0:" + String(repeating: "ab", count: 31) + "g0", "0:" + String(repeating: "ab", count: 33),
        "0:" + String(repeating: "ab", count: 32) + "\n0:" + String(repeating: "cd", count: 32),
        String(repeating: "x", count: 5000),
    ])
    func `anything but keys is refused without showing it`(content: String) throws {
        try project.write(Array(content.utf8), to: "bad.key")
        let bad = project.path + "/bad.key"
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: bad)
        #expect { try HandleKeyring(file: bad) } throws: { error in
            guard case .unreadable? = error as? CampaignError else { return false }
            return content.count < 4 || !"\(error)".contains(content.prefix(10))
        }
    }
}
