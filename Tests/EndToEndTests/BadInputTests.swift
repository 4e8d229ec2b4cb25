import Foundation
import Testing

/// What users get wrong: each is one clear sentence, the right status, nothing lost and nothing half-sent.
@Suite struct BadInputTests {
    struct Mistake: CustomTestStringConvertible, Sendable {
        var testDescription: String
        /// Path in the project and its new content.
        var file: String
        var content: String
        var status: Int32
        /// What the sentence must name.
        var names: [String]
    }

    static let relay = """
        [sender]
        from = "News <news@example.com>"
        postal_address = "Street 1, Town"
        [tracking]
        base_url = "https://t.example.com"
        [[relay]]
        name = "office"
        host = "127.0.0.1"
        port = 1
        tls = "none"

        """

    static let mistakes: [Mistake] = [
        .init(testDescription: "empty list", file: "lists/sample.csv", content: "", status: 65, names: ["lists/sample.csv"]),
        .init(
            testDescription: "list without an address column", file: "lists/sample.csv", content: "name,city\nAnn,Rome\n", status: 65,
            names: ["lists/sample.csv", "name"]),
        .init(
            testDescription: "unknown key in the project file", file: "mailshot.toml",
            content: "[sender]\nfrom = \"a@example.com\"\npostal_adress = \"x\"\n", status: 78,
            names: ["mailshot.toml:3", "postal_adress", "postal_address"]),
        .init(
            testDescription: "syntax error in the project file", file: "mailshot.toml", content: "[sender\nfrom = 1\n", status: 78,
            names: ["mailshot.toml:1"]),
        .init(
            testDescription: "a bare password", file: "mailshot.toml",
            content: relay + "username = \"me\"\npassword = \"hunter2hunter2\"\n", status: 78, names: ["mailshot.toml:12", "env"]),
        .init(
            testDescription: "a sender without an address", file: "mailshot.toml",
            content: "[sender]\nfrom = \"News <news@@example.com>\"\n",
            status: 78, names: ["mailshot.toml:2", "from"]),
        .init(
            testDescription: "a relay that refuses the connection", file: "mailshot.toml", content: relay, status: 69,
            names: ["office", "127.0.0.1:1"]),
        .init(
            testDescription: "unknown key in the campaign", file: "campaigns/welcome.toml",
            content: "subject = \"x\"\ntemplate = \"newsletter\"\nrecipients = \"lists/sample.csv\"\nprehaeder = \"x\"\n", status: 78,
            names: ["campaigns/welcome.toml:4", "prehaeder", "preheader"]),
        .init(
            testDescription: "missing template", file: "campaigns/welcome.toml",
            content: "subject = \"x\"\ntemplate = \"nowhere\"\nrecipients = \"lists/sample.csv\"\n", status: 66,
            names: ["templates/nowhere"]),
        .init(
            testDescription: "missing list", file: "campaigns/welcome.toml",
            content: "subject = \"x\"\ntemplate = \"newsletter\"\nrecipients = \"lists/nowhere.csv\"\n", status: 66,
            names: ["lists/nowhere.csv"]),
        .init(
            testDescription: "missing column", file: "templates/newsletter/body.html",
            content: "<p>Hi {{fist_name}}</p>\n<a href=\"{{unsubscribe_url}}\">no more</a> {{sender.postal_address}}\n", status: 65,
            names: ["templates/newsletter/body.html:1:7", "fist_name", "first_name"]),
        .init(
            testDescription: "missing partial", file: "templates/newsletter/body.html", content: "<p>\n{{> footer}}</p>\n", status: 65,
            names: ["templates/newsletter/body.html:2", "footer"]),
        .init(
            testDescription: "template syntax error", file: "templates/newsletter/body.html", content: "<p>Hi\n  {{#first_name}}</p>\n",
            status: 65, names: ["templates/newsletter/body.html:2:3"]),
        .init(
            testDescription: "marketing mail without a way out", file: "templates/newsletter/body.html", content: "<p>Hi</p>\n", status: 65,
            names: ["unsubscribe"]),
        .init(
            testDescription: "a selection over a column that is not there", file: "campaigns/welcome.toml",
            content: "subject = \"x\"\ntemplate = \"newsletter\"\nrecipients = \"lists/sample.csv\"\nwhere = \"plna = 'pro'\"\n",
            status: 65,
            names: ["campaigns/welcome.toml", "plna"]),
        .init(
            testDescription: "a ledger that is none", file: "ledger.db", content: "not a database, but some text", status: 78,
            names: ["ledger.db"]),
    ]

    @Test(arguments: mistakes) func `is told in one sentence, and nothing is sent`(_ mistake: Mistake) throws {
        try CommandLineTool.withProject { tool in
            try tool.write(mistake.content, to: mistake.file)
            let run = try tool.run("send", "welcome", "--yes")
            #expect(run.status == mistake.status, "\(run.error)")
            for name in mistake.names { #expect(run.error.contains(name), "\(name) in: \(run.error)") }
            #expect(!run.error.contains("hunter2hunter2"))
            #expect(try tool.outbox().isEmpty)
        }
    }

    @Test func `binary, header-only and unclosed lists are noticed and mail nobody they should not`() throws {
        try CommandLineTool.withProject { tool in
            let random = (0..<4000).map { UInt8(truncatingIfNeeded: $0 &* 197 ^ $0 >> 3) }
            try Data(random).write(to: tool.folder.appendingPathComponent("lists/binary.csv"))
            try tool.write("email,first_name\n", to: "lists/empty.csv")
            try tool.write("email,first_name\nann@example.org,Ann\nbob@example.org,\"Bob\neve@example.org,Eve\n", to: "lists/open.csv")
            #expect(try tool.run("recipients", "check", "lists/binary.csv").status != 0)
            #expect(try tool.run("recipients", "show", "lists/empty.csv", "--format", "ndjson").output.isEmpty)
            let open = try tool.run("recipients", "show", "lists/open.csv", "--format", "ndjson")
            let shown = try open.objects().compactMap { $0["email"] as? String }
            #expect(shown.first == "ann@example.org")
            #expect(!shown.contains("bob@example.org"))
            #expect(open.error.contains("lists/open.csv:3"))
        }
    }

    @Test func `refused connections leave every message queued, and the send that works sends them`() throws {
        try CommandLineTool.withProject { tool in
            let sandboxProject = try String(contentsOf: tool.folder.appendingPathComponent("mailshot.toml"), encoding: .utf8)
            try tool.write(
                sandboxProject + "\n[[relay]]\nname = \"dead\"\nhost = \"127.0.0.1\"\nport = 1\ntls = \"none\"\n", to: "mailshot.toml")
            let dead = try tool.run("send", "welcome", "--yes")
            #expect(dead.status == 69)
            let queued = try #require(try tool.run("status", "welcome", "--format", "json").object()["queued"] as? Int)
            #expect(queued > 0)
            try tool.write(sandboxProject, to: "mailshot.toml")
            let alive = try tool.run("send", "welcome", "--yes", "--format", "json")
            #expect(try alive.object()["accepted"] as? Int == queued, "\(alive.error)")
        }
    }

    @Test func `late edits never leak in: a started campaign names what changed until it is revised`() throws {
        try CommandLineTool.withProject { tool in
            try tool.run("send", "welcome", "--yes", "--limit", "2")
            let path = tool.folder.appendingPathComponent("templates/newsletter/body.html")
            let template = try String(contentsOf: path, encoding: .utf8)
            try tool.write(template + "<!-- late -->\n", to: "templates/newsletter/body.html")
            let stopped = try tool.run("send", "welcome", "--yes")
            #expect(stopped.status == 65)
            #expect(stopped.error.contains("templates/newsletter/body.html"))
            #expect(try tool.outbox().count == 2)
            #expect(try tool.run("send", "welcome", "--yes", "--revise").status == 0)
        }
    }

    @Test func `the list is never written over, by whatever path it is named`() throws {
        try CommandLineTool.withProject { tool in
            let path = tool.folder.appendingPathComponent("lists/sample.csv")
            let list = try Data(contentsOf: path)
            for words in [
                ["send", "welcome", "--yes", "--rejects", "lists/../lists/sample.csv"],
                ["recipients", "clean", "lists/sample.csv", "-o", "clean.csv", "--rejects", "lists/sample.csv"],
                ["recipients", "clean", "lists/sample.csv", "-o", "lists/sample.csv", "--force"],
            ] {
                let run = try tool.start(words).wait()
                #expect(run.status == 73, "\(run.error)")
                #expect(try Data(contentsOf: path) == list)
            }
        }
    }

    @Test func `a folder that cannot be made is no finished campaign`() throws {
        try CommandLineTool.withProject { tool in
            try tool.write("a file", to: "previews")
            let run = try tool.run("preview", "welcome", "--all", "--output", "previews/all")
            #expect(run.status == 74, "\(run.error)")
            #expect(run.error.contains("previews/all"))
        }
    }
}
