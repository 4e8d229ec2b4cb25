import Deliverability
import SMTP

/// How the mail of a project is spread over its relays and paced: limits of relays and domains, and where each is written.
struct PoolSettings: Sendable {
    /// The limits of the relays, in the order of the file; their reply rules are the shaping's.
    let policies: [RelayPolicy]
    /// Their warm-ups.
    let warmups: [Warmup?]
    /// The `[[throttle]]` tables.
    let throttles: [DomainBuckets.Throttle]
    /// What is known of providers; nothing where only the sandbox is used, which sends to nobody.
    let shaping: Shaping
    /// Whether domains that are hosted in one place share a bucket.
    let rollsUp: Bool
    /// The name server to ask; nil for those of the system.
    let nameServer: ResolverConfiguration.Server?
    private let file: String
    private let lines: TOMLKeyLines

    /// Reads and checks what `mailshot.toml` and `shaping.toml` say.
    init(_ toml: TOMLFile<ProjectFile>, in folder: ProjectFolder) throws {
        (file, lines) = (toml.file, toml.lines)
        let relays = (toml.contents.relay ?? []).enumerated().map { RelayPolicyReading(table: $1, index: $0, toml: toml) }
        let domains = toml.contents.domains
        let isNeeded = domains?.shaping != false && !relays.isEmpty
        // Reading what is shipped takes milliseconds of every command's start; a project's own file is looked at for mistakes always.
        let known = try isNeeded || folder.has("shaping.toml") ? Shaping(in: folder) : Shaping()
        shaping = isNeeded ? known : Shaping()
        let rules = shaping.allRules
        policies = try relays.map {
            var policy = try $0.policy()
            policy.replyRules = rules
            return policy
        }
        warmups = try relays.map { try $0.warmup() }
        throttles = try Self.throttles(in: toml)
        rollsUp = domains?.mxRollup ?? false
        nameServer = try domains?.dns.map { text in
            guard let server = ResolverConfiguration.Server(text) else {
                throw toml.failure(at: "dns", "dns = \"\(text)\" is no address; write \"192.0.2.53\" or \"127.0.0.1:5353\"")
            }
            return server
        }
    }

    /// The buckets of recipient domains.
    ///
    /// - Parameter hosts: what is known of where domains' mail goes.
    func buckets(hosts: [String: MailHosts] = [:]) -> DomainBuckets {
        DomainBuckets(throttles: throttles, providers: shaping.providers, rollsUp: rollsUp, hosts: hosts)
    }

    /// `mailshot.toml:14`: where a key of the n-th relay is set.
    func place(of key: String, relay index: Int) -> String { lines.place(of: key, in: "relay", index, file) }

    /// Where a key of the throttle of a name is set.
    func place(of key: String, throttle name: String) -> String {
        lines.place(of: key, in: "throttle", throttles.firstIndex { $0.limit.name == name } ?? 0, file)
    }

    private static func throttles(in toml: TOMLFile<ProjectFile>) throws -> [DomainBuckets.Throttle] {
        var owners: [String: String] = [:]
        return try (toml.contents.throttle ?? []).enumerated().map { index, table in
            let name = table.name ?? table.domains.first ?? ""
            func failure(_ key: String, _ what: String) -> Failure {
                toml.failure(at: key, of: "throttle", index, "throttle \"\(name)\": \(key) \(what)")
            }
            guard !table.domains.isEmpty, !name.isEmpty else {
                throw toml.failure(at: "domains", of: "throttle", index, "a throttle names its domains; write domains = [\"example.com\"]")
            }
            guard table.rate != nil || table.maxConnections != nil else {
                throw failure("domains", "stands alone and limits nothing; add rate = \"20/s\" or max_connections = 5")
            }
            guard table.burst == nil || table.rate != nil else { throw failure("burst", "goes with a rate; add rate = \"20/s\"") }
            if let limit = table.maxConnections, limit < 1 { throw failure("max_connections", "must be 1 or more") }
            let domains = try table.domains.map { try RelayPolicyReading.domain($0) { failure("domains", $0) } }
            for domain in domains {
                if let owner = owners.updateValue(name, forKey: domain) {
                    throw failure("domains", "names \"\(domain)\", which throttle \"\(owner)\" has already; take it out of one")
                }
            }
            return DomainBuckets.Throttle(
                DomainThrottle(
                    name: name, domains: domains,
                    rate: try table.rate.map { try RelayPolicyReading.rate($0, burst: table.burst) { failure("rate", $0) } },
                    maxConnections: table.maxConnections),
                rollsUp: table.mxRollup ?? false)
        }
    }
}
