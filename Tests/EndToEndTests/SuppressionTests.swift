import Testing

/// Suppressed people are never mailed, by any path.
@Suite struct SuppressionTests {
    @Test func `an address, in any case, and a whole domain are left out and counted`() throws {
        try CommandLineTool.withProject { tool in
            try tool.write("email,first_name\nAnn@Example.org,Ann\nbob@example.net,Bob\neve@example.com,Eve\n", to: "lists/sample.csv")
            #expect(try tool.run("suppressions", "add", "ann@example.org", "@example.net").status == 0)
            let sent = try tool.run("send", "welcome", "--yes", "--format", "json").object()
            #expect(sent["accepted"] as? Int == 1)
            #expect(sent["suppressed"] as? Int == 2)
            #expect(try tool.outbox().compactMap { $0.firstLine(beginning: "X-Original-To:") } == [" eve@example.com"])
            #expect(try tool.run("send", "welcome", "--test", "ANN@example.org").status == 77)
            #expect(try tool.run("trace", "ann@example.org").output.contains("suppressed"))
        }
    }

    @Test func `export and import give the same list, and removing needs a reason`() throws {
        try CommandLineTool.withProject { tool in
            try tool.run("suppressions", "add", "ann@example.org", "@example.net", "--reason", "complained")
            try tool.run("suppressions", "export", "-o", "kept.csv")
            #expect(try tool.run("suppressions", "remove", "ann@example.org").status == 64)
            #expect(try tool.run("suppressions", "remove", "ann@example.org", "--reason", "wrote to us").status == 0)
            #expect(try tool.run("suppressions", "list", "--format", "ndjson").objects().count == 1)
            #expect(try tool.run("suppressions", "import", "kept.csv").status == 0)
            let list = try tool.run("suppressions", "list", "--format", "ndjson").objects()
            #expect(Set(list.compactMap { $0["target"] as? String }) == ["ann@example.org", "@example.net"])
        }
    }
}
