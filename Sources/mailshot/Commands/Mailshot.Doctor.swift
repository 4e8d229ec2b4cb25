import ArgumentParser
import Campaigns
import DKIM
import Deliverability
import Foundation
import MailFormat
import NIOCore
import NIOPosix
import SMTP
import Sending

extension Mailshot {
    /// Why mail might not arrive.
    struct Doctor: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Say why mail might not arrive, and what to paste to mend it",
            discussion: """
                  mailshot doctor                                     DNS of the sender's domains, keys, relays, files
                  mailshot doctor --address 192.0.2.10                SPF, PTR and more for an address that sends
                  mailshot doctor --dnsbl zen.spamhaus.org            and whether a blocklist names it
                  mailshot doctor --dns 127.0.0.1:5353 --no-relays    ask another name server, leave the relays alone

                Every finding names the receivers or the standard that ask for it. Exit status 78 where something has mail refused.
                """)

        @OptionGroup var options: GlobalOptions
        @Option(help: ArgumentHelp("The name server to ask instead of the system's.", valueName: "host:port")) var dns: String?
        @Option(name: .customLong("address"), help: ArgumentHelp("An address that sends; may be said again.", valueName: "ip"))
        var addresses: [String] = []
        @Option(
            name: .customLong("dnsbl"), help: ArgumentHelp("A blocklist to ask about the addresses; may be said again.", valueName: "zone"))
        var blocklists: [String] = []
        @Flag(inversion: .prefixedNo, help: "Connect to the relays.") var relays = true

        func run() async throws {
            let project = try Project(options)
            let given = try addresses.map { text in
                guard let address = NetworkAddress(text) else {
                    throw Failure(.usage, "--address \(text): that is no IPv4 or IPv6 address")
                }
                return address
            }
            let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
            let client = DNSClient(try resolver(of: project), group: group, randomID: { UInt16.random(in: .min ... .max) })
            var findings = try await domainFindings(of: project, asking: client, addresses: given)
            try await group.shutdownGracefully()
            findings += try FileDoctor(project: project, now: WallClock.now()).findings()
            if relays, !project.usesSandbox { findings += try await relayFindings(of: project) }
            let report = DoctorReport(findings: findings)
            try options.show(report)
            if report.worst == .error { throw ExitCode(ExitStatus.configuration.rawValue) }
        }

        private func resolver(of project: Project) throws -> ResolverConfiguration {
            guard let dns else { return .named(project.pool.nameServer) }
            guard let server = ResolverConfiguration.Server(dns) else {
                throw Failure(.usage, "--dns \(dns): write an IP address and a port, such as 127.0.0.1:53")
            }
            return .named(server)
        }

        private func domainFindings(of project: Project, asking client: DNSClient, addresses given: [NetworkAddress]) async throws
            -> [DoctorFinding]
        {
            let doctor = DomainDoctor(asking: client)
            let from = project.sender.from.address.domain.lowercased()
            let returnPath = project.sender.returnPath ?? project.sender.from.address
            let domain = returnPath.domain.lowercased()
            let keys = try project.dkimKeys()
            let own = project.relaysOfItsOwn(domains: [from, domain])
            var addresses = given
            for relay in own { addresses += await doctor.addresses(ofHost: relay.host).filter { !addresses.contains($0) } }

            let helo = own.compactMap(\.heloName).first ?? own.first?.host ?? domain
            var findings = await doctor.spf(domain: domain, sender: returnPath.description, addresses: addresses, helo: helo)
            for key in keys {
                // A key that cannot be read is told by the files' check.
                let publicKey = try? PrivateKey(contentsOf: key.path).publicKey
                findings.append(await doctor.dkim(domain: key.domain, selector: key.selector, key: publicKey))
            }
            if keys.isEmpty {
                findings.append(
                    DoctorFinding(
                        "dkim", from, project.usesSandbox ? .note : .warning, "no [[dkim]]: only a relay can sign",
                        required: "Gmail, Yahoo and Outlook.com ask bulk senders for DKIM",
                        paste: "mailshot dkim generate --domain \(from) --selector s1"))
            }
            findings += await doctor.dmarc(domain: from, returnPath: domain, signing: keys.map(\.domain))
            findings.append(await doctor.mailExchange(of: domain))
            for address in addresses {
                findings.append(await doctor.reverse(of: address))
                findings += await doctor.blocklists(blocklists, address: address)
            }
            return findings + (await doctor.niceties(of: from))
        }

        private func relayFindings(of project: Project) async throws -> [DoctorFinding] {
            var findings: [DoctorFinding] = []
            try await RelayAccess.use(project) { relays in
                for relay in relays {
                    let probe = await RelayProbe.run(relay, logger: Log.logger(verbose: options.verbose))
                    findings.append(
                        DoctorFinding(
                            "relay", relay.name, probe.failure == nil ? .ok : .error,
                            probe.failure.map(\.description) ?? "takes mail at \(relay.host):\(relay.port) (\(relay.tls.mode.rawValue))",
                            paste: probe.failure == nil ? nil : "mailshot relays test \(relay.name)"))
                }
            }
            return findings
        }
    }
}

extension Project {
    /// The relays whose host is of the sender's own domains: they send from addresses that the DNS tells.
    fileprivate func relaysOfItsOwn(domains: [String]) -> [Relay] {
        let relays = (try? relaysWithoutSecrets().map(\.relay)) ?? []
        return relays.filter { relay in
            let host = relay.host.lowercased()
            return domains.contains { host == $0 || host.hasSuffix("." + $0) || $0.hasSuffix("." + host) }
        }
    }
}

/// `doctor`
struct DoctorReport: CommandResult {
    var schema = 1
    /// `ok`, `note`, `warning` or `error`.
    var worst: DoctorFinding.Severity
    var findings: [DoctorFinding]

    init(findings: [DoctorFinding]) {
        self.findings = findings
        worst = findings.map(\.severity).max() ?? .ok
    }

    func text(_ style: TextStyle) -> String {
        let width = findings.map(\.check.count).max() ?? 0
        var lines: [String] = []
        for finding in findings.sorted(by: { ($1.severity, $0.check) < ($0.severity, $1.check) }) {
            let severity = finding.severity.rawValue.padding(toLength: 7)
            let painted =
                switch finding.severity {
                case .error: style.red(severity)
                case .warning: style.yellow(severity)
                case .note, .ok: style.dim(severity)
                }
            lines.append(
                "\(painted)  \(finding.check.padding(toLength: width))  \(TerminalText.safe("\(finding.subject): \(finding.message)"))")
            guard finding.severity > .ok else { continue }
            if let required = finding.required { lines.append(style.dim("         " + "asked for by: " + required)) }
            if let paste = finding.paste { lines.append("         " + TerminalText.safe(paste)) }
        }
        let counts = DoctorFinding.Severity.allCases.reversed().map { severity in
            "\(findings.count { $0.severity == severity }) \(severity.rawValue)"
        }
        return (lines + ["", counts.joined(separator: " · ")]).joined(separator: "\n")
    }
}
