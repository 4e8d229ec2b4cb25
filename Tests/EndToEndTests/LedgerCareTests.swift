import Foundation
import Testing

/// Looking after the ledger by its commands: restore, erase, export-person, prune; and lists made from it.
@Suite struct LedgerCareTests {
    @Test func `a person is exported, then erased, and what remains is said`() throws {
        try CommandLineTool.withProject { tool in
            try tool.write("email,first_name\nann@example.org,Ann\nbob@example.org,ask ann@example.org\n", to: "lists/sample.csv")
            try tool.run("send", "welcome", "--yes")
            try tool.run("suppressions", "add", "ann@example.org")
            #expect(try tool.run("ledger", "export-person", "ann@example.org", "-o", "ann.json").status == 0)
            let data = try Data(contentsOf: tool.folder.appendingPathComponent("ann.json"))
            let person = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
            #expect(person["lists"] as? [String] == ["lists/sample.csv"])
            let known = try #require(person["known"] as? [String: Any])
            #expect((known["campaigns"] as? [[String: Any]])?.first?["state"] as? String == "accepted")
            #expect(try tool.run("ledger", "erase", "ann@example.org").status == 64, "not without a yes")
            let erased = try tool.run("ledger", "erase", "ann@example.org", "--yes", "--format", "json").object()
            #expect(erased["messages"] as? Int == 1 && erased["suppressions"] as? Int == 1)
            #expect((erased["mentions"] as? Int ?? 0) >= 1 && erased["lists"] as? [String] == ["lists/sample.csv"])
            #expect(try tool.run("ledger", "export", "field").output.contains("ann@example.org") == false)
            #expect(try tool.run("ledger", "check").status == 0)
            let trace = try tool.run("trace", "ann@example.org").output
            #expect(trace.contains("in 0 campaigns") && trace.contains("suppressed since"))
        }
    }

    @Test func `a backup takes the ledger's place, checked and with a yes`() throws {
        try CommandLineTool.withProject { tool in
            try tool.run("send", "welcome", "--yes", "--limit", "2")
            try tool.run("ledger", "backup", "copy.sqlite")
            try tool.run("send", "welcome", "--yes")
            #expect(try tool.run("ledger", "restore", "copy.sqlite").status == 64)
            try tool.write("damaged", to: "broken.sqlite")
            #expect(try tool.run("ledger", "restore", "broken.sqlite", "--yes").status == 78)
            let restored = try tool.run("ledger", "restore", "copy.sqlite", "--yes", "--format", "json").object()
            #expect(restored["paused"] as? [String] == ["welcome"])
            #expect((restored["forgotten"] as? [String: Int])?["welcome"] == 10)
            #expect(try tool.run("send", "welcome", "--yes", "--resume").status == 75, "a paused campaign sends nothing")
            #expect(try tool.run("status", "welcome", "--format", "json").object()["accepted"] as? Int == 2)
        }
    }

    @Test func `lists are made from what people did, without those who left`() throws {
        try CommandLineTool.withProject { tool in
            try tool.write("First Name,email\nAnn,ann@example.org\n=Bob,bob@example.org\nEve,eve@example.org\n", to: "lists/sample.csv")
            try tool.run("send", "welcome", "--yes")
            try tool.run("suppressions", "add", "eve@example.org", "--reason", "unsubscribed")
            let made = try tool.run("recipients", "export", "--accepted", "welcome", "--not-opened", "welcome", "-o", "lists/again.csv")
            #expect(made.status == 0 && made.error.contains("lists/again.csv: 2 people; 1 suppressed left out"))
            let text = try String(contentsOf: tool.folder.appendingPathComponent("lists/again.csv"), encoding: .utf8)
            #expect(text == "first_name,email\r\nAnn,ann@example.org\r\n=Bob,bob@example.org\r\n")
            let sheet = try tool.run("recipients", "export", "--accepted", "welcome", "--spreadsheet", "-o", "-").output
            #expect(sheet.contains("'=Bob"))
            try tool.write("email,city\nnew@example.org,Rome\nANN@example.org,Bonn\nnew@example.org,Rome\n", to: "lists/all.csv")
            let new = try tool.run("recipients", "export", "--never-mailed", "--list", "lists/all.csv", "-o", "-").output
            #expect(new == "email,city\r\nnew@example.org,Rome\r\n")
            let everybody = try tool.run("recipients", "export", "--accepted", "welcome", "--with-suppressed", "-o", "-").output
            #expect(everybody.contains("eve@example.org"))
        }
    }

    @Test(arguments: [
        (["--never-mailed"], "add --list FILE"), ([], "say whom you want"),
        (["--opened", "a", "--link", "1"], "--link needs one --clicked"),
        (["--not-opened-in-last", "0"], "takes 1 to 50"),
    ])
    func `a segment that names nobody is refused`(arguments: [String], words: String) throws {
        try CommandLineTool.withProject { tool in
            let run = try tool.start(["recipients", "export", "-o", "-"] + arguments).wait()
            #expect(run.status == 64 && run.error.contains(words), "\(run.error)")
        }
    }

    @Test func `an old campaign is pruned with a yes`() throws {
        try CommandLineTool.withProject { tool in
            try tool.run("send", "welcome", "--yes")
            #expect(try tool.run("ledger", "prune", "--before", "yesterday").status == 64)
            #expect(try tool.run("ledger", "prune", "--before", "30d", "--format", "json").object()["campaigns"] as? Int == 0)
            #expect(try tool.run("ledger", "prune", "--before", "2100-01-01").status == 64)
            let pruned = try tool.run("ledger", "prune", "--before", "2100-01-01", "--yes", "--format", "json").object()
            #expect(pruned["campaigns"] as? Int == 1 && pruned["messages"] as? Int == 12)
            #expect(try tool.run("recipients", "export", "--accepted", "welcome", "-o", "-").status == 65, "its rows are gone")
        }
    }
}
