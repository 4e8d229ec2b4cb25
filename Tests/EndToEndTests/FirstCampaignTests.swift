import Foundation
import Testing

/// What a new user does first, with the built program.
@Suite struct FirstCampaignTests {
    @Test func `a fresh project checks, sends, and reports what it sent`() throws {
        try CommandLineTool.withProject { tool in
            let check = try tool.run("check", "welcome", "--format", "json")
            #expect(check.status == 0, "\(check.output)\(check.error)")
            let rows = try #require(try check.object()["rows"] as? Int)

            let sent = try tool.run("send", "welcome", "--yes", "--format", "json")
            #expect(sent.status == 0, "\(sent.error)")
            let result = try sent.object()
            #expect(result["accepted"] as? Int == rows)
            #expect(try tool.outbox().count == rows)

            let status = try tool.run("status", "welcome", "--format", "json").object()
            for state in ["planned", "accepted", "refused", "deferred", "uncertain", "queued", "leased", "transmitting", "suppressed"] {
                #expect(status[state] as? Int == result[state] as? Int, "\(state)")
            }
            let report = try tool.run("report", "welcome", "--format", "json").object()
            #expect((report["messages"] as? [String: Int])?["accepted"] == rows)

            let ledger = try tool.run("ledger", "check", "--format", "json")
            #expect(ledger.status == 0)
            #expect(try ledger.object()["ok"] as? Bool == true)
        }
    }

    @Test func `sending a finished campaign says so, mails nobody and exits 0`() throws {
        try CommandLineTool.withProject { tool in
            try tool.run("send", "welcome", "--yes")
            let before = try tool.outbox().count
            let again = try tool.run("send", "welcome", "--yes", "--resume")
            #expect(again.status == 0)
            #expect(again.error.contains("nothing is left to send"))
            #expect(try tool.outbox().count == before)
        }
    }

    @Test func `without --yes and without a terminal nothing is sent`() throws {
        try CommandLineTool.withProject { tool in
            let run = try tool.run("send", "welcome")
            #expect(run.status == 64)
            #expect(run.error.contains("--yes"))
            #expect(try tool.outbox().isEmpty)
        }
    }

    @Test func `a handle key that is newer than the ledger is noticed by check`() throws {
        try CommandLineTool.withProject { tool in
            try tool.run("send", "welcome", "--yes", "--limit", "1")
            #expect(!(try tool.run("check", "welcome").output.contains("keys/handle.key")))
            let key = tool.folder.appendingPathComponent("keys/handle.key").path
            try FileManager.default.setAttributes([.modificationDate: Date(timeIntervalSinceNow: 60)], ofItemAtPath: key)
            let check = try tool.run("check", "welcome")
            #expect(check.status == 0)
            #expect(check.output.contains("keys/handle.key"))
        }
    }

    @Test func `init never overwrites`() throws {
        try CommandLineTool.withProject { tool in
            try tool.write("mine", to: "mailshot.toml")
            let again = try tool.run("init")
            #expect(again.status == 73)
            #expect(try String(contentsOf: tool.folder.appendingPathComponent("mailshot.toml"), encoding: .utf8) == "mine")
        }
    }

    @Test func `a limit sends so many, and the next send goes on`() throws {
        try CommandLineTool.withProject { tool in
            let first = try tool.run("send", "welcome", "--yes", "--limit", "3", "--format", "json")
            #expect(first.status == 75)
            #expect(try first.object()["accepted"] as? Int == 3)
            let rest = try tool.run("send", "welcome", "--yes", "--format", "json")
            #expect(rest.status == 0)
            let recipients = try tool.outbox().map { try #require($0.firstLine(beginning: "X-Original-To:")) }
            #expect(Set(recipients).count == recipients.count)
            #expect(try rest.object()["accepted"] as? Int == recipients.count)
        }
    }

    @Test func `a test copy is marked, goes to one address and leaves no trace in the counts`() throws {
        try CommandLineTool.withProject { tool in
            let run = try tool.run("send", "welcome", "--test", "me@example.com")
            #expect(run.status == 0, "\(run.error)")
            let messages = try tool.outbox()
            #expect(messages.count == 1)
            #expect(messages.first?.contains("[Test]") == true)
            #expect(try tool.run("status", "welcome").status == 66)
        }
    }

    @Test func `looking records nothing and sends nothing`() throws {
        try CommandLineTool.withProject { tool in
            for words in [
                ["plan", "welcome"], ["send", "welcome", "--dry-run"], ["report"], ["suppressions", "list"], ["check", "welcome"],
            ] {
                let run = try tool.start(words).wait()
                #expect(run.status == 0, "\(run.error)")
            }
            #expect(try tool.outbox().isEmpty)
            #expect(!FileManager.default.fileExists(atPath: tool.folder.appendingPathComponent("ledger.db").path))
        }
    }
}

extension String {
    /// The rest of the first line that begins with a word.
    func firstLine(beginning word: String) -> String? {
        split(whereSeparator: \.isNewline).first { $0.hasPrefix(word) }.map { String($0.dropFirst(word.count)) }
    }
}
