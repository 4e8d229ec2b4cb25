import Foundation
import Testing

/// `check` finds what would have hurt, and says why.
@Suite struct CheckTests {
    @Test func `findings of templates, messages and addresses come with their places`() throws {
        try CommandLineTool.withProject { tool in
            let path = tool.folder.appendingPathComponent("templates/newsletter/body.html")
            let template = try String(contentsOf: path, encoding: .utf8)
            try tool.write(
                template + "\n<p><a href=\"http://acme.de/\">shop</a></p>\n<script>1</script>\n", to: "templates/newsletter/body.html")
            try tool.write("email,first_name\nann@gmial.com,Ann\n", to: "lists/sample.csv")
            let run = try tool.run("check", "welcome", "--format", "json")
            #expect(run.status == 65, "\(run.error)")
            let found = try #require(try run.object()["diagnostics"] as? [[String: Any]])
            let lines = template.split(separator: "\n", omittingEmptySubsequences: false).count
            let link = try #require(found.first { $0["rule"] as? String == "link.insecure" })
            #expect(link["line"] as? Int == lines + 1 && link["column"] as? Int == 13, "\(link)")
            #expect(found.first { $0["rule"] as? String == "html.script" }?["severity"] as? String == "error")
            #expect(found.first { $0["rule"] as? String == "address.typo" }?["line"] as? Int == 2)
        }
    }

    @Test func `every rule that a check of the starter names can be explained`() throws {
        try CommandLineTool.withProject { tool in
            let run = try tool.run("check", "welcome", "--format", "json")
            #expect(run.status == 0, "\(run.error)")
            let found = try #require(try run.object()["diagnostics"] as? [[String: Any]])
            for rule in Set(found.compactMap { $0["rule"] as? String }) {
                #expect(try tool.run("check", "--explain", rule).output.contains("Source:"), "\(rule)")
            }
            #expect(try tool.run("check", "--rules").output.split(separator: "\n").count > 60)
            let wrong = try tool.run("check", "--explain", "size.cliped")
            #expect(wrong.status == 64 && wrong.error.contains("size.clipped"))
            #expect(try tool.run("check").status == 64)
        }
    }
}
