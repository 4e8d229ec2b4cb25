import Foundation
import Testing

/// `preview` shows what is sent, and no more.
@Suite struct PreviewTests {
    @Test func `each part of one recipient's message`() throws {
        try CommandLineTool.withProject { tool in
            try tool.write("email,first_name\nann@example.org,Ann <b>\nbob@example.org,Bob\n", to: "lists/sample.csv")
            let text = try tool.run("preview", "welcome", "--recipient", "ann@example.org", "--format", "text")
            #expect(text.output.contains("Ann <b>"), "\(text.error)")
            let html = try tool.run("preview", "welcome", "--recipient", "ANN@example.org", "--format", "html")
            #expect(html.output.contains("Ann &lt;b&gt;"))
            #expect(!html.output.contains("Ann <b>"))
            let headers = try tool.run("preview", "welcome", "--recipient", "ann@example.org", "--format", "headers").output
            for name in ["From", "To", "Subject", "Date", "Message-ID", "MIME-Version", "List-Unsubscribe", "List-Unsubscribe-Post"] {
                #expect(headers.split(separator: "\r\n").count { $0.hasPrefix(name + ":") } == 1, "\(name)")
            }
            #expect(try tool.run("preview", "welcome", "--recipient", "eve@example.org").status == 66)
        }
    }

    @Test func `without a name the rows that show most are shown, each with its reason`() throws {
        try CommandLineTool.withProject { tool in
            let rows = [
                "ann@example.org,Ann", "bob@example.org,", "cy@example.org,Cyrillische Maximiliane von und zu", "zoe@example.org,Zoë",
            ]
            try tool.write("email,first_name\n" + rows.joined(separator: "\n") + "\n", to: "lists/sample.csv")
            let shown = try tool.run("preview", "welcome").output
            for (why, line) in [("first row", 2), ("shortest", 3), ("longest", 4), ("beyond ASCII", 5)] {
                #expect(shown.contains("── \(why) · lists/sample.csv:\(line) · "), "\(why)")
            }
            #expect(try tool.run("preview", "welcome", "--output", "edges").status == 0)
            let files = try FileManager.default.contentsOfDirectory(atPath: tool.folder.appendingPathComponent("edges").path)
            #expect(files.sorted() == ["2.eml", "3.eml", "4.eml", "5.eml"])
            #expect(try tool.run("preview", "welcome", "--format", "eml").output.components(separatedBy: "Message-ID:").count == 2)
        }
    }

    @Test func `all messages as files, and nothing sent`() throws {
        try CommandLineTool.withProject { tool in
            try tool.write("email,first_name\nann@example.org,Ann\nbob@example.org,Bob\n", to: "lists/sample.csv")
            #expect(try tool.run("preview", "welcome", "--all", "--output", "previews").status == 0)
            let files = try FileManager.default.contentsOfDirectory(atPath: tool.folder.appendingPathComponent("previews").path)
            #expect(files.sorted() == ["2.eml", "3.eml"])
            #expect(try tool.outbox().isEmpty)
        }
    }

    @Test func `with a DKIM key the message is signed and verifies`() throws {
        try CommandLineTool.withProject { tool in
            let made = try tool.run("dkim", "generate", "--domain", "example.com", "--selector", "s1", "--key", "keys/s1.pem")
            #expect(made.status == 0, "\(made.error)")
            #expect(made.output.contains("s1._domainkey.example.com"))
            let settings = try String(contentsOf: tool.folder.appendingPathComponent("mailshot.toml"), encoding: .utf8)
            try tool.write(
                settings + "\n[[dkim]]\ndomain = \"example.com\"\nselector = \"s1\"\nkey = { file = \"keys/s1.pem\" }\n",
                to: "mailshot.toml")
            let message = try tool.run("preview", "welcome", "--format", "eml").output
            #expect(message.hasPrefix("DKIM-Signature:"))
            try tool.write(message, to: "message.eml")
            #expect(try tool.run("dkim", "verify", "message.eml", "--key", "keys/s1.pem").status == 0)
            try tool.write(message.replacingOccurrences(of: "Subject: ", with: "Subject: x"), to: "message.eml")
            #expect(try tool.run("dkim", "verify", "message.eml", "--key", "keys/s1.pem").status == 65)
        }
    }

    @Test func `a short DKIM key is warned of, and a shorter one refused`() throws {
        try CommandLineTool.withProject { tool in
            let settings = try String(contentsOf: tool.folder.appendingPathComponent("mailshot.toml"), encoding: .utf8)
            try tool.write(
                settings + "\n[[dkim]]\ndomain = \"example.com\"\nselector = \"s1\"\nkey = { file = \"keys/s1.pem\" }\n",
                to: "mailshot.toml")
            let key = tool.folder.appendingPathComponent("keys/s1.pem").path
            for (bits, expected) in [("1024", "at least 2048 are recommended"), ("768", "RSA keys have 1024 to 8192 bits")] {
                let openssl = Process()
                openssl.executableURL = URL(fileURLWithPath: "/usr/bin/env")
                openssl.arguments = ["openssl", "genrsa", "-traditional", "-out", key, bits]
                openssl.standardError = FileHandle.nullDevice
                try openssl.run()
                openssl.waitUntilExit()
                try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: key)
                let check = try tool.run("check", "welcome")
                #expect(check.output.contains(expected), "\(check.output)")
                #expect((check.status == 0) == (bits == "1024"))
            }
        }
    }

    @Test func `preview says which signatures hold`() throws {
        try CommandLineTool.withProject { tool in
            #expect(try tool.run("preview", "welcome", "--verify").status == 78)
            var settings = try String(contentsOf: tool.folder.appendingPathComponent("mailshot.toml"), encoding: .utf8)
            for (selector, type) in [("s1", "rsa"), ("s2", "ed25519")] {
                let key = "keys/\(selector).pem"
                let made = try tool.run("dkim", "generate", "--domain", "example.com", "--selector", selector, "--key", key, "--type", type)
                #expect(made.status == 0, "\(made.error)")
                settings += "\n[[dkim]]\ndomain = \"example.com\"\nselector = \"\(selector)\"\nkey = { file = \"\(key)\" }\n"
            }
            try tool.write(settings, to: "mailshot.toml")
            try tool.write("email,first_name\nann@example.org,Ann\nbob@example.org,Bob\n", to: "lists/sample.csv")
            let shown = try tool.run("preview", "welcome", "--verify", "--all")
            #expect(shown.status == 0, "\(shown.error)")
            #expect(
                shown.output.split(separator: "\n") == [
                    "pass  example.com (s1, rsa-sha256)  ann@example.org", "pass  example.com (s2, ed25519-sha256)  ann@example.org",
                    "pass  example.com (s1, rsa-sha256)  bob@example.org", "pass  example.com (s2, ed25519-sha256)  bob@example.org",
                ])
            // A key that others may read signs nothing.
            let key = tool.folder.appendingPathComponent("keys/s1.pem").path
            try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: key)
            let refused = try tool.run("preview", "welcome", "--verify")
            #expect(refused.status != 0 && refused.error.contains("keys/s1.pem"), "\(refused.error)")
        }
    }
}
