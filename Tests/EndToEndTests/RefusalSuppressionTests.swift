import Foundation
import Testing

/// What a refusal in the session does to the list: the recipient's fault suppresses her, nobody else's does.
@Suite struct RefusalSuppressionTests {
    @Test func `a mailbox that does not exist is suppressed at once, policy, quota and authentication suppress nobody`() throws {
        try CommandLineTool.withProject { tool in
            let names = ["refuse-550-5.1.1", "refuse-550-5.7.1", "refuse-552-5.2.2", "refuse-550-5.7.26", "dot-554-5.7.1", "nobody"]
            try tool.write("email,first_name\n" + names.map { "\($0)@example.org,Ann\n" }.joined(), to: "lists/sample.csv")
            #expect(try tool.run("send", "welcome", "--yes").status == 1)
            let list = try tool.run("suppressions", "list", "--format", "ndjson").objects()
            #expect(list.compactMap { $0["target"] as? String } == ["refuse-550-5.1.1@example.org"])
            #expect(list.first?["reason"] as? String == "bounced")
            let source = try #require(list.first?["source"] as? String)
            #expect(source.hasPrefix("refusal (") && source.hasSuffix("campaign welcome"), "\(source)")
            // A refusal in the session is no bounce.
            let report = try tool.run("report", "welcome", "--format", "json").object()
            #expect(report["bounces"] as? [String: Int] == ["hard": 0, "soft": 0, "blocked": 0, "other": 0])
            let guarding = try #require(report["guard"] as? [String: Any])
            #expect(guarding["blocked"] as? Int == 3)
            #expect(guarding["raised"] as? Bool == false)
            #expect(try tool.run("trace", "refuse-550-5.1.1@example.org").output.contains("refusal (hard), rule "))
        }
    }

    @Test(arguments: [
        ("hard = \"bounce\"", "hard"), ("threshold = 0", "threshold"), ("stale_after = \"1h\"", "stale_after"),
        ("soft_scores = 1", "soft_score"),
    ])
    func `a setting that means nothing is named`(line: String, key: String) throws {
        try CommandLineTool.withProject { tool in
            let text = try String(contentsOf: tool.folder.appendingPathComponent("mailshot.toml"), encoding: .utf8)
            try tool.write(text + "\n[bounces]\n\(line)\n", to: "mailshot.toml")
            let run = try tool.run("status", "welcome")
            #expect(run.status == 78)
            #expect(run.error.contains("mailshot.toml:") && run.error.contains(key), "\(run.error)")
        }
    }

    @Test func `whole numbers and decimals are both read, and hold`() throws {
        try CommandLineTool.withProject { tool in
            let text = try String(contentsOf: tool.folder.appendingPathComponent("mailshot.toml"), encoding: .utf8)
            try tool.write(text + "\n[bounces]\nhard = \"score\"\nhard_score = 3\nsoft_score = 0.5\nthreshold = 3\n", to: "mailshot.toml")
            try tool.write(
                "email,first_name\nrefuse-550-5.1.1@example.org,Ann\nrefuse-552-5.2.2@example.org,Bob\n", to: "lists/sample.csv")
            #expect(try tool.run("send", "welcome", "--yes").status == 1)
            let list = try tool.run("suppressions", "list", "--format", "ndjson").objects()
            #expect(list.compactMap { $0["target"] as? String } == ["refuse-550-5.1.1@example.org"])
        }
    }
}
