/// `[[throttle]]`: a limit on some recipient domains, over all relays.
struct ThrottleTable: Decodable {
    /// What the bucket is called; the first domain where it is left out.
    var name: String?
    /// The domains; `*.example.com` for all below one.
    var domains: [String]
    /// `"20/s"`
    var rate: String?
    var burst: Int?
    /// Messages to them that may be on their way at once.
    var maxConnections: Int?
    /// Whether domains hosted in the same place fall under it.
    var mxRollup: Bool?

    enum CodingKeys: String, CodingKey, CaseIterable {
        case name, domains, rate, burst
        case maxConnections = "max_connections"
        case mxRollup = "mx_rollup"
    }
}

/// `[domains]`: what is found out of recipient domains, and what is known of their providers.
struct DomainsTable: Decodable {
    /// Whether all domains that are hosted in one place share a bucket. Asks the DNS; false by default.
    var mxRollup: Bool?
    /// Whether what the tool knows of providers holds; true by default.
    var shaping: Bool?
    /// The name server to ask, `"192.0.2.53"` or `"127.0.0.1:5353"`; those of `/etc/resolv.conf` by default.
    var dns: String?

    enum CodingKeys: String, CodingKey, CaseIterable {
        case shaping, dns
        case mxRollup = "mx_rollup"
    }
}

/// `warmup = { start = "50/day", growth = 1.4, cap = "50000/day", pause_if = "refused > 3%" }`
struct WarmupTable: Decodable {
    var start: String
    var growth: Double
    var cap: String
    var pauseIf: OneOrMany?

    enum CodingKeys: String, CodingKey, CaseIterable {
        case start, growth, cap
        case pauseIf = "pause_if"
    }
}

/// One text or several: `"50000/day"`, `["500/hour", "50000/day"]`.
struct OneOrMany: Decodable {
    var texts: [String]

    init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        if let text = try? value.decode(String.self) {
            texts = [text]
        } else {
            texts = try value.decode([String].self)
        }
    }
}
