import Foundation
import Testing

/// A campaign that goes wrong stops by itself, says why, and goes on when somebody says that the cause is known.
@Suite struct GuardTests {
    private func append(_ text: String, to file: String, of tool: CommandLineTool) throws {
        let old = try String(contentsOf: tool.folder.appendingPathComponent(file), encoding: .utf8)
        try tool.write(old + "\n" + text + "\n", to: file)
    }

    @Test func `blocked messages pause the campaign, resume asks for a word, and the rest is sent`() throws {
        try CommandLineTool.withProject { tool in
            // What is in flight when it fires is still taken: of 30 refusals and at most 50 more answers the share stays above a fifth.
            try append("[guard]\nblocked = \"20%\"\nmin_sample = 20", to: "mailshot.toml", of: tool)
            let rows =
                (1...30).map { "refuse-550-5.7.1+\($0)@example.org,Ann\n" } + (1...300).map { "slow-40ms+\($0)@example.org,Bob\n" }
            try tool.write("email,first_name\n" + rows.joined(), to: "lists/sample.csv")
            let sent = try tool.run("send", "welcome", "--yes")
            #expect(sent.status == 75 && sent.error.contains("refused for their content"), "\(sent.error)")
            let status = try tool.run("status", "welcome", "--format", "json").object()
            #expect(status["state"] as? String == "paused")
            let guarding = try #require(status["guard"] as? [String: Any])
            #expect(guarding["raised"] as? Bool == true)
            #expect(try tool.run("suppressions", "list", "--format", "ndjson").output.isEmpty, "nobody is to blame")
            #expect(try tool.run("status", "welcome").output.contains("mailshot resume welcome --ack"))

            #expect(try tool.run("send", "welcome", "--yes", "--resume").status == 75)
            let refused = try tool.run("resume", "welcome")
            #expect(refused.status == 75 && refused.error.contains("refused for their content") && refused.error.contains("--ack"))
            #expect(try tool.run("resume", "welcome", "--ack").status == 0)
            let rest = try tool.run("send", "welcome", "--yes", "--resume", "--format", "json")
            #expect(rest.status == 1, "\(rest.error)")
            #expect(try rest.object()["accepted"] as? Int == 300)
            #expect(try rest.object()["refused"] as? Int == 30)
        }
    }

    @Test func `a campaign's own guard lies over the project's, and a person's pause needs no word`() throws {
        try CommandLineTool.withProject { tool in
            try append("[guard]\nrefused = \"5%\"\nmin_sample = 10", to: "mailshot.toml", of: tool)
            try append("[guard]\nrefused = \"off\"", to: "campaigns/welcome.toml", of: tool)
            let rows = (1...40).map { "refuse-550-5.1.1+\($0)@example.org,Ann\n" }
            try tool.write("email,first_name\n" + rows.joined(), to: "lists/sample.csv")
            #expect(try tool.run("send", "welcome", "--yes", "--limit", "20").status == 75)
            #expect(try tool.run("pause", "welcome").status == 0)
            #expect(try tool.run("resume", "welcome").status == 0)
            #expect(try tool.run("send", "welcome", "--yes").status == 1)
        }
    }

    @Test func `what comes back later raises the guard in the next run`() throws {
        try CommandLineTool.withProject { tool in
            try append("[guard]\nrefused = \"20%\"\nmin_sample = 20", to: "mailshot.toml", of: tool)
            let rows = (1...40).map { "ann+\($0)@example.org,Ann\n" }
            try tool.write("email,first_name\n" + rows.joined(), to: "lists/sample.csv")
            #expect(try tool.run("send", "welcome", "--yes", "--limit", "30").status == 75)
            let token = try Self.returnPaths(of: tool).prefix(8)
            try #require(token.count == 8)
            for path in token {
                let report = """
                    From: MAILER-DAEMON@mx.example.org
                    To: \(path)
                    Subject: Undelivered
                    Content-Type: multipart/report; report-type=delivery-status; boundary=b

                    --b

                    no such user
                    --b
                    Content-Type: message/delivery-status

                    Reporting-MTA: dns; mx.example.org

                    Final-Recipient: rfc822; ann@example.org
                    Action: failed
                    Status: 5.1.1
                    Diagnostic-Code: smtp; 550 5.1.1 no such user

                    --b--

                    """
                #expect(try tool.run("bounces", "process", "-", input: report).status == 0)
            }
            let run = try tool.run("run")
            let problems = try run.object()["problems"] as? [String] ?? []
            #expect(
                problems.contains { $0.contains("welcome was paused: 8 of 30 messages were refused for their recipient") }, "\(run.output)")
            #expect(try tool.run("status", "welcome", "--format", "json").object()["queued"] as? Int == 10)
            #expect(try tool.outbox().count == 30, "a run sends nothing of a paused campaign")
        }
    }

    /// The return paths that the sandbox was given.
    private static func returnPaths(of tool: CommandLineTool) throws -> [String] {
        try tool.outbox().compactMap { $0.firstLine(beginning: "Return-Path:") }.map { line in
            line.drop { $0 != "<" }.dropFirst().prefix { $0 != ">" }.description
        }
    }

    @Test(arguments: [
        ("refused = \"5\"", "refused"), ("blocked = 5", "blocked"), ("min_sample = 0", "min_sample"), ("refuse = \"5%\"", "refused"),
        ("complaints = \"none\"", "complaints"),
    ])
    func `a setting that means nothing is named`(line: String, key: String) throws {
        try CommandLineTool.withProject { tool in
            try append("[guard]\n\(line)", to: "mailshot.toml", of: tool)
            let run = try tool.run("check", "welcome")
            #expect(run.status == 78 && run.error.contains("mailshot.toml:") && run.error.contains(key), "\(run.error)")
        }
    }
}
