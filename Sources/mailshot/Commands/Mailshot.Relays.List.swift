import ArgumentParser
import Ledger
import MailFormat
import SMTP
import Sending

/// What is configured, and how it stands.
struct RelaysList: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the relays of the project: limits, what they have used, health, when the next slot opens",
        discussion: "Everything is read from mailshot.toml and the ledger; no relay is asked.")

    @OptionGroup var options: GlobalOptions

    func run() throws {
        let project = try Project(options)
        let ledger = try project.existingLedger()
        let now = WallClock.now()
        let standings = try project.standings(in: ledger, at: now)
        let names = try project.relaysWithoutSecrets().map(\.username)
        try options.show(RelayList(relays: zip(standings, names).map { RelayList.Line($0, username: $1, at: now) }))
    }
}

extension Project {
    /// How each relay stands, read from the ledger; none of the sandbox, which has no limits.
    func standings(in ledger: LedgerFile?, at moment: Timestamp) throws -> [RelayStanding] {
        try zip(relaysWithoutSecrets(), pool.warmups).map { try RelayStanding(of: $0.relay, warmup: $1, in: ledger, at: moment) }
    }
}

/// `relays list`
struct RelayList: CommandResult {
    /// A count and what is left of it.
    struct Window: Encodable, Sendable {
        var quota: String
        var used: Int
        var left: Int
        var comesBack: String?
        var warmupStep: Int?
    }

    /// Something that is left alone for a while.
    struct Rest: Encodable, Sendable {
        var bucket: String?
        var until: String
        var reason: String
    }

    struct Line: Encodable, Sendable {
        var name: String
        var host: String
        var port: Int
        var tls: String
        var username: String?
        var maxConnections: Int
        var messagesPerConnection: Int
        var weight: Int
        var priority: Int
        var fromDomains: [String]
        var rate: String?
        var domainRate: String?
        var quotas: [Window]
        /// `open`, or `waits`.
        var state: String
        /// When it may be used again; null where it may be now.
        var opensAt: String?
        /// What is left alone: the relay itself, without a bucket, and domains at it.
        var rests: [Rest]
        private var policy: RelayPolicy
        private var now: Timestamp
        private var opens: Timestamp?

        private enum CodingKeys: String, CodingKey {
            case name, host, port, tls, username, maxConnections, messagesPerConnection, weight, priority, fromDomains, rate, domainRate
            case quotas, state, opensAt, rests
        }

        init(_ standing: RelayStanding, username: String?, at now: Timestamp) {
            let relay = standing.relay
            (name, host, port, tls) = (relay.name, relay.host, relay.port, relay.tls.mode.rawValue)
            self.username = username
            (maxConnections, messagesPerConnection) = (relay.maxConnections, relay.messagesPerConnection)
            policy = relay.policy
            (weight, priority, fromDomains) = (policy.weight, policy.priority, policy.fromDomains)
            (rate, domainRate) = (policy.rate?.description, policy.domainRate?.description)
            quotas = standing.windows.map {
                Window(
                    quota: $0.quota.description, used: $0.used, left: $0.left, comesBack: $0.comesBack.map { DateFormat.iso8601($0) },
                    warmupStep: $0.step)
            }
            opens = standing.opensAt
            state = opens == nil ? "open" : "waits"
            opensAt = opens.map { DateFormat.iso8601($0) }
            rests =
                (standing.rest.map { [Rest(until: DateFormat.iso8601($0.until), reason: $0.reason)] } ?? [])
                + standing.domainRests.map { Rest(bucket: $0.bucket, until: DateFormat.iso8601($0.rest.until), reason: $0.rest.reason) }
            self.now = now
        }

        fileprivate func text(_ style: TextStyle) -> String {
            let indent = "    "
            var first = ["\(style.bold(name))  \(host):\(port)  \(tls)" + (username.map { " as \($0)" } ?? "")]
            var limits = [rate ?? "no rate", "\(maxConnections) connections"]
            if let domainRate { limits.append("\(domainRate) a domain") }
            if weight > 1 { limits.append("weight \(weight)") }
            if priority > 1 { limits.append("backup, tier \(priority)") }
            if !fromDomains.isEmpty { limits.append("from \(fromDomains.joined(separator: ", ")) only") }
            first.append(indent + limits.joined(separator: " · "))
            for window in quotas {
                let what = window.warmupStep.map { "warm-up, day \($0): \(window.quota)" } ?? window.quota
                first.append(
                    indent + "\(what)  \(NumberText.grouped(window.used)) used, \(NumberText.grouped(window.left)) left"
                        + (window.left == 0 || window.warmupStep != nil ? MomentText.until(window.comesBack, at: now) : ""))
            }
            if let own = rests.first(where: { $0.bucket == nil }) {
                first.append(indent + style.yellow("rests") + MomentText.until(own.until, at: now) + ": " + TerminalText.safe(own.reason))
            } else if let opens {
                first.append(indent + style.yellow("waits") + " until " + MomentText.short(opens, at: now))
            } else {
                first.append(indent + style.green("open"))
            }
            for rest in rests {
                guard let bucket = rest.bucket else { continue }
                first.append(
                    indent + "\(bucket) rests here" + MomentText.until(rest.until, at: now) + ": " + TerminalText.safe(rest.reason))
            }
            return first.joined(separator: "\n")
        }
    }

    var schema = 1
    var relays: [Line]

    func text(_ style: TextStyle) -> String {
        guard !relays.isEmpty else { return "sandbox   built in: stores messages under outbox/ and sends nothing to anyone" }
        return relays.map { $0.text(style) }.joined(separator: "\n")
    }
}
