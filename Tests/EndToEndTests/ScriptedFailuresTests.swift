import Testing

/// Every kind of trouble the sandbox can play, through a real socket, to the state it must end in.
@Suite struct ScriptedFailuresTests {
    static let kinds: [(script: String, state: String)] = [
        ("refuse-550-5.1.1", "refused"), ("refuse-554", "refused"), ("defer-450-4.2.1", "deferred"), ("defer-452-4.2.2", "deferred"),
        ("greylist-a", "deferred"), ("dot-451", "deferred"), ("dot-550-5.1.1", "refused"), ("dot-554-5.7.1", "refused"),
        ("drop-before-dot", "deferred"),
        ("drop-after-dot", "uncertain"), ("lose-after-dot", "uncertain"), ("garbage-after-dot", "uncertain"), ("close-421", "deferred"),
        ("garbage", "deferred"), ("slow-100ms", "accepted"), ("long-reply", "accepted"), ("mismatch", "refused"), ("nobody", "accepted"),
    ]

    /// Five of each kind. Three doubts among twenty dots rest a relay for half a minute, so that each is followed by messages of no trouble.
    static let addresses: [String] = (1...5).flatMap { turn in
        kinds.flatMap { kind in
            let own = ["\(kind.script)+\(turn)@example.org"]
            return kind.state == "uncertain" ? own + (1...25).map { "\(kind.script.prefix(1))\(turn).\($0)@example.net" } : own
        }
    }

    @Test func `each recipient ends in the state her relay's behaviour calls for, and nobody gets two`() throws {
        try CommandLineTool.withProject { tool in
            try tool.write("email,first_name\n" + Self.addresses.map { "\($0),Ann\n" }.joined(), to: "lists/sample.csv")
            let run = try tool.run("send", "welcome", "--yes", "--format", "json")
            #expect(run.status == 75, "\(run.error)")

            let messages = try tool.run("report", "welcome", "--messages", "--format", "ndjson").objects()
            let states = Dictionary(uniqueKeysWithValues: messages.map { ($0["email"] as? String ?? "", $0["state"] as? String ?? "") })
            for kind in Self.kinds {
                for turn in 1...5 { #expect(states["\(kind.script)+\(turn)@example.org"] == kind.state, "\(kind.script) \(turn)") }
            }
            #expect(states.filter { $0.key.hasSuffix("@example.net") }.allSatisfy { $0.value == "accepted" })
            #expect(states.count == Self.addresses.count)
            let stored = try tool.outbox().compactMap { $0.firstLine(beginning: "X-Original-To:") }
            #expect(Set(stored).count == stored.count)
            #expect(try tool.run("ledger", "check").status == 0)
        }
    }

    @Test func `an uncertain message is listed by name, and decided by a person`() throws {
        try CommandLineTool.withProject { tool in
            try tool.write("email,first_name\ndrop-after-dot@example.org,Ann\n", to: "lists/sample.csv")
            #expect(try tool.run("send", "welcome", "--yes").status == 1)
            let listed = try tool.run("status", "welcome", "--uncertain", "--format", "json").object()
            let message = try #require((listed["messages"] as? [[String: Any]])?.first)
            #expect(message["email"] as? String == "drop-after-dot@example.org")
            #expect(message["relay"] as? String == "sandbox")
            #expect((message["peer"] as? String)?.hasPrefix("127.0.0.1:") == true)
            let stored = try #require(try tool.outbox().first)
            #expect(stored.contains("Message-ID: \(message["message_id"] as? String ?? "?")"))

            let held = try tool.run("send", "welcome", "--yes", "--resume", "--format", "json")
            #expect(try held.object()["uncertain"] as? Int == 1)
            #expect(try tool.outbox().count == 1)

            let assumed = try tool.run("send", "welcome", "--yes", "--resume", "--uncertain", "assume-accepted", "--format", "json")
            #expect(assumed.status == 0, "\(assumed.error)")
            #expect(try assumed.object()["accepted"] as? Int == 1)
            #expect(try tool.outbox().count == 1)
        }
    }

    @Test func `resending sends the same bytes once more, and no more`() throws {
        try CommandLineTool.withProject { tool in
            try tool.write("email,first_name\ndrop-after-dot@example.org,Ann\n", to: "lists/sample.csv")
            try tool.run("send", "welcome", "--yes")
            for _ in 1...3 { try tool.run("send", "welcome", "--yes", "--resume", "--uncertain", "resend") }
            let copies = try tool.outbox()
            #expect(copies.count == 2)
            #expect(Set(copies).count == 1)
        }
    }
}
