import Deliverability
import Foundation
import Ledger
import MailFormat
import NIOCore
import NIOPosix

extension ResolverConfiguration {
    /// The server that is named, else those of `/etc/resolv.conf`.
    static func named(_ server: Server?) -> ResolverConfiguration {
        if let server { return ResolverConfiguration(servers: [server]) }
        return ResolverConfiguration(resolvConf: (try? String(contentsOfFile: "/etc/resolv.conf", encoding: .utf8)) ?? "")
    }
}

/// Where domains' mail goes: from the ledger as long as it holds, else from the DNS.
struct MailHostsMemory: Sendable {
    /// Where answers are remembered; nil where there is no ledger yet.
    let ledger: LedgerFile?
    /// The name server to ask; nil for those of the system.
    let server: ResolverConfiguration.Server?

    /// Answers written in one transaction.
    private static let batch = 500

    /// What is remembered of some domains.
    func remembered(_ domains: [String]) throws -> [String: MailHosts] {
        let found = try ledger?.dnsAnswers(for: domains, at: WallClock.now()) ?? [:]
        return found.compactMapValues { try? JSONDecoder().decode(MailHosts.self, from: Data($0.answer.utf8)) }
    }

    /// Asks for domains, each once, fifty at a time, and remembers the answers.
    ///
    /// - Parameter onAnswer: gets each as soon as it is there; a failure says why nobody knows.
    func ask(_ domains: [String], onAnswer: (String, Result<MailHosts, DNSFailure>) throws -> Void) async throws {
        guard !domains.isEmpty else { return }
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let client = DNSClient(.named(server), group: group, randomID: { UInt16.random(in: .min ... .max) })
        let result: Result<Void, any Error>
        var fresh: [RememberedAnswer] = []
        do {
            try await client.mailHosts(of: domains) { domain, answer in
                try onAnswer(domain, answer.map(\.hosts))
                guard case .success(let found) = answer else { return }
                let now = WallClock.now()
                let text = String(decoding: try JSONEncoder().encode(found.hosts), as: UTF8.self)
                fresh.append(RememberedAnswer(name: domain, answer: text, expiresAt: now + found.lifetime))
                guard fresh.count >= Self.batch else { return }
                try ledger?.remember(fresh, at: now)
                fresh = []
            }
            if !fresh.isEmpty { try ledger?.remember(fresh, at: WallClock.now()) }
            result = .success(())
        } catch {
            result = .failure(error)
        }
        try await group.shutdownGracefully()
        try result.get()
    }

    /// What is known of some domains: remembered, else asked. Where nobody knows, a domain is left out.
    func hosts(of domains: [String]) async throws -> [String: MailHosts] {
        var known = try remembered(domains)
        try await ask(domains.filter { known[$0] == nil }) { domain, answer in
            if case .success(let hosts) = answer { known[domain] = hosts }
        }
        return known
    }
}
