import Foundation
import Testing

/// The keys of `[tracking]` and `[serve]`: what is taken, and what each mistake is told.
@Suite struct ServeConfigurationTests {
    private static let start = "[sender]\nfrom = \"News <news@example.com>\"\n\n[tracking]\nbase_url = \"https://t.example.com\"\n"

    @Test("every key is read")
    func everything() throws {
        try CommandLineTool.withProject { tool in
            try tool.write(
                Self.start + """
                    opens = true
                    clicks = true
                    mode = "aggregate"
                    honour_gpc = false
                    opt_out_column = "quiet"
                    honeypot = true
                    datacentre_ranges = "ranges.txt"

                    [serve]
                    listen = "[::1]:8443"
                    metrics_listen = "off"
                    trusted_proxies = ["127.0.0.1", "2001:db8::/32"]
                    certificate = "keys/chain.pem"
                    key = "keys/key.pem"
                    access_log = true
                    log_addresses = true
                    max_connections = 100

                    """, to: "mailshot.toml")
            let listed = try tool.run("relays", "list")
            #expect(listed.status == 0, "\(listed.error)")
        }
    }

    /// A line behind `base_url`, which stands on line 5; the line itself on 6 or below `[serve]`.
    private static let mistakes: [(lines: String, sentence: String)] = [
        ("mode = \"nobody\"", "mailshot.toml:6: 'mode'"),
        ("honor_gpc = true", "mailshot.toml:6: unknown key 'honor_gpc'; did you mean honour_gpc?"),
        ("opens = \"yes\"", "mailshot.toml:6"),
        ("[serve]\nlisten = \"8080\"", "mailshot.toml:7: 'listen': \"8080\": write HOST:PORT"),
        ("[serve]\nmetrics_listen = \"none\"", "mailshot.toml:7: 'metrics_listen'"),
        ("[serve]\ntrusted_proxies = [\"10.0.0.0/40\"]", "mailshot.toml:7: 'trusted_proxies': \"10.0.0.0/40\""),
        ("[serve]\ncertificate = \"c.pem\"", "'certificate' and 'key' belong together"),
        ("[serve]\nmax_connections = 0", "mailshot.toml:7: 'max_connections' must be between 1 and 100000"),
        ("[serve]\nport = 80", "unknown key 'port'"),
    ]

    @Test("a mistake is told at its line", arguments: mistakes)
    func mistake(lines: String, sentence: String) throws {
        try CommandLineTool.withProject { tool in
            try tool.write(Self.start + lines + "\n", to: "mailshot.toml")
            let listed = try tool.run("relays", "list")
            #expect(listed.status == 78 && listed.error.contains(sentence), "\(listed.error)")
        }
    }

    @Test("serve says what it lacks")
    func lacks() throws {
        try CommandLineTool.withProject { tool in
            try tool.write("[sender]\nfrom = \"News <news@example.com>\"\n", to: "mailshot.toml")
            let nothing = try tool.run("serve")
            #expect(nothing.status == 78 && nothing.error.contains("there is no [tracking] with a base_url"))
            try tool.write(Self.start + "datacentre_ranges = \"ranges.txt\"\n", to: "mailshot.toml")
            try tool.write("10.0.0.0/8\nnonsense\n", to: "ranges.txt")
            let ranges = try tool.run("serve", "--listen", "127.0.0.1:0", "--metrics", "off")
            #expect(ranges.status == 78 && ranges.error.contains("ranges.txt:2: \"nonsense\" is no address"), "\(ranges.error)")
            let place = try tool.run("serve", "--listen", "nowhere")
            #expect(place.status == 64 && place.error.contains("--listen nowhere: write HOST:PORT"))
        }
    }
}
