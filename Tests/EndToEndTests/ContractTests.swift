import Foundation
import Testing

/// The keys and statuses that scripts depend on.
@Suite struct ContractTests {
    static let states = [
        "accepted", "refused", "deferred", "uncertain", "suppressed", "queued", "leased", "transmitting", "cancelled", "expired", "failed",
    ]

    /// One recipient of each kind, sent.
    private func withSentCampaign(_ body: (CommandLineTool, CommandLineTool.Consequences) throws -> Void) throws {
        try CommandLineTool.withProject { tool in
            try tool.write(
                "email,first_name\nann@example.org,Ann\nrefuse-550-5.1.1@example.org,Bob\ndefer-451-4.7.1@example.org,Eve\n",
                to: "lists/sample.csv")
            try body(tool, try tool.run("send", "welcome", "--yes", "--format", "json"))
        }
    }

    @Test func `send and status end with the same keys, and the states add up to what was planned`() throws {
        try withSentCampaign { tool, sent in
            let result = try sent.object()
            #expect(result["schema"] as? Int == 1)
            #expect(result["campaign"] as? String == "welcome")
            #expect(result["seconds"] is Double)
            #expect(result["messages_per_second"] is Double)
            let status = try tool.run("status", "welcome", "--format", "json").object()
            for object in [result, status] {
                let counts = try Self.states.map { try #require(object[$0] as? Int) }
                #expect(object["planned"] as? Int == counts.reduce(0, +))
            }
        }
    }

    @Test func `a report has messages, opens, clicks, bounces and links under their names`() throws {
        try withSentCampaign { tool, _ in
            let report = try tool.run("report", "welcome", "--format", "json").object()
            #expect(report["schema"] as? Int == 1)
            let messages = try #require(report["messages"] as? [String: Int])
            #expect(Set(messages.keys) == Set(Self.states))
            for kind in ["opens", "clicks"] {
                #expect(Set(try #require(report[kind] as? [String: Int]).keys) == ["unique", "total", "machine"])
            }
            #expect(Set(try #require(report["bounces"] as? [String: Int]).keys) == ["hard", "soft", "blocked", "other"])
            #expect(report["unsubscribes"] as? Int == 0)
            #expect(report["complaints"] as? Int == 0)
            #expect(report["links"] is [[String: Any]])
        }
    }

    @Test func `report --messages tells each message's relay, reply and reason`() throws {
        try withSentCampaign { tool, _ in
            let messages = try tool.run("report", "welcome", "--messages", "--format", "ndjson").objects()
            for message in messages {
                #expect(
                    Set(message.keys) == [
                        "email", "state", "relay", "attempts", "code", "enhanced", "reply", "message_id", "reason", "accepted_at",
                    ])
            }
            let refused = try tool.run("report", "welcome", "--messages", "--state", "refused", "--format", "ndjson").objects()
            #expect(refused.map { $0["email"] as? String } == ["refuse-550-5.1.1@example.org"])
            #expect(refused.first?["code"] as? Int == 550)
            #expect(refused.first?["enhanced"] as? String == "5.1.1")
            #expect(refused.first?["accepted_at"] is NSNull)
            let csv = try tool.run("report", "welcome", "--messages", "--format", "csv").output
            #expect(csv.hasPrefix("email,state,relay,attempts,code,enhanced,reply,message_id,reason,accepted_at\r\n"))
            #expect(csv.split(separator: "\r\n").count == 4)
        }
    }

    @Test func `recipients check tells each problem and ends with the counts`() throws {
        try CommandLineTool.withProject { tool in
            try tool.write("email,name\nann@example.org,Ann\nnobody,Bob\nANN@example.org,Ann\n", to: "list.csv")
            let run = try tool.run("recipients", "check", "list.csv", "--format", "ndjson")
            #expect(run.status == 65)
            let objects = try run.objects()
            #expect(objects.count == 3)
            for object in objects.dropLast() {
                #expect(Set(["line", "email", "severity", "problem"]).isSubset(of: object.keys))
            }
            #expect(objects.first?["line"] as? Int == 3)
            #expect(objects.first?["email"] as? String == "nobody")
            #expect(objects.last?["rows"] as? Int == 3)
            #expect(objects.last?["good"] as? Int == 1)
        }
    }

    @Test func `recipients show gives line, email and fields`() throws {
        try CommandLineTool.withProject { tool in
            try tool.write("E-Mail;First Name\r\nAnn@EXAMPLE.org;\"Ann; the \"\"A\"\"\"\r\n", to: "list.csv")
            let rows = try tool.run("recipients", "show", "list.csv", "--format", "ndjson").objects()
            #expect(rows.count == 1)
            #expect(rows.first?["line"] as? Int == 2)
            #expect(rows.first?["email"] as? String == "Ann@example.org")
            #expect(rows.first?["fields"] as? [String: String] == ["e-mail": "Ann@EXAMPLE.org", "first_name": "Ann; the \"A\""])
        }
    }

    @Test func `a backup is a ledger of its own, and nothing is ever written over`() throws {
        try withSentCampaign { tool, _ in
            #expect(try tool.run("ledger", "backup", "copy.db").status == 0)
            #expect(try tool.run("ledger", "backup", "copy.db").status != 0)
            let mode = try FileManager.default.attributesOfItem(atPath: tool.folder.appendingPathComponent("copy.db").path)[
                .posixPermissions]
            #expect(mode as? Int == 0o600)
            let before = try tool.run("status", "welcome", "--format", "json").output
            for name in ["ledger.db", "ledger.db-wal", "ledger.db-shm"] {
                try? FileManager.default.removeItem(at: tool.folder.appendingPathComponent(name))
            }
            try FileManager.default.moveItem(
                at: tool.folder.appendingPathComponent("copy.db"), to: tool.folder.appendingPathComponent("ledger.db"))
            #expect(try tool.run("status", "welcome", "--format", "json").output == before)
        }
    }

    @Test func `secrets stay out of output, errors and the ledger`() throws {
        try CommandLineTool.withProject { tool in
            let secret = "correct-horse-battery"
            let settings = try String(contentsOf: tool.folder.appendingPathComponent("mailshot.toml"), encoding: .utf8)
            try tool.write(
                settings + """

                    [[relay]]
                    name = "office"
                    host = "127.0.0.1"
                    port = 1
                    tls = "none"
                    username = "me"
                    password = { env = "OFFICE_PASSWORD" }

                    """, to: "mailshot.toml")
            #expect(try tool.run("send", "welcome", "--yes").error.contains("OFFICE_PASSWORD"))
            let environment = ["OFFICE_PASSWORD": secret]
            for words in [["send", "welcome", "--yes", "--verbose"], ["relays", "test"], ["relays", "list"], ["status", "welcome"]] {
                let process = try tool.start(words, environment: environment)
                try process.input.close()
                let run = process.wait()
                for text in [run.output, run.error] {
                    #expect(!text.contains(secret))
                    #expect(!text.contains(Data(secret.utf8).base64EncodedString()))
                }
            }
            let ledger = try Data(contentsOf: tool.folder.appendingPathComponent("ledger.db"))
            #expect(ledger.range(of: Data(secret.utf8)) == nil)
        }
    }
}
