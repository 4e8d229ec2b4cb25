import Foundation
import Testing

/// `--trace FILE` from the outside.
@Suite struct TraceFileTests {
    @Test func `the dialogue is written down a line each, for its owner alone, and goes on in the same file`() throws {
        try CommandLineTool.withProject { tool in
            try tool.write("email,first_name\nann@example.org,Ann\nrefuse-550@example.org,Bob\n", to: "lists/sample.csv")
            #expect(try tool.run("send", "welcome", "--yes", "--trace", "trace.log").status == 1)
            let path = tool.folder.appendingPathComponent("trace.log").path
            let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
            #expect(mode == 0o600)

            let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
            let said = lines.map { $0.split(separator: " ", maxSplits: 3) }
            #expect(said.allSatisfy { $0.count == 4 && $0[0].hasSuffix("Z") && Int($0[1]) != nil && $0[2] == "sandbox" })
            let texts = said.map { String($0[3]) }
            #expect(
                texts.contains("C: RCPT TO:<ann@example.org> NOTIFY=FAILURE,DELAY ORCPT=rfc822;ann@example.org")
                    || texts.contains("C: RCPT TO:<ann@example.org>"))
            #expect(texts.contains { $0.hasPrefix("C: <") && $0.hasSuffix(" octets>") })
            #expect(texts.contains { $0.hasPrefix("S: 550 5.1.1") })
            #expect(texts.last == "*: ended: finished")
            #expect(!texts.contains { $0.contains("Subject:") })

            #expect(try tool.run("relays", "test", "--trace", "trace.log").status == 0)
            let more = try String(contentsOfFile: path, encoding: .utf8)
            #expect(more.hasPrefix(lines.joined(separator: "\n")))
            #expect(more.split(separator: "\n").count > lines.count)
        }
    }

    @Test func `a trace that cannot be written is said before anything is sent`() throws {
        try CommandLineTool.withProject { tool in
            let run = try tool.run("send", "welcome", "--yes", "--trace", "nowhere/trace.log")
            #expect(run.status == 73)
            #expect(run.error.contains("nowhere/trace.log"))
            #expect(try tool.outbox().isEmpty)
        }
    }
}
