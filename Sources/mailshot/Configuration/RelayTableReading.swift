import Foundation
import NIOCore
import SMTP

/// What one `[[relay]]` table means, and what is wrong with it.
struct RelayTableReading {
    private let table: ProjectFile.RelayTable
    private let folder: ProjectFolder

    init(_ table: ProjectFile.RelayTable, in folder: ProjectFolder) {
        self.table = table
        self.folder = folder
    }

    /// The relay without its credentials.
    func relay() throws -> Relay {
        var relay = Relay(
            name: table.name, host: table.host, port: table.port ?? (mode == .implicit ? 465 : 587), tls: security, heloName: table.helo,
            maxConnections: table.maxConnections ?? 10, messagesPerConnection: table.messagesPerConnection ?? 100,
            timeouts: table.timeouts?.timeouts ?? StageTimeouts(), requestsDSN: table.dsn ?? true,
            allowsPipelining: table.pipelining ?? true, usesChunking: table.chunking ?? false,
            idempotency: idempotency)
        if let idle = table.idleTimeout { relay.idleTimeout = idle.duration }
        relay.requiresTLSOnward = table.requireTLSOnward ?? false
        relay.sourceAddress = table.sourceAddress
        relay.proxy = try table.proxy.map { try ProxyText($0).proxy }
        return relay
    }

    /// Stops at the first thing that is wrong.
    ///
    /// - Parameter index: which of the `[[relay]]` tables it is, from 0.
    func check(at index: Int, in toml: TOMLFile<ProjectFile>) throws {
        let relay = "relay \"\(table.name)\""
        if let port = table.port, !(1...65535).contains(port) {
            throw toml.failure(
                at: "port", of: "relay", index,
                "\(relay): port \(port) does not exist; 587 with STARTTLS and 465 with implicit TLS are usual")
        }
        if let tls = table.tls, TransportSecurity.Mode(rawValue: tls) == nil {
            throw toml.failure(
                at: "tls", of: "relay", index,
                "\(relay): tls = \"\(tls)\" is unknown; write \"starttls\", \"implicit\", \"opportunistic\" or \"none\"")
        }
        if (table.username == nil) != (table.password == nil && table.token == nil) || (table.password != nil && table.token != nil) {
            throw toml.failure(
                at: "username", of: "relay", index, "\(relay): username goes with a password or a token; give both or neither")
        }
        if (table.clientCertificate == nil) != (table.clientKey == nil) {
            throw toml.failure(
                at: "client_certificate", of: "relay", index,
                "\(relay): client_certificate and client_key go together; give both or neither")
        }
        for (name, value) in [("max_connections", table.maxConnections), ("messages_per_connection", table.messagesPerConnection)] {
            if let value, value < 1 { throw toml.failure(at: name, of: "relay", index, "\(relay): \(name) must be 1 or more") }
        }
        if let name = table.idempotencyHeader, idempotency == nil {
            throw toml.failure(
                at: "idempotency_header", of: "relay", index,
                "\(relay): \"\(name)\" is no name of a header field; write it as the relay documents it")
        }
        if table.idempotencyHeader == nil, table.idempotencyWindow != nil {
            throw toml.failure(
                at: "idempotency_window", of: "relay", index,
                "\(relay): idempotency_window goes with idempotency_header; give both or neither")
        }
        if let fingerprint = table.fingerprint, Self.octets(fingerprint) == nil {
            throw toml.failure(at: "fingerprint", of: "relay", index, "\(relay): the fingerprint must be a SHA-256, 64 hexadecimal digits")
        }
        if table.requireTLSOnward == true, mode == .none || mode == .opportunistic {
            throw toml.failure(
                at: "require_tls_onward", of: "relay", index,
                "\(relay): require_tls_onward asks for TLS here too; set tls = \"starttls\" or \"implicit\"")
        }
        if let address = table.sourceAddress, (try? SocketAddress(ipAddress: address, port: 0)) == nil {
            throw toml.failure(
                at: "source_address", of: "relay", index, "\(relay): source_address = \"\(address)\" is no IP address of this machine")
        }
        try checkProxy(at: index, in: toml)
        if let problem = table.timeouts?.problem { throw toml.failure(at: "timeouts", of: "relay", index, "\(relay): \(problem.sentence)") }
        if mode == .none, !isLocal, table.insecure != true {
            throw toml.failure(
                at: "tls",
                "\(relay): tls = \"none\" sends everything in the clear to \(table.host); use \"starttls\", or set insecure = true if you must"
            )
        }
    }

    private func checkProxy(at index: Int, in toml: TOMLFile<ProjectFile>) throws {
        let relay = "relay \"\(table.name)\""
        do {
            let user = try table.proxy.map { try ProxyText($0) }?.username
            guard (user == nil) == (table.proxyPassword == nil) else {
                throw ProxyText.Problem(sentence: "a user name in the proxy goes with proxy_password; give both or neither")
            }
        } catch let problem as ProxyText.Problem {
            throw toml.failure(
                at: table.proxy == nil ? "proxy_password" : "proxy", of: "relay", index, "\(relay): proxy: \(problem.sentence)")
        }
    }

    /// The shortest window that any provider documents is taken where none is given (Brevo: 15 to 30 minutes).
    private var idempotency: IdempotencyHeader? {
        table.idempotencyHeader.flatMap { IdempotencyHeader(name: $0, window: table.idempotencyWindow?.duration ?? .seconds(900)) }
    }

    /// `tls`, or what the port says.
    private var mode: TransportSecurity.Mode {
        table.tls.flatMap(TransportSecurity.Mode.init) ?? (table.port == 465 ? .implicit : .startTLS)
    }

    private var isLocal: Bool {
        table.proxy == nil && (["localhost", "::1"].contains(table.host) || table.host.hasPrefix("127."))
    }

    private var security: TransportSecurity {
        var client: TransportSecurity.ClientCertificate?
        if let chain = table.clientCertificate, let key = table.clientKey {
            client = TransportSecurity.ClientCertificate(chainFile: folder.resolve(chain), keyFile: folder.resolve(key))
        }
        return TransportSecurity(
            mode, authorityFile: table.caFile.map(folder.resolve), clientCertificate: client,
            pinnedFingerprints: table.fingerprint.flatMap(Self.octets).map { [$0] } ?? [], allowsInsecure: table.insecure ?? false)
    }

    /// 32 octets from hexadecimal digits, with or without colons.
    private static func octets(_ text: String) -> [UInt8]? {
        let digits = text.filter { $0 != ":" }
        guard digits.count == 64 else { return nil }
        var octets: [UInt8] = []
        var rest = Substring(digits)
        while !rest.isEmpty {
            guard let octet = UInt8(rest.prefix(2), radix: 16) else { return nil }
            octets.append(octet)
            rest = rest.dropFirst(2)
        }
        return octets
    }
}
