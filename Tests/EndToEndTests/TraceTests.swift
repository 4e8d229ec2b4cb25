import Foundation
import Testing

/// One recipient's story, as `trace` and `why-not` tell it.
@Suite struct TraceTests {
    @Test func `each campaign says what it decided about her, and why`() throws {
        try CommandLineTool.withProject { tool in
            try tool.write("email,first_name\nann@example.org,Ann\nrefuse-550-5.1.1@example.org,Rex\n", to: "lists/sample.csv")
            #expect(try tool.run("send", "welcome", "--yes").status == 1)
            try tool.run("suppressions", "add", "ann@example.org", "--reason", "complained")
            let file = try String(contentsOf: tool.folder.appendingPathComponent("campaigns/welcome.toml"), encoding: .utf8)
            try tool.write(file, to: "campaigns/winter.toml")
            try tool.run("send", "winter", "--yes")

            let ann = try tool.run("trace", "Ann@example.org", "--format", "json").object()
            #expect(ann["suppressed"] as? Bool == true)
            let stories = try #require(ann["campaigns"] as? [[String: Any]])
            #expect(stories.map { $0["state"] as? String } == ["accepted", "suppressed"])
            let accepted = stories[0]
            #expect(accepted["line"] as? Int == 2)
            #expect(accepted["file"] as? String == "lists/sample.csv")
            #expect(accepted["fields"] as? [String: String] == ["email": "ann@example.org", "first_name": "Ann"])
            let attempt = try #require((accepted["attempts"] as? [[String: Any]])?.first)
            #expect(attempt["relay"] as? String == "sandbox" && attempt["code"] as? Int == 250 && attempt["number"] as? Int == 1)
            let identifier = try #require(accepted["message_id"] as? String)
            #expect(try tool.outbox().contains { $0.contains("Message-ID: \(identifier)") })
            #expect(stories[1]["message_id"] == nil, "a message that never left has no Message-ID anywhere")
            let decision = try #require(stories[1]["decision"] as? String)
            #expect(decision.hasPrefix("not mailed: suppressed since "))
            #expect(decision.hasSuffix(", reason complained, source command line"))

            let rex = try tool.run("trace", "refuse-550-5.1.1@example.org").output
            #expect(rex.contains("refused by sandbox: 550 5.1.1 "))
            #expect(rex.contains("refusal (hard), rule status.5.1.1: 550 5.1.1"))
            #expect(rex.contains("not mailed: suppressed since "))
        }
    }

    @Test(arguments: [
        ("nobody@example.org", "lists/sample.csv has no row with this address"),
        ("bob@example.org", "row 3 of lists/sample.csv has it, and the campaign's 'where' leaves that row out: first_name = 'Ann'"),
        ("eve@example.org", "row 5 of lists/sample.csv has it now, and had not when the campaign was first sent"),
        ("two@example.org", "its row cannot be used: lists/sample.csv:4"),
    ])
    func `why-not asks the list about whom the audience has not`(address: String, reason: String) throws {
        try CommandLineTool.withProject { tool in
            let list = "email,first_name\nann@example.org,Ann\nbob@example.org,Bob\none@example.org two@example.org,Ann\n"
            try tool.write(list, to: "lists/sample.csv")
            let file = try String(contentsOf: tool.folder.appendingPathComponent("campaigns/welcome.toml"), encoding: .utf8)
            try tool.write("where = \"first_name = 'Ann'\"\n" + file, to: "campaigns/welcome.toml")
            #expect(try tool.run("send", "welcome", "--yes").status == 0)
            try tool.write(list + "eve@example.org,Ann\n", to: "lists/sample.csv")
            let told = try tool.run("why-not", address, "welcome")
            #expect(told.status == 0)
            #expect(told.output.contains("welcome  not mailed: not in the audience; \(reason)"), "\(told.output)\(told.error)")
        }
    }

    @Test func `an unknown campaign and what is no address are named`() throws {
        try CommandLineTool.withProject { tool in
            try tool.run("send", "welcome", "--yes")
            #expect(try tool.run("trace", "nobody").status == 64)
            let run = try tool.run("trace", "ann@example.org", "welcom")
            #expect(run.status == 66 && run.error.contains("did you mean welcome?"))
        }
    }
}
