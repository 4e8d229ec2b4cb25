import Foundation
import Testing

@testable import Campaigns

struct FrozenFileTests {
    private let project: TestProject

    init() throws {
        project = try TestProject(["a.txt": "hello", "folder/b.txt": "x", "folder/.hidden": "y"])
    }

    private func read(_ path: String, limit: Int = 100) throws -> String {
        String(decoding: try FrozenFile(path, in: project.path, limit: limit).bytes, as: UTF8.self)
    }

    @Test func `a file of the project is read whole`() throws {
        #expect(try read("a.txt") == "hello")
        #expect(try read("a.txt", limit: 5) == "hello")
        try project.write(Array(repeating: 7, count: 200_000), to: "big")
        #expect(try FrozenFile("big", in: project.path, limit: 1 << 20).bytes.count == 200_000)
    }

    @Test(arguments: [
        ("none.txt", "none.txt: no such file"), ("a.txt/x", "a.txt/x: no such file"), ("folder", "folder: is no regular file"),
        ("", ": lies outside the project folder; copy it into the project and name it without '..' or a leading '/'"),
        (
            "folder/../a.txt",
            "folder/../a.txt: lies outside the project folder; copy it into the project and name it without '..' or a leading '/'"
        ),
    ])
    func `anything else is refused with its name`(path: String, expected: String) {
        #expect { try read(path) } throws: { "\($0)" == expected }
    }

    @Test func `a file above the limit is refused before it is read`() {
        #expect { try read("a.txt", limit: 4) } throws: { "\($0)" == "a.txt: is larger than the 4 octets allowed here" }
    }

    @Test func `pipes and devices are refused without waiting for them`() throws {
        #expect(mkfifo(project.path + "/pipe", 0o600) == 0)
        #expect { try read("pipe") } throws: { "\($0)" == "pipe: is no regular file" }
    }

    @Test func `links are refused, but for a list`() throws {
        try FileManager.default.createSymbolicLink(atPath: project.path + "/link", withDestinationPath: project.path + "/a.txt")
        #expect { try read("link") } throws: { "\($0)" == "link: is a symbolic link; put the file itself into the project" }
        var count = 0
        try FrozenFile.read("link", in: project.path, anywhere: true) { count += $0.count }
        #expect(count == 5)
    }

    @Test func `names of a folder are sorted and hidden files left out`() {
        #expect(FrozenFile.names(in: "folder", of: project.path) == ["b.txt"])
        #expect(FrozenFile.names(in: "none", of: project.path) == [])
    }
}
