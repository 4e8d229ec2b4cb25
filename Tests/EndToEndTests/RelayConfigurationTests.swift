import Foundation
import Testing

/// The keys of `[[relay]]` that say how it is spoken to: what is taken, what each mistake is told, and whose secrets are asked for.
@Suite struct RelayConfigurationTests {
    private static let start = "[sender]\nfrom = \"News <news@example.com>\"\n\n"
    private static let first = "[[relay]]\nname = \"a\"\nhost = \"127.0.0.1\"\ntls = \"none\"\n\n"

    @Test("every key of a session is read")
    func everything() throws {
        try CommandLineTool.withProject { tool in
            try tool.write(
                Self.start + """
                    [[relay]]
                    name = "far"
                    host = "relay.example.com"
                    port = 587
                    tls = "starttls"
                    pipelining = false
                    chunking = true
                    idle_timeout = "10s"
                    idempotency_header = "X-Key"
                    idempotency_window = "24h"
                    require_tls_onward = true
                    source_address = "192.0.2.7"
                    proxy = "socks5://tim@[2001:db8::1]:1081"
                    proxy_password = { env = "PROXY_PASSWORD" }
                    timeouts = { connect = "10s", tls = "20s", greeting = "1m", command = "1m", data = "1m", block = "1m", dot = "5m", min_rate = 1000 }

                    """, to: "mailshot.toml")
            let listed = try tool.run("relays", "list")
            #expect(listed.status == 0, "\(listed.error)")
        }
    }

    /// A line of the second of two relays, which stands on line 9; the line itself on 12.
    private static let mistakes: [(line: String, sentence: String)] = [
        ("port = 0", "relay \"b\": port 0 does not exist"),
        ("tls = \"ssl\"", "relay \"b\": tls = \"ssl\" is unknown"),
        ("max_connections = 0", "relay \"b\": max_connections must be 1 or more"),
        ("idempotency_header = \"X Key\"", "relay \"b\": \"X Key\" is no name of a header field"),
        ("idempotency_window = \"1h\"", "relay \"b\": idempotency_window goes with idempotency_header"),
        ("source_address = \"here\"", "relay \"b\": source_address = \"here\" is no IP address"),
        ("proxy = \"http://p:1\"", "relay \"b\": proxy: write \"socks5://host:port\""),
        ("proxy = \"socks5://tim:secret@p:1\"", "relay \"b\": proxy: a secret does not stand in this file"),
        ("proxy = \"socks5://tim@p:1\"", "relay \"b\": proxy: a user name in the proxy goes with proxy_password"),
        ("proxy = \"socks5://p:70000\"", "relay \"b\": proxy: the port must be"), ("proxy = \"socks5://\"", "relay \"b\": proxy: the host"),
        ("proxy_password = \"x\"", "a secret does not stand in this file"),
        ("timeouts = { dot = \"10s\" }", "relay \"b\": timeouts: dot must be 60s or more"),
        ("timeouts = { min_rate = -1 }", "relay \"b\": timeouts: min_rate must be 0 or more"),
        ("timeouts = { connect = \"0s\" }", "relay \"b\": timeouts: connect must be longer than nothing"),
    ]

    @Test("a mistake is told at its line, and not at another relay's", arguments: mistakes)
    func mistake(line: String, sentence: String) throws {
        try CommandLineTool.withProject { tool in
            let second = "[[relay]]\nname = \"b\"\nhost = \"relay.example.com\"\n\(line)\n"
            try tool.write(Self.start + Self.first + second, to: "mailshot.toml")
            let listed = try tool.run("relays", "list")
            #expect(listed.status == 78)
            #expect(listed.error.contains("mailshot.toml:12: ") && listed.error.contains(sentence), "\(listed.error)")
            #expect(!listed.error.contains("tim:secret"))
        }
    }

    @Test("only the secrets of the relay that is tested are asked for")
    func secrets() throws {
        try CommandLineTool.withProject { tool in
            let guarded =
                Self.first.replacingOccurrences(of: "\"a\"", with: "\"b\"")
                + "username = \"tim\"\npassword = { env = \"MAILSHOT_TEST_UNSET\" }\n"
            try tool.write(Self.start + Self.first + guarded, to: "mailshot.toml")
            let both = try tool.run("relays", "test")
            #expect(both.status == 78 && both.error.contains("MAILSHOT_TEST_UNSET"))
            let one = try tool.run("relays", "test", "a")
            #expect(one.status == 69 && !one.error.contains("MAILSHOT_TEST_UNSET"), "\(one.error)")
            #expect(try tool.run("relays", "test", "c").status == 66)
        }
    }
}
