import Foundation
import Testing

/// Tables for other tools.
@Suite struct LedgerExportTests {
    @Test func `a table comes as CSV no spreadsheet calculates, as NDJSON and all at once`() throws {
        try CommandLineTool.withProject { tool in
            try tool.write("email,first_name\nann@example.org,=1+1\nbob@example.org,Bob\n", to: "lists/sample.csv")
            try tool.run("send", "welcome", "--yes")
            let fields = try tool.run("ledger", "export", "field").output
            #expect(fields.hasPrefix("message,campaign,email,name,value\r\n"))
            #expect(fields.contains(",first_name,'=1+1\r\n"))
            let messages = try tool.run("ledger", "export", "message", "--format", "ndjson").objects()
            #expect(messages.map { $0["email"] as? String } == ["ann@example.org", "bob@example.org"])
            #expect(messages.allSatisfy { $0["code"] as? Int == 250 && $0["next_try_at"] is NSNull })
            #expect(try tool.run("ledger", "export", "--all", "-o", "out").status == 0)
            let names = try FileManager.default.contentsOfDirectory(atPath: tool.folder.path + "/out").sorted()
            #expect(
                names
                    == ["attempt", "campaign", "event", "field", "link", "message", "suppression", "suppression_change"].map { $0 + ".csv" }
            )
            let mode = try FileManager.default.attributesOfItem(atPath: tool.folder.path + "/out/message.csv")[.posixPermissions] as? Int
            #expect(mode == 0o600)
            #expect(try tool.run("ledger", "export", "--all", "-o", "out").status == 73, "nothing is written over unasked")
            let wrong = try tool.run("ledger", "export", "mesage")
            #expect(wrong.status == 64 && wrong.error.contains("did you mean message?"))
        }
    }
}
