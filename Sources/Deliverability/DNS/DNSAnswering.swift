/// Whoever answers questions to the DNS: a client on the network, or a zone in a test.
public protocol DNSAnswering: Sendable {
    /// The answer to a question: with records, or a no.
    ///
    /// - Throws: why nobody knows.
    func answer(to question: DNSQuestion) async throws(DNSFailure) -> DNSMessage
}

extension DNSClient: DNSAnswering {}

/// Questions as those who judge a domain ask them.
struct DNSLookup: Sendable {
    /// What came of a question.
    enum Answer: Hashable, Sendable {
        case records([RecordData])
        /// The name is there and has nothing of this type.
        case nothing
        case noSuchName

        /// The records; none where there are none.
        var data: [RecordData] { if case .records(let data) = self { data } else { [] } }
        /// RFC 7208 section 4.6.4: a lookup that brings nothing.
        var isVoid: Bool { data.isEmpty }
    }

    let source: any DNSAnswering

    /// The records of a type at a name, aliases followed; a text that is no name does not exist.
    func records(_ name: String, _ type: RecordType) async throws(DNSFailure) -> Answer {
        guard let name = DNSName(name) else { return .noSuchName }
        let question = DNSQuestion(name, type)
        let message = try await source.answer(to: question)
        if message.code == .nameError { return .noSuchName }
        let data = message.records(for: question).map(\.data)
        return data.isEmpty ? .nothing : .records(data)
    }

    /// The TXT records at a name, the strings of each put together (RFC 7208 section 3.3).
    func texts(_ name: String) async throws(DNSFailure) -> [String] {
        try await records(name, .txt).data.compactMap { data in
            guard case .txt(let strings) = data else { return nil }
            return String(decoding: strings.joined(), as: UTF8.self)
        }
    }

    /// The addresses of a host.
    func addresses(_ name: String) async throws(DNSFailure) -> [NetworkAddress] {
        var found: [NetworkAddress] = []
        for type in [RecordType.a, .aaaa] {
            found += try await records(name, type).data.compactMap(NetworkAddress.init(record:))
        }
        return found
    }

    /// The names an address is said to have.
    func names(of address: NetworkAddress) async throws(DNSFailure) -> [String] {
        try await records(address.reverseName, .ptr).data.compactMap { data in
            if case .ptr(let name) = data { name.description } else { nil }
        }
    }
}
