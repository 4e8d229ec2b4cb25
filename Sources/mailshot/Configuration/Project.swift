import Campaigns
import DKIM
import MailFormat
import SMTP
import Sending

/// A project with its `mailshot.toml` understood: what every command that works in a project starts from.
struct Project: Sendable {
    let folder: ProjectFolder
    let sender: Sender
    let tracking: TrackingSettings?
    let retry: RetrySchedule
    private let file: ProjectFile
    private let lines: TOMLKeyLines

    /// Reads and checks `mailshot.toml`. No secret is resolved yet.
    init(_ options: GlobalOptions) throws {
        folder = try ProjectFolder(at: options.project)
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
        tracking = try file.tracking.map { try Self.tracking($0, in: toml) }
        retry = file.retry.map { RetrySchedule($0, over: RetrySchedule()) } ?? RetrySchedule()
        for relay in file.relay ?? [] { try Self.check(relay, in: toml) }
        let names = (file.relay ?? []).map(\.name)
        if let twice = names.first(where: { name in names.filter { $0 == name }.count > 1 }) {
            throw toml.failure(at: "relay", "two relays are named \"\(twice)\"; give each its own name")
        }
    }

    /// Whether no relay is configured, so that the built-in sandbox relay is used.
    var usesSandbox: Bool { (file.relay ?? []).isEmpty }

    /// Names of the relays, in the order of the file; `sandbox` where none is configured.
    var relayNames: [String] { usesSandbox ? ["sandbox"] : (file.relay ?? []).map(\.name) }

    /// The relays with their secrets.
    func relays() async throws -> [Relay] {
        var relays: [Relay] = []
        for table in file.relay ?? [] {
            var relay = Relay(
                name: table.name, host: table.host, port: table.port ?? Self.defaultPort(table),
                tls: Self.security(table, in: folder), heloName: table.helo,
                maxConnections: table.maxConnections ?? 10, messagesPerConnection: table.messagesPerConnection ?? 100)
            if let username = table.username, let password = table.password {
                let secret = try await password.resolve(for: "relay \"\(table.name)\"", in: folder)
                relay.credentials = Credentials(username: username, proof: .password(Secret(secret)))
            }
            relays.append(relay)
        }
        return relays
    }

    /// What signs every message; nil where no `[[dkim]]` is configured.
    func dkimKeys() throws -> [(domain: String, selector: String, path: String)] {
        (file.dkim ?? []).map { ($0.domain, $0.selector, folder.resolve($0.key.file)) }
    }

    private static func tracking(_ table: ProjectFile.TrackingTable, in toml: TOMLFile<ProjectFile>) throws -> TrackingSettings {
        var base = table.baseURL
        while base.hasSuffix("/") { base.removeLast() }
        guard base.hasPrefix("https://") || base.hasPrefix("http://127.0.0.1") || base.hasPrefix("http://localhost"),
            base.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "<") })
        else {
            throw toml.failure(
                at: "base_url", "'base_url': \"\(table.baseURL)\" must begin with https:// (one-click unsubscribe asks for it)")
        }
        return TrackingSettings(baseURL: base, opens: table.opens ?? false, clicks: table.clicks ?? false)
    }

    private static func check(_ table: ProjectFile.RelayTable, in toml: TOMLFile<ProjectFile>) throws {
        let relay = "relay \"\(table.name)\""
        if let port = table.port, !(1...65535).contains(port) {
            throw toml.failure(at: "port", "\(relay): port \(port) does not exist; 587 with STARTTLS and 465 with implicit TLS are usual")
        }
        if let tls = table.tls, TransportSecurity.Mode(rawValue: tls) == nil {
            throw toml.failure(
                at: "tls", "\(relay): tls = \"\(tls)\" is unknown; write \"starttls\", \"implicit\", \"opportunistic\" or \"none\"")
        }
        if (table.username == nil) != (table.password == nil) {
            throw toml.failure(at: "relay", "\(relay): username and password go together; give both or neither")
        }
        for (name, value) in [
            ("max_connections", table.maxConnections), ("messages_per_connection", table.messagesPerConnection), ("weight", table.weight),
        ] {
            if let value, value < 1 { throw toml.failure(at: name, "\(relay): \(name) must be 1 or more") }
        }
        let local = ["localhost", "::1"].contains(table.host) || table.host.hasPrefix("127.")
        if mode(table) == .none, !local, table.insecure != true {
            throw toml.failure(
                at: "tls",
                "\(relay): tls = \"none\" sends everything in the clear to \(table.host); use \"starttls\", or set insecure = true if you must"
            )
        }
    }

    private static func mode(_ table: ProjectFile.RelayTable) -> TransportSecurity.Mode {
        table.tls.flatMap(TransportSecurity.Mode.init) ?? (table.port == 465 ? .implicit : .startTLS)
    }

    private static func defaultPort(_ table: ProjectFile.RelayTable) -> Int {
        mode(table) == .implicit ? 465 : 587
    }

    private static func security(_ table: ProjectFile.RelayTable, in folder: ProjectFolder) -> TransportSecurity {
        TransportSecurity(mode(table), authorityFile: table.caFile.map(folder.resolve), allowsInsecure: table.insecure ?? false)
    }
}

extension RetrySchedule {
    /// What a `[retry]` table says, with another schedule for what it leaves open.
    init(_ table: RetryTable, over base: RetrySchedule) {
        self.init(delays: table.schedule?.map(\.duration) ?? base.delays, maxAge: table.maxAge?.duration ?? base.maxAge)
    }
}
