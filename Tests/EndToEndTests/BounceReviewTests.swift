import Testing

/// `bounces why`, `simulate` and `reclassify` as scripts use them.
@Suite struct BounceReviewTests {
    @Test func `why shows each refusal with rule, words and score`() throws {
        try CommandLineTool.withProject { tool in
            try tool.write("email,first_name\nrefuse-550-5.1.1@example.org,Ann\nann@example.org,Ann\n", to: "lists/sample.csv")
            try tool.run("send", "welcome", "--yes")
            let why = try tool.run("bounces", "why", "REFUSE-550-5.1.1@example.org", "--format", "json").object()
            #expect(why["decision"] as? String == "suppressed")
            #expect(why["cause"] as? String == "gone")
            let trail = try #require(why["trail"] as? [[String: Any]])
            #expect(trail.map { $0["what"] as? String } == ["refusal", "suppressed"])
            #expect(trail[0]["detail"] as? String == "hard")
            #expect(trail[0]["campaign"] as? String == "welcome")
            #expect(trail[0]["replycode"] as? Int == 550)
            #expect(trail[0]["effect"] as? String == "suppresses")
            #expect((trail[0]["rule"] as? String)?.isEmpty == false)
            #expect((trail[0]["reply"] as? String)?.contains("5.1.1") == true)
            let fine = try tool.run("bounces", "why", "ann@example.org", "--format", "json").object()
            #expect(fine["decision"] as? String == "mailed")
            #expect((fine["trail"] as? [Any])?.isEmpty == true)
            #expect(try tool.run("bounces", "why", "no address").status == 64)
        }
    }

    @Test func `simulate and reclassify change nothing by themselves`() throws {
        try CommandLineTool.withProject { tool in
            try tool.write("email,first_name\nrefuse-550-5.1.1@example.org,Ann\nrefuse-552-5.2.2@example.org,Bob\n", to: "lists/sample.csv")
            try tool.run("send", "welcome", "--yes")
            let mild = try tool.run("bounces", "simulate", "--policy", "hard=score", "--format", "json").object()
            #expect(mild["addresses"] as? Int == 2)
            #expect(mild["suppressed_now"] as? Int == 1)
            #expect(mild["suppressed_then"] as? Int == 0)
            let strict = try tool.run("bounces", "simulate", "--policy", "threshold=0.5", "--format", "ndjson").objects()
            #expect(strict.map { $0["email"] as? String } == ["refuse-552-5.2.2@example.org"])
            for (setting, word) in [
                ("treshold=3", "threshold"), ("threshold", "KEY=VALUE"), ("threshold=0", "between"), ("hard=maybe", "wrong kind"),
            ] {
                let run = try tool.run("bounces", "simulate", "--policy", setting)
                #expect(run.status == 64 && run.error.contains(word), "\(run.error)")
            }
            let read = try tool.run("bounces", "reclassify", "--format", "json").object()
            #expect(read["bounces"] as? Int == 2)
            #expect((read["changes"] as? [Any])?.isEmpty == true)
            #expect(read["applied"] as? Bool == false)
            #expect(try tool.run("suppressions", "list", "--format", "ndjson").objects().count == 1)
        }
    }
}
