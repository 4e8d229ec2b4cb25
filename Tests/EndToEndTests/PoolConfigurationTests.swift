import Foundation
import Testing

/// The limits of relays and domains in `mailshot.toml`, `shaping.toml` and campaign files: what is taken, and what each mistake is told.
@Suite struct PoolConfigurationTests {
    private static let sender = "[sender]\nfrom = \"News <news@example.com>\"\n\n"
    private static let relay = "[[relay]]\nname = \"ses\"\nhost = \"127.0.0.1\"\ntls = \"none\"\n"

    @Test("every key of the pool is read")
    func everything() throws {
        try CommandLineTool.withProject { tool in
            try tool.write(
                Self.sender + Self.relay + """
                    weight = 3
                    priority = 2
                    from_domains = ["example.com", "MÜNCHEN.de"]
                    rate = "14/s"
                    burst = 1
                    domain_rate = "5/s"
                    quota = ["500/hour", "50000/day", "2000/24h"]
                    time_zone = "Europe/Berlin"
                    warmup = { start = "50/day", growth = 1.4, cap = "50000/day", pause_if = ["refused > 3%", "complained > 0.1%"] }

                    [[throttle]]
                    domains = ["gmail.com", "*.example.org"]
                    rate = "20/s"
                    max_connections = 5
                    mx_rollup = true

                    [domains]
                    mx_rollup = false
                    shaping = true
                    dns = "127.0.0.1:5353"

                    """, to: "mailshot.toml")
            try tool.write(
                """
                [[provider]]
                name = "google"
                rate = "7/s"

                [[provider]]
                name = "orange"
                remove = true

                [[provider]]
                name = "school"
                domains = ["school.example"]
                mx = [".school.example"]
                max_connections = 2

                [[provider.rule]]
                reply = "come back later"
                action = "pause domain"
                for = "5m"
                after = "2/hr"
                """, to: "shaping.toml")
            let listed = try tool.run("relays", "list")
            #expect(listed.status == 0, "\(listed.error)")
        }
    }

    private struct Mistake: Sendable, CustomTestStringConvertible {
        var line: String
        var sentence: String
        var testDescription: String { line }

        init(_ line: String, _ sentence: String) { (self.line, self.sentence) = (line, sentence) }
    }

    /// Keys of the second of two relays, which stands on line 9; the key on line 13.
    private static let ofRelays: [Mistake] = [
        .init(
            "rate = \"14\"",
            "mailshot.toml:13: relay \"b\": rate = \"14\" is no rate; write a number, a slash and s, min, hour or day: \"14/s\""),
        .init("rate = 14", "mailshot.toml:13: 'rate' is not what is expected here; a text stands in quotes"),
        .init("burst = 3", "mailshot.toml:13: relay \"b\": burst goes with a rate"),
        .init("weight = 0", "mailshot.toml:13: relay \"b\": weight must be a whole number from 1"),
        .init("priority = -1", "mailshot.toml:13: relay \"b\": priority must be a whole number from 1"),
        .init("domain_rate = \"fast\"", "mailshot.toml:13: relay \"b\": domain_rate = \"fast\" is no rate"),
        .init(
            "quota = \"50000\"",
            "mailshot.toml:13: relay \"b\": quota = \"50000\" is no quota; write a number and \"/hour\", \"/day\" or \"/24h\""),
        .init("quota = [\"5/day\", \"5/week\"]", "mailshot.toml:13: relay \"b\": quota = \"5/week\" is no quota"),
        .init(
            "time_zone = \"Berlin\"", "mailshot.toml:13: relay \"b\": time_zone = \"Berlin\" is unknown; write a name of the IANA database"),
        .init("from_domains = [\"a b\"]", "mailshot.toml:13: relay \"b\": from_domains names \"a b\", which is no domain"),
        .init(
            "warmup = { start = \"50\", growth = 1.4, cap = \"90/day\" }",
            "mailshot.toml:13: relay \"b\": warmup start = \"50\" is no number a day; write it as \"50/day\""),
        .init(
            "warmup = { start = \"50/day\", growth = 1.4, cap = \"40/day\" }",
            "mailshot.toml:13: relay \"b\": warmup ends at 40/day, below its start"),
        .init(
            "warmup = { start = \"50/day\", growth = 99.0, cap = \"90/day\" }",
            "mailshot.toml:13: relay \"b\": warmup growth = 99.0 must be from 1.05 to 10"),
        .init(
            "warmup = { start = \"50/day\", growth = 1.4, cap = \"90/day\", pause_if = \"spam\" }",
            "mailshot.toml:13: relay \"b\": warmup pause_if = \"spam\" is no limit; write \"refused > 3%\""),
        .init("wieght = 3", "mailshot.toml:13: unknown key 'wieght'; did you mean weight?"),
    ]

    @Test("a mistake in a relay is told with its line and how to write it", arguments: ofRelays)
    private func relays(mistake: Mistake) throws {
        try CommandLineTool.withProject { tool in
            let second = Self.relay.replacingOccurrences(of: "ses", with: "b")
            try tool.write(Self.sender + Self.relay + "\n" + second + mistake.line + "\n", to: "mailshot.toml")
            let listed = try tool.run("relays", "list")
            #expect(listed.status == 78)
            #expect(listed.error.contains(mistake.sentence), "\(listed.error)")
        }
    }

    private static let ofDomains: [Mistake] = [
        .init("[[throttle]]\ndomains = []\nrate = \"1/s\"", "mailshot.toml:5: a throttle names its domains"),
        .init("[[throttle]]\ndomains = [\"gmail.com\"]", "throttle \"gmail.com\": domains stands alone and limits nothing"),
        .init(
            "[[throttle]]\ndomains = [\"gmail.com\"]\nrate = \"20\"", "mailshot.toml:6: throttle \"gmail.com\": rate = \"20\" is no rate"),
        .init(
            "[[throttle]]\ndomains = [\"gmail.com\"]\nmax_connections = 0",
            "mailshot.toml:6: throttle \"gmail.com\": max_connections must be 1 or more"),
        .init("[[throttle]]\ndomains = [\"gmail.com\"]\nburst = 2\nmax_connections = 1", "throttle \"gmail.com\": burst goes with a rate"),
        .init(
            "[[throttle]]\nname = \"a\"\ndomains = [\"x.com\"]\nrate = \"1/s\"\n[[throttle]]\nname = \"b\"\ndomains = [\"x.com\"]\nrate = \"1/s\"",
            "mailshot.toml:10: throttle \"b\": domains names \"x.com\", which throttle \"a\" has already"),
        .init("[domains]\ndns = \"host:x\"", "mailshot.toml:5: dns = \"host:x\" is no address"),
    ]

    @Test("and so is one in a throttle or in [domains]", arguments: ofDomains)
    private func domains(mistake: Mistake) throws {
        try CommandLineTool.withProject { tool in
            try tool.write(Self.sender + mistake.line + "\n", to: "mailshot.toml")
            let listed = try tool.run("relays", "list")
            #expect(listed.status == 78)
            #expect(listed.error.contains(mistake.sentence), "\(listed.error)")
        }
    }

    private static let ofShaping: [Mistake] = [
        .init("[[provider]]\nname = \"google\"\nrate = \"x\"", "shaping.toml:3: provider \"google\": rate = \"x\" is no rate"),
        .init("[[provider]]\nname = \"gogle\"\nremove = true", "shaping.toml:3: no provider is named \"gogle\""),
        .init("[[rule]]\nreply = \"**\"\naction = \"slow\"\nfor = \"1m\"", "shaping.toml:2: reply = \"**\" says nothing to look for"),
        .init(
            "[[rule]]\nreply = \"x\"\naction = \"stop\"\nfor = \"1m\"",
            "shaping.toml:3: action = \"stop\" is unknown; there are: \"slow\", \"pause relay\", \"pause domain\""),
        .init("[[rule]]\nreply = \"x\"\naction = \"slow\"\nfor = \"1x\"", "shaping.toml:4: 'for': '1x' is no duration"),
        .init(
            "[[rule]]\nreply = \"x\"\naction = \"slow\"\nfor = \"1m\"\nafter = \"often\"",
            "shaping.toml:5: after = \"often\" is no number in a time"),
        .init("default = false", "shaping.toml:1: unknown key 'default'; did you mean defaults?"),
    ]

    @Test("and so is one in shaping.toml", arguments: ofShaping)
    private func shaping(mistake: Mistake) throws {
        try CommandLineTool.withProject { tool in
            try tool.write(mistake.line + "\n", to: "shaping.toml")
            let listed = try tool.run("relays", "list")
            #expect(listed.status == 78)
            #expect(listed.error.contains(mistake.sentence), "\(listed.error)")
        }
    }

    @Test("every figure of a recipient has its place; a project's shaping.toml and a throttle win over what is shipped")
    func explained() throws {
        try CommandLineTool.withProject { tool in
            let throttle = "[[throttle]]\ndomains = [\"example.org\"]\nrate = \"2/s\"\n"
            try tool.write(
                Self.sender + Self.relay + "rate = \"14/s\"\nfrom_domains = [\"example.net\"]\n" + throttle, to: "mailshot.toml")
            try tool.write("[[provider]]\nname = \"google\"\nrate = \"7/s\"\n", to: "shaping.toml")
            func explain(_ address: String) throws -> (object: [String: Any], figures: [String: String]) {
                let object = try tool.run("relays", "explain", address, "--format", "json").object()
                let limits = try #require(object["limits"] as? [[String: String]])
                return (
                    object, Dictionary(uniqueKeysWithValues: limits.map { ($0["what"] ?? "", "\($0["value"] ?? "") \($0["from"] ?? "")") })
                )
            }
            let google = try explain("ann@gmail.com")
            #expect(google.object["bucket"] as? String == "google")
            #expect(google.figures["rate"] == "7/s shaping.toml:3")
            #expect(google.figures["max_connections"]?.contains("shipped, our choice, none is published: https://") == true)
            let relay = try #require((google.object["relays"] as? [[String: Any]])?.first)
            #expect(relay["eligible"] as? Bool == false)
            #expect(relay["reason"] as? String == "takes no mail from example.com (from_domains, mailshot.toml:9)")
            #expect(try explain("ann@yahoo.com").figures["messages_per_connection"]?.contains("stated: https://") == true)
            #expect(try explain("example.org").figures == ["rate": "2/s mailshot.toml:12"])
        }
    }

    @Test("plan foresees the end from the relays' limits")
    func foreseen() throws {
        try CommandLineTool.withProject { tool in
            let file = tool.folder.appendingPathComponent("mailshot.toml")
            let own = try String(contentsOf: file, encoding: .utf8)
            try tool.write(own + "\n" + Self.relay + "rate = \"1/min\"\n", to: "mailshot.toml")
            let plan = try tool.run("plan", "welcome", "--format", "json").object()
            let forecast = try #require(plan["forecast"] as? [String: Any])
            let messages = try #require(plan["to_send"] as? Int)
            #expect(forecast["seconds"] as? Int == messages * 60 && forecast["held_back_by"] as? String == "relays")
            #expect((forecast["by_relay"] as? [[String: Any]])?.first?["messages"] as? Int == messages)
        }
    }

    @Test("a campaign is pinned to relays that exist, and has a pace of its own")
    func campaigns() throws {
        try CommandLineTool.withProject { tool in
            let file = try String(contentsOf: tool.folder.appendingPathComponent("campaigns/welcome.toml"), encoding: .utf8)
            try tool.write("relays = [\"sendbox\"]\n" + file, to: "campaigns/welcome.toml")
            let pinned = try tool.run("plan", "welcome")
            #expect(
                pinned.status == 78
                    && pinned.error.contains("campaigns/welcome.toml:1: no relay is named \"sendbox\"; did you mean sandbox?"))
            try tool.write("rate = \"5\"\n" + file, to: "campaigns/welcome.toml")
            let paced = try tool.run("plan", "welcome")
            #expect(paced.status == 78 && paced.error.contains("campaigns/welcome.toml:1: rate = \"5\" is no rate"))
            try tool.write("rate = \"5/s\"\nrelays = [\"sandbox\"]\n" + file, to: "campaigns/welcome.toml")
            let planned = try tool.run("plan", "welcome")
            #expect(planned.status == 0, "\(planned.error)")
        }
    }
}
