import Campaigns
import DKIM
import Deliverability
import Ledger
import MailFormat
import SMTP
import Sending

/// A project with its `mailshot.toml` understood: what every command that works in a project starts from.
struct Project: Sendable {
    let folder: ProjectFolder
    let sender: Sender
    let tracking: TrackingSettings?
    let retry: RetrySchedule
    /// What follows from bounces, complaints and requests to leave, and when campaigns stop by themselves.
    let bounces: BouncePolicy
    /// Where what came back waits.
    let bounceSources: [BounceSourceTable]
    let pool: PoolSettings
    private let file: ProjectFile
    private let lines: TOMLKeyLines

    /// Reads and checks `mailshot.toml`. No secret is resolved yet.
    init(at directory: String?) throws {
        folder = try ProjectFolder(at: directory)
        let toml = try TOMLFile<ProjectFile>("mailshot.toml", in: folder, knownKeys: ProjectFile.knownKeys)
        file = toml.contents
        lines = toml.lines
        let table = file.sender
        sender = Sender(
            from: try toml.mailbox(table.from, at: "from"),
            replyTo: try table.replyTo.map { try toml.mailbox($0, at: "reply_to") },
            postalAddress: table.postalAddress,
            returnPath: try table.returnPath.map { try toml.address($0, at: "return_path") },
            unsubscribeMailbox: try table.unsubscribeMailbox.map { try toml.address($0, at: "unsubscribe_mailbox") })
        tracking = try file.tracking.map { try $0.settings { toml.failure(at: $0, $1) } }
        try file.serve?.check { toml.failure(at: $0, $1) }
        retry = file.retry.map { RetrySchedule($0, over: RetrySchedule()) } ?? RetrySchedule()
        var bounces = try (file.bounces ?? BouncesTable()).policy(over: BouncePolicy()) { toml.failure(at: $0, $1) }
        bounces.guarding = try (file.guarding ?? GuardTable()).policy(over: bounces.guarding) { toml.failure(at: $0, $1) }
        self.bounces = bounces
        bounceSources = file.bounces?.source ?? []
        for source in bounceSources { try source.check { toml.failure(at: $0, $1) } }
        for (index, relay) in (file.relay ?? []).enumerated() { try RelayTableReading(relay, in: folder).check(at: index, in: toml) }
        pool = try PoolSettings(toml, in: folder)
        let names = (file.relay ?? []).map(\.name)
        if let twice = names.first(where: { name in names.filter { $0 == name }.count > 1 }) {
            throw toml.failure(at: "relay", "two relays are named \"\(twice)\"; give each its own name")
        }
    }

    /// The project the options name.
    init(_ options: GlobalOptions) throws {
        try self.init(at: options.project)
    }

    /// Whether no relay is configured, so that the built-in sandbox relay is used.
    var usesSandbox: Bool { (file.relay ?? []).isEmpty }

    /// Names of the relays, in the order of the file; `sandbox` where none is configured.
    var relayNames: [String] { usesSandbox ? ["sandbox"] : (file.relay ?? []).map(\.name) }

    /// `[tracking]` and `[serve]` as the file has them.
    var serving: (tracking: TrackingTable?, serve: ServeTable) { (file.tracking, file.serve ?? ServeTable()) }

    /// The relays as the file describes them, and who logs in; no secret is asked for.
    func relaysWithoutSecrets() throws -> [(relay: Relay, username: String?)] {
        try (file.relay ?? []).enumerated().map { (try relay($1, at: $0), $1.username) }
    }

    /// The relays with their secrets.
    ///
    /// - Parameter name: only the relay of this name, so that no other's secret is asked for; nil for all.
    func relays(named name: String? = nil) async throws -> [Relay] {
        var relays: [Relay] = []
        for (index, table) in (file.relay ?? []).enumerated() where name == nil || table.name == name {
            var relay = try relay(table, at: index)
            if let username = table.username, let source = table.token ?? table.password {
                let secret = Secret(try await source.resolve(for: "relay \"\(table.name)\"", in: folder))
                relay.credentials = Credentials(
                    username: username, proof: table.token == nil ? .password(secret) : .token(secret), mechanism: table.auth?.uppercased(),
                    renewal: table.token.map { renewal(of: $0, from: secret, for: table.name) })
            }
            if let source = table.proxyPassword {
                relay.proxy?.password = Secret(try await source.resolve(for: "proxy of relay \"\(table.name)\"", in: folder))
            }
            relays.append(relay)
        }
        return relays
    }

    /// The token's source once more, when the relay refuses what it gave before.
    private func renewal(of source: SecretSource, from first: Secret, for relay: String) -> TokenSource {
        TokenSource(first) { [folder] done in
            Task {
                do {
                    done(.success(Secret(try await source.resolve(for: "relay \"\(relay)\"", in: folder))))
                } catch {
                    done(.failure(error))
                }
            }
        }
    }

    private func relay(_ table: ProjectFile.RelayTable, at index: Int) throws -> Relay {
        var relay = try RelayTableReading(table, in: folder).relay()
        relay.policy = pool.policies[index]
        relay.policy.dailyCaps = pool.warmups[index]?.caps ?? []
        // A relay that is a provider's own exchange counts its messages a connection.
        if table.messagesPerConnection == nil, let provider = pool.shaping.providers.first(where: { $0.runs(relay.host) }) {
            relay.messagesPerConnection = provider.messagesPerConnection ?? relay.messagesPerConnection
        }
        return relay
    }

    /// What signs every message; nil where no `[[dkim]]` is configured.
    func dkimKeys() throws -> [(domain: String, selector: String, path: String)] {
        (file.dkim ?? []).map { ($0.domain, $0.selector, folder.resolve($0.key.file)) }
    }
}

extension RetrySchedule {
    /// What a `[retry]` table says, with another schedule for what it leaves open.
    init(_ table: RetryTable, over base: RetrySchedule) {
        self.init(delays: table.schedule?.map(\.duration) ?? base.delays, maxAge: table.maxAge?.duration ?? base.maxAge)
    }
}
