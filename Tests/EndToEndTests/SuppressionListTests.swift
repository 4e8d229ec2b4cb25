import Foundation
import Testing

/// The list as users keep it: scopes, ends, imports from other services, exports that write over nothing.
@Suite struct SuppressionListTests {
    private static let samples = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("samples/suppressions")

    /// File, what it is taken for, how many are added, how many are left out.
    static let forms: [(file: String, form: String, added: Int, leftOut: Int)] = [
        ("ses.json", "Amazon SES", 2, 0), ("sendgrid-bounces.csv", "SendGrid bounces", 1, 2),
        ("sendgrid-unsubscribes.csv", "SendGrid unsubscribes", 1, 0), ("mailgun-bounces.json", "Mailgun bounces", 1, 0),
        ("mailgun-complaints.csv", "Mailgun complaints", 1, 0), ("postmark.json", "Postmark", 3, 0),
        ("mailchimp-unsubscribed.csv", "Mailchimp unsubscribed", 1, 0), ("mailchimp-cleaned.csv", "Mailchimp cleaned", 1, 0),
        ("listmonk-subscribers.csv", "listmonk subscribers", 1, 1), ("listmonk-bounces.json", "listmonk bounces", 1, 1),
    ]

    @Test func `the exports of services are told and read`() throws {
        for sample in Self.forms {
            try CommandLineTool.withProject { tool in
                let run = try tool.run("suppressions", "import", Self.samples.appendingPathComponent(sample.file).path, "--format", "json")
                #expect(run.status == 0, "\(sample.file): \(run.error)")
                let result = try run.object()
                #expect(result["form"] as? String == sample.form)
                #expect(result["added"] as? Int == sample.added, "\(sample.file)")
                #expect(result["left_out"] as? Int == sample.leftOut, "\(sample.file)")
                let listed = try tool.run("suppressions", "list", "--format", "ndjson").objects()
                #expect(listed.allSatisfy { ($0["at"] as? String)?.hasPrefix("2026-10-02T") == true }, "\(sample.file)")
            }
        }
    }

    @Test func `an import lifts nothing and makes nothing weaker`() throws {
        try CommandLineTool.withProject { tool in
            try tool.run("suppressions", "add", "gone@example.org", "--reason", "complained")
            let old = "uuid,email,name,attributes,status\n1,gone@example.org,Gus,{},enabled\n"
            try tool.write(old, to: "old.csv")
            #expect(try tool.run("suppressions", "import", "old.csv").status == 0)
            try tool.write(
                "email,scope,reason,source,at,expires_at\ngone@example.org,,manual,x,2026-01-01T00:00:00Z,2026-01-02T00:00:00Z\n",
                to: "old.csv")
            #expect(try tool.run("suppressions", "import", "old.csv").status == 0)
            let listed = try tool.run("suppressions", "list", "--format", "ndjson").objects()
            #expect(listed.map { $0["reason"] as? String } == ["complained"])
            #expect(listed.first?["expires_at"] is NSNull)
        }
    }

    @Test func `an entry of one list holds for that list's campaigns`() throws {
        try CommandLineTool.withProject { tool in
            try tool.write("email,first_name\nann@example.org,Ann\nbob@example.org,Bob\n", to: "lists/sample.csv")
            #expect(try tool.run("suppressions", "add", "ann@example.org", "--scope", "newsletter", "--for", "90d").status == 0)
            let campaign = try String(contentsOf: tool.folder.appendingPathComponent("campaigns/welcome.toml"), encoding: .utf8)
            try tool.write("list = \"newsletter\"\n" + campaign, to: "campaigns/news.toml")
            #expect(try tool.run("send", "news", "--yes", "--format", "json").object()["suppressed"] as? Int == 1)
            #expect(try tool.outbox().allSatisfy { $0.contains("List-ID: <newsletter.example.com>") })
            #expect(try tool.run("send", "welcome", "--yes", "--format", "json").object()["suppressed"] as? Int == 0)
            #expect(try tool.run("suppressions", "remove", "ann@example.org", "--reason", "x").status == 66)
            #expect(try tool.run("suppressions", "remove", "ann@example.org", "--scope", "newsletter", "--reason", "asked").status == 0)
            #expect(try tool.run("bounces", "why", "ann@example.org").output.contains("lifted (list newsletter)"))
            for (name, status) in [("News Letter", 64), ("", 64)] as [(String, Int32)] {
                #expect(try tool.run("suppressions", "add", "x@example.org", "--scope", name).status == status)
            }
            try tool.write("list = \"News Letter\"\n" + campaign, to: "campaigns/bad.toml")
            let bad = try tool.run("check", "bad")
            #expect(bad.status == 78 && bad.error.contains("campaigns/bad.toml:1"), "\(bad.error)")
        }
    }

    @Test func `an export writes over nothing, and comes back with scope and end`() throws {
        try CommandLineTool.withProject { tool in
            try tool.run("suppressions", "add", "ann@example.org", "--scope", "newsletter", "--for", "90d", "--reason", "unsubscribed")
            try tool.run("suppressions", "add", "@example.net")
            try tool.write("mine", to: "kept.csv")
            #expect(try tool.run("suppressions", "export", "-o", "kept.csv").status == 73)
            #expect(try String(contentsOf: tool.folder.appendingPathComponent("kept.csv"), encoding: .utf8) == "mine")
            #expect(try tool.run("suppressions", "export", "-o", "kept.csv", "--force").status == 0)
            let before = try tool.run("suppressions", "list", "--format", "ndjson").objects()
            try FileManager.default.removeItem(at: tool.folder.appendingPathComponent("ledger.db"))
            #expect(try tool.run("suppressions", "import", "kept.csv").status == 0)
            let after = try tool.run("suppressions", "list", "--format", "ndjson").objects()
            for key in ["target", "scope", "reason", "at", "expires_at"] {
                #expect(before.map { "\($0[key] ?? "")" } == after.map { "\($0[key] ?? "")" }, "\(key)")
            }
            #expect(
                try tool.run("suppressions", "list", "--scope", "newsletter", "--format", "csv").output.split(whereSeparator: \.isNewline)
                    .count == 2)
        }
    }

    @Test func `a clean copy leaves the suppressed out and says so`() throws {
        try CommandLineTool.withProject { tool in
            try tool.write("email,name\nann@example.org,Ann\nbob@example.net,Bob\neve@example.com,Eve\n", to: "all.csv")
            try tool.run("suppressions", "add", "ANN@example.org", "--reason", "unsubscribed")
            try tool.run("suppressions", "add", "@example.net", "--scope", "news")
            let run = try tool.run("recipients", "clean", "all.csv", "-o", "clean.csv", "--rejects", "out.csv", "--scope", "news")
            #expect(run.error.contains("1 good rows") && run.error.contains("2 suppressed"), "\(run.error)")
            func text(_ name: String) throws -> String {
                try String(contentsOf: tool.folder.appendingPathComponent(name), encoding: .utf8)
            }
            #expect(try text("clean.csv").contains("eve@example.com"))
            #expect(try text("clean.csv").contains("ann@") == false)
            #expect(try text("out.csv").contains("recipient.suppressed,ann@example.org is suppressed: unsubscribed"))
            #expect(try tool.run("recipients", "clean", "all.csv", "-o", "-").output.contains("bob@example.net"))
        }
    }
}
