import ArgumentParser
import Campaigns
import Foundation
import Ledger
import Logging
import MailFormat
import Sending
import ServiceLifecycle
import Tracking
import UnixSignals

extension Mailshot {
    /// The public face of a project's campaigns.
    struct Serve: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Serve opens, clicks, unsubscribes, preferences and the view in a browser",
            discussion: """
                  mailshot serve                                   on 127.0.0.1:8080, for a reverse proxy to hand on
                  mailshot serve --listen 0.0.0.0:443              with certificate and key in [serve]
                  mailshot serve --metrics 127.0.0.1:9464          where Prometheus reads; "off" for nowhere

                Answers for every link that messages of this project carry: /o pixel, /c links, /u unsubscribe (RFC 8058), /p preferences,
                /v view in a browser. /health says that it lives, /ready that it can write. SIGTERM ends it when all is answered and
                written. Started by systemd with a socket (LISTEN_FDS) it takes that one. Everything in [tracking] and [serve].
                """)

        @Option(name: [.customShort("C"), .customLong("project")], help: ArgumentHelp("The project folder.", valueName: "dir"))
        var projectFolder: String?
        @Option(help: ArgumentHelp("Where to listen; port 0 takes a free one.", valueName: "host:port")) var listen: String?
        @Option(help: ArgumentHelp("Where Prometheus reads metrics, or off.", valueName: "host:port")) var metrics: String?
        @Flag(name: .shortAndLong, help: "Say nothing but errors.") var quiet = false
        @Flag(name: .shortAndLong, help: "Say more on standard error.") var verbose = false
        @Flag(help: ArgumentHelp("Judge the user agents on standard input: bot, proxy or human.", visibility: .hidden)) var judgeAgents =
            false

        func run() async throws {
            if judgeAgents { return Self.judge() }
            let project = try Project(at: projectFolder)
            guard let tracking = project.serving.tracking else {
                throw Failure(.configuration, "mailshot.toml: there is no [tracking] with a base_url, so no message has a link to serve")
            }
            // The key is made where it is missing: a server may be set up before the first campaign.
            _ = try project.keyring()
            let ledger = try project.openLedger(create: true)
            defer { try? ledger.close() }
            let table = project.serving.serve
            var settings = TrackingServer.Settings(
                listen: try place(), visits: tracking.rules, sender: project.sender.from.name ?? project.sender.from.address.domain)
            settings.metrics = try metricsPlace(table)
            settings.trustedProxies = AddressRanges(table.trustedProxies ?? []) ?? AddressRanges()
            if let chain = table.certificate, let key = table.key {
                settings.certificate = (project.folder.resolve(chain), project.folder.resolve(key))
            }
            settings.limits.connections = table.maxConnections ?? settings.limits.connections
            settings.datacentres = tracking.datacentreRanges.map(project.folder.resolve)
            settings.logsAddresses = table.logAddresses ?? false
            let write: @Sendable (AccessLine) -> Void = { StandardError.line($0.text) }
            let log = table.accessLog == true ? write : nil
            let server = try TrackingServer(
                settings, ledger: ledger, keyring: project.folder.handleKey, policy: project.bounces,
                views: CampaignViews(project: project), logger: Log.logger(verbose: verbose), log: log)
            try await serve(server, isSecure: settings.certificate != nil, table)
        }

        private func serve(_ server: TrackingServer, isSecure: Bool, _ table: ServeTable) async throws {
            let isQuiet = quiet
            let scheme = isSecure ? "https" : "http"
            let host = (listen ?? table.listen ?? ServeTable.defaultListen).prefix { $0 != ":" }
            var logger = Log.logger(verbose: verbose)
            // The end by a signal is no error to tell.
            if !verbose { logger.logLevel = .critical }
            let services = server.services { port in
                if !isQuiet { StandardError.line("listening at \(scheme)://\(host):\(port)") }
                SystemdNotice.send("READY=1")
            } onMetrics: { port in
                if !isQuiet { StandardError.line("metrics at http://127.0.0.1:\(port)/metrics") }
            }
            try await ServiceGroup(
                configuration: .init(
                    services: services.map { .init(service: $0) }, gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
            ).run()
        }

        private func place() throws -> ListenPlace {
            if let inherited = try SystemdSockets.first() { return .descriptor(inherited) }
            let text = try listen ?? Project(at: projectFolder).serving.serve.listen ?? ServeTable.defaultListen
            guard let place = ListenPlace(text) else {
                throw Failure(.usage, "--listen \(text): write HOST:PORT, such as \(ServeTable.defaultListen)")
            }
            return place
        }

        private func metricsPlace(_ table: ServeTable) throws -> ListenPlace? {
            let text = metrics ?? table.metricsListen ?? ServeTable.defaultMetrics
            guard text != "off" else { return nil }
            guard let place = ListenPlace(text) else {
                throw Failure(.usage, "--metrics \(text): write HOST:PORT, such as \(ServeTable.defaultMetrics), or off")
            }
            return place
        }

        private static func judge() {
            while let agent = readLine() {
                let word =
                    switch AgentTable.classify(agent) {
                    case .bot: "bot"
                    case .imageProxy: "proxy"
                    case .reader, .none: "human"
                    }
                StandardOutput.write(word + "\n")
            }
        }
    }
}

extension AccessLine {
    /// `2026-11-25T04:33:46Z GET /u/:handle 200 0.4ms`
    var text: String {
        let milliseconds = NumberText.decimal(took / .milliseconds(1), digits: 1)
        return "\(DateFormat.iso8601(at)) \(method) \(route) \(status) \(milliseconds)ms" + (client.map { " \($0)" } ?? "")
    }
}

/// Finds what a campaign's messages were made of, for the view in a browser.
struct CampaignViews: ViewSource {
    let project: Project

    /// The composer, where every input but the list is as it was frozen: the values of the rows are in the ledger.
    func composer(of record: CampaignRecord) throws -> Composer? {
        guard let desk = try? CampaignDesk(record.name, in: project), let frozen = try? desk.frozen(),
            CampaignPreparation.isUnchanged(record, now: frozen, but: desk.campaign.recipients)
        else { return nil }
        return try desk.composer(campaignID: record.id, columns: record.columns, keyring: try project.keyring())
    }
}
