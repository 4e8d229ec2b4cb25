import ArgumentParser
import Campaigns
import Deliverability
import Ledger
import MailFormat
import SMTP
import Sending

/// What holds for one recipient.
struct RelaysExplain: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain", abstract: "Say which relays, buckets and limits apply to a recipient, and where each figure comes from",
        discussion: """
            With mx_rollup the DNS is asked where the recipient's domain is hosted, unless the ledger remembers it.

              mailshot relays explain anna@example.org
              mailshot relays explain anna@example.org --campaign autumn    and what that campaign adds
            """)

    @OptionGroup var options: GlobalOptions
    @Argument(help: "The recipient's address, or only its domain.") var address: String
    @Option(help: ArgumentHelp("A campaign: its sender, its relays, its pace.", valueName: "name")) var campaign: String?

    func run() async throws {
        let project = try Project(options)
        let domain = try Self.domain(of: address)
        let file = try campaign.map { try CampaignFile.load($0, from: project) }
        let ledger = try project.existingLedger()
        let memory = MailHostsMemory(ledger: ledger, server: project.pool.nameServer)
        let buckets = try await project.pool.knownBuckets(of: [domain], remembering: memory)
        let explanation = Explanation(
            domain, in: project.pool, buckets, standings: try project.standings(in: ledger, at: WallClock.now()),
            sender: (file?.campaign.from ?? project.sender.from).address.domain, route: file?.route, at: WallClock.now())
        try options.show(explanation)
    }

    private static func domain(of text: String) throws -> String {
        do {
            return try EmailAddress(text.contains("@") ? text : "x@" + text).domain
        } catch {
            throw Failure(.usage, "\(text): \(error)")
        }
    }
}

/// `relays explain`
struct Explanation: CommandResult {
    /// One figure and where it is from.
    struct Figure: Encodable, Sendable {
        var what: String
        var value: String
        var from: String
    }

    /// What holds at one relay.
    struct Relay: Encodable, Sendable {
        var relay: String
        /// Whether the recipient's message may go through it at all.
        var eligible: Bool
        /// Why not.
        var reason: String?
        var limits: [Figure]
        /// When it may take the message; null for now.
        var opensAt: String?
        var waitsFor: String?
    }

    var schema = 1
    var domain: String
    var bucket: String
    var why: String
    /// Where the domain's mail goes; null where it was not asked, or nobody knows.
    var exchanges: [String]?
    var limits: [Figure]
    var relays: [Relay]
    private let now: Timestamp

    private enum CodingKeys: String, CodingKey {
        case schema, domain, bucket, why, exchanges, limits, relays
    }

    init(
        _ domain: String, in pool: PoolSettings, _ buckets: DomainBuckets, standings: [RelayStanding], sender: String,
        route: CampaignRoute?, at now: Timestamp
    ) {
        let hosts = buckets.hosts
        let found = buckets.bucket(of: domain)
        self.domain = domain
        self.now = now
        bucket = found.name
        why = Self.why(found, domain, asked: buckets.asksForHosts, hosts: hosts[domain])
        if case .exchanges(let names)? = hosts[domain] { exchanges = names }
        limits = Self.limits(of: found.name, in: pool, buckets)
        if let route, let rate = route.rate {
            limits.append(Figure(what: "campaign rate", value: rate.description, from: route.ratePlace))
        }
        relays = standings.enumerated().map { index, standing in
            Self.relay(standing, index, in: pool, bucket: found.name, sender: sender, pinned: route?.relays ?? [])
        }
    }

    private static func why(_ bucket: DomainBuckets.Bucket, _ domain: String, asked: Bool, hosts: MailHosts?) -> String {
        switch bucket.reason {
        case .named: return "a [[throttle]] names \(domain)"
        case .provider(let name): return "\(domain) belongs to \(name)"
        case .exchange(let host): return "\(domain) is hosted by \(host)"
        case .alone:
            guard asked else { return "no provider or throttle names \(domain); mx_rollup is off, so nobody was asked who hosts it" }
            switch hosts {
            case nil: return "nobody knows who hosts \(domain): it stands for itself"
            case .noSuchDomain: return "\(domain) does not exist"
            case .refusesMail: return "\(domain) takes no mail (null MX)"
            case .nowhere: return "\(domain) has neither MX nor address"
            case .itself, .exchanges: return "\(domain) stands for itself"
            }
        }
    }

    private static func limits(of bucket: String, in pool: PoolSettings, _ buckets: DomainBuckets) -> [Figure] {
        if let throttle = pool.throttles.first(where: { $0.limit.name == bucket })?.limit {
            return [
                throttle.rate.map { Figure(what: "rate", value: $0.description, from: pool.place(of: "rate", throttle: bucket)) },
                throttle.maxConnections.map {
                    Figure(what: "max_connections", value: String($0), from: pool.place(of: "max_connections", throttle: bucket))
                },
            ].compactMap(\.self)
        }
        guard let provider = buckets.provider(named: bucket) else { return [] }
        let figures = [
            ("rate", provider.rate?.description), ("max_connections", provider.maxConnections.map(String.init)),
            ("messages_per_connection", provider.messagesPerConnection.map { "\($0) (a relay that is its exchange)" }),
        ]
        return figures.compactMap { key, value in
            guard let value else { return nil }
            let source = provider.source.map { "\($0)\(provider.checked.map { ", looked at \($0)" } ?? "")" } ?? "no source"
            let own = provider.published.contains(key) ? "stated: \(source)" : "our choice, none is published: \(source)"
            return Figure(what: key, value: value, from: pool.shaping.places["\(bucket) \(key)"] ?? "shaping.toml as shipped, \(own)")
        }
    }

    private static func relay(
        _ standing: RelayStanding, _ index: Int, in pool: PoolSettings, bucket: String, sender: String, pinned: [String]
    ) -> Relay {
        let (name, policy) = (standing.relay.name, standing.relay.policy)
        func figure(_ key: String, _ value: String?) -> Figure? {
            value.map { Figure(what: key, value: $0, from: pool.place(of: key, relay: index)) }
        }
        var limits = [
            figure("rate", policy.rate?.description), figure("domain_rate", policy.domainRate?.description),
            figure("weight", policy.weight > 1 ? String(policy.weight) : nil),
            figure("priority", policy.priority > 1 ? String(policy.priority) : nil),
        ].compactMap(\.self)
        limits += standing.windows.compactMap { window in
            let left = "\(NumberText.grouped(window.left)) of \(NumberText.grouped(window.quota.limit)) left"
            return window.step.map { figure("warmup", "day \($0): \(left)") } ?? figure("quota", "\(window.quota): \(left)")
        }
        let rest = standing.domainRests.first { $0.bucket == bucket }?.rest
        let opens = [standing.opensAt, rest?.until].compactMap(\.self).max()
        var relay = Relay(
            relay: name, eligible: true, limits: limits, opensAt: opens.map { DateFormat.iso8601($0) },
            waitsFor: (rest ?? standing.rest)?.reason ?? (opens == nil ? nil : "a limit"))
        if !policy.takes(from: sender) {
            relay.eligible = false
            relay.reason = "takes no mail from \(sender) (from_domains, \(pool.place(of: "from_domains", relay: index)))"
        } else if !pinned.isEmpty, !pinned.contains(name) {
            relay.eligible = false
            relay.reason = "the campaign names other relays"
        }
        return relay
    }

    func text(_ style: TextStyle) -> String {
        var lines = ["\(style.bold(domain)) is in the bucket \(style.bold(bucket)): \(why)"]
        if let exchanges { lines.append("  mail exchanges: \(exchanges.map(TerminalText.safe).joined(separator: ", "))") }
        if limits.isEmpty { lines.append("  no limit of its own, over all relays") }
        lines += limits.map { Self.line($0, style) }
        if relays.isEmpty { lines += ["", "sandbox: no limits; sends nothing to anyone"] }
        for relay in relays {
            lines.append("")
            guard relay.eligible else {
                lines.append("\(style.bold(relay.relay))  is not used: \(relay.reason ?? "")")
                continue
            }
            let state = relay.opensAt == nil ? style.green("open") : style.yellow("waits") + MomentText.until(relay.opensAt, at: now)
            lines.append("\(style.bold(relay.relay))  \(state)" + (relay.waitsFor.map { ": \(TerminalText.safe($0))" } ?? ""))
            lines += relay.limits.map { Self.line($0, style) }
        }
        return lines.joined(separator: "\n")
    }

    private static func line(_ figure: Figure, _ style: TextStyle) -> String {
        "  \(figure.what.padding(toLength: 24)) \(figure.value.padding(toLength: 28)) \(style.dim(figure.from))"
    }
}
