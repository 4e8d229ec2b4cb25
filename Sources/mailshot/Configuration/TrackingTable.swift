import Campaigns
import Tracking

/// `[tracking]` of `mailshot.toml`: the public address of `mailshot serve`, and what of the recipients' behaviour is kept.
///
/// ```toml
/// [tracking]
/// base_url = "https://t.example.com"
/// opens = true                  # a pixel; false by default, as are clicks
/// clicks = true                 # links go through the counter
/// mode = "aggregate"            # counts only, nobody's name; "recipient" by default
/// honour_gpc = true             # who says Sec-GPC: 1 is counted without a name
/// opt_out_column = "no_tracking"    # so is who says so in the list
/// honeypot = true               # a hidden link that only software follows
/// datacentre_ranges = "datacentres.txt"   # one range a line: visits from there are machines'
/// ```
struct TrackingTable: Decodable {
    /// What is kept of a visit.
    enum Mode: String, Decodable, CaseIterable {
        case recipient, aggregate
    }

    var baseURL: String
    var opens: Bool?
    var clicks: Bool?
    var mode: Mode?
    var honourGPC: Bool?
    var optOutColumn: String?
    var honeypot: Bool?
    var datacentreRanges: String?

    enum CodingKeys: String, CodingKey, CaseIterable {
        case baseURL = "base_url"
        case opens, clicks, mode, honeypot
        case honourGPC = "honour_gpc"
        case optOutColumn = "opt_out_column"
        case datacentreRanges = "datacentre_ranges"
    }

    /// What of the settings is in messages.
    ///
    /// - Throws: the key and what is wrong with it, by `fail`.
    func settings(fail: (_ key: String, _ message: String) -> Failure) throws -> TrackingSettings {
        var base = baseURL
        while base.hasSuffix("/") { base.removeLast() }
        guard base.hasPrefix("https://") || base.hasPrefix("http://127.0.0.1") || base.hasPrefix("http://localhost"),
            base.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "<") })
        else {
            throw fail("base_url", "'base_url': \"\(baseURL)\" must begin with https:// (one-click unsubscribe asks for it)")
        }
        return TrackingSettings(baseURL: base, opens: opens ?? false, clicks: clicks ?? false, honeypot: honeypot ?? false)
    }

    /// What is kept of visits.
    var rules: VisitRules {
        var rules = VisitRules(opens: opens ?? false, clicks: clicks ?? false)
        rules.isAggregate = mode == .aggregate
        rules.honoursGPC = honourGPC ?? true
        rules.optOutColumn = optOutColumn
        return rules
    }
}
