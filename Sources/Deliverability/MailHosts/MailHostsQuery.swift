/// Decides what to ask to find a domain's mail hosts, and what the answers mean: MX first, then addresses (RFC 5321 §5.1).
struct MailHostsQuery {
    /// What follows.
    enum Step: Hashable {
        case ask(RecordType)
        case done(MailHostsAnswer)
    }

    private let name: DNSName

    init(_ name: DNSName) {
        self.name = name
    }

    /// What an answer leads to.
    ///
    /// - Parameter type: what was asked.
    func received(_ message: DNSMessage, to type: RecordType) -> Step {
        if message.code == .nameError { return no(.noSuchDomain, message) }
        let records = message.records(for: DNSQuestion(name, type))
        let lifetime = Duration.seconds(Int64(records.map(\.ttl).min() ?? 0))
        if !records.isEmpty, type != .mx { return .done(Self.answer(.itself, for: lifetime)) }
        let exchanges = records.compactMap { record -> (preference: UInt16, name: DNSName)? in
            guard case .mx(let preference, let exchange) = record.data else { return nil }
            return (preference, exchange)
        }
        guard exchanges.isEmpty else {
            // One record, the root, is the null MX. Beside others it means nothing (RFC 7505 §3).
            let real = exchanges.filter { !$0.name.isRoot }.map { ($0.preference, $0.name.description) }.sorted { $0 < $1 }
            let hosts = real.isEmpty ? MailHosts.refusesMail : .exchanges(real.map(\.1))
            return .done(Self.answer(hosts, for: lifetime))
        }
        switch type {
        case .mx: return .ask(.a)
        case .a: return .ask(.aaaa)
        default: return no(.nowhere, message)
        }
    }

    private func no(_ hosts: MailHosts, _ message: DNSMessage) -> Step {
        // RFC 2308 §5: the smaller of the SOA record's TTL and its last field.
        let soa = message.authorities.compactMap { record -> UInt32? in
            guard case .soa(let minimum) = record.data else { return nil }
            return min(record.ttl, minimum)
        }.first
        return .done(
            MailHostsAnswer(
                hosts: hosts,
                lifetime: min(max(.seconds(Int64(soa ?? 0)), MailHostsAnswer.shortest), MailHostsAnswer.longestNo)))
    }

    private static func answer(_ hosts: MailHosts, for lifetime: Duration) -> MailHostsAnswer {
        MailHostsAnswer(hosts: hosts, lifetime: min(max(lifetime, MailHostsAnswer.shortest), MailHostsAnswer.longest))
    }
}

extension DNSClient {
    /// Where a domain's mail goes.
    ///
    /// - Parameter domain: in A-labels, as an `EmailAddress` has it.
    /// - Throws: why nobody knows; a domain that is no name of the DNS does not exist.
    public func mailHosts(of domain: String) async throws(DNSFailure) -> MailHostsAnswer {
        guard let name = DNSName(domain) else {
            return MailHostsAnswer(hosts: .noSuchDomain, lifetime: MailHostsAnswer.longestNo)
        }
        let query = MailHostsQuery(name)
        var type = RecordType.mx
        while true {
            switch query.received(try await answer(to: DNSQuestion(name, type)), to: type) {
            case .done(let answer): return answer
            case .ask(let next): type = next
            }
        }
    }

    /// Where the mail of many domains goes: each asked once, a bounded number at a time. A task that is cancelled asks for
    /// nothing more, and waits for what is under way.
    ///
    /// - Parameters:
    ///   - limit: questions under way at once.
    ///   - onAnswer: gets each domain as soon as its answer, or the failure, is there.
    public func mailHosts(
        of domains: some Sequence<String> & Sendable, atOnce limit: Int = 50,
        onAnswer: (String, Result<MailHostsAnswer, DNSFailure>) throws -> Void
    ) async throws {
        try await withThrowingTaskGroup(of: (String, Result<MailHostsAnswer, DNSFailure>).self) { group in
            var waiting = domains.makeIterator()
            var running = 0
            while true {
                while running < limit, !Task.isCancelled, let domain = waiting.next() {
                    running += 1
                    group.addTask {
                        do throws(DNSFailure) {
                            return (domain, .success(try await self.mailHosts(of: domain)))
                        } catch {
                            return (domain, .failure(error))
                        }
                    }
                }
                guard let (domain, result) = try await group.next() else { return }
                running -= 1
                try onAnswer(domain, result)
            }
        }
    }
}
