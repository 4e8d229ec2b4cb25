import Foundation
import Testing

@testable import Inbox

@Suite struct MailFolderTests {
    static func with(_ files: [String: String], _ body: (MailFolder) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("inbox-\(ProcessInfo.processInfo.globallyUniqueString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        for part in ["new", "cur", "tmp"] {
            try FileManager.default.createDirectory(at: folder.appendingPathComponent(part), withIntermediateDirectories: true)
        }
        for (name, text) in files { try Data(text.utf8).write(to: folder.appendingPathComponent(name)) }
        try body(MailFolder(folder.path))
    }

    @Test func `the newest comes first, by number and not by letter`() throws {
        let files = ["new/100.M9P1Q9.s": "Subject: a\n\n", "new/100.M9P1Q10.s": "Subject: b\n\n", "cur/99.M1P1Q1.s:2,S": "Subject: c\n\n"]
        try Self.with(files) { folder in
            #expect(folder.names() == ["100.M9P1Q10.s", "100.M9P1Q9.s", "99.M1P1Q1.s:2,S"])
            #expect(folder.lines(matching: "", of: folder.names()).map(\.subject) == ["b", "a", "c"])
            #expect(folder.lines(matching: "C", of: folder.names()).map(\.id) == ["99.M1P1Q1.s:2,S"])
        }
    }

    @Test(arguments: ["../new/1.s", "..", "", ".hidden", "a/b", "a b", "nothing"]) func `no name leads out of the folder`(_ name: String)
        throws
    {
        try Self.with(["new/1.s": "x", "new/.hidden": "x", "secret": "x"]) { folder in
            #expect(folder.octets(of: name) == nil)
            #expect(folder.octets(of: "1.s") == [UInt8(ascii: "x")])
        }
    }
}
