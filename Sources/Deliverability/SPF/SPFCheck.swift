/// What SPF says of a sender.
public enum SPFResult: Hashable, Sendable {
    /// The domain says nothing.
    case none
    case neutral, pass, fail, softfail
    /// The DNS did not answer.
    case temperror(String)
    /// The record cannot be followed.
    case permerror(String)

    /// The word of RFC 7208 section 2.6.
    public var word: String {
        switch self {
        case .none: "none"
        case .neutral: "neutral"
        case .pass: "pass"
        case .fail: "fail"
        case .softfail: "softfail"
        case .temperror: "temperror"
        case .permerror: "permerror"
        }
    }
}

/// Whether an address may send in the name of a domain: `check_host()` of RFC 7208 section 4, with its limits.
public struct SPFCheck {
    /// Terms that ask the DNS at the most (section 4.6.4).
    public static let mostLookups = 10
    /// Lookups that bring nothing at the most (section 4.6.4).
    public static let mostVoidLookups = 2
    private static let mostNames = 10

    private let lookup: DNSLookup
    private let address: NetworkAddress
    private let sender: String
    private let helo: String
    /// Terms that asked the DNS so far.
    public private(set) var lookups = 0
    private var voids = 0

    /// - Parameters:
    ///   - sender: the envelope's sender, `bounces@example.com`.
    ///   - helo: the name the relay gives itself.
    public init(asking source: any DNSAnswering, address: NetworkAddress, sender: String, helo: String) {
        lookup = DNSLookup(source: source)
        self.address = address
        self.sender = sender
        self.helo = helo
    }

    /// What a domain's record says.
    public mutating func result(for domain: String) async -> SPFResult {
        do {
            return try await check(domain)
        } catch let problem as SPFProblem {
            return .permerror(problem.description)
        } catch {
            return .temperror("\(error)")
        }
    }

    private mutating func check(_ domain: String) async throws -> SPFResult {
        guard DNSName(domain) != nil, domain.contains(".") else { return .none }
        let records = try await lookup.texts(domain).filter(SPFRecord.isOne)
        guard let text = records.first else { return .none }
        guard records.count == 1 else { throw SPFProblem("\(domain) has \(records.count) SPF records, and may have one") }
        let record: SPFRecord
        do {
            record = try SPFRecord(parsing: text)
        } catch {
            throw SPFProblem("\(domain): \(error)")
        }
        for term in record.terms where try await matches(term.mechanism, domain) {
            switch term.qualifier {
            case .pass: return .pass
            case .fail: return .fail
            case .softfail: return .softfail
            case .neutral: return .neutral
            }
        }
        guard let redirect = record.redirect else { return .neutral }
        try count(redirect)
        let target = try expand(redirect, domain)
        let result = try await check(target)
        guard result != .none else { throw SPFProblem("\(domain) leads to \(target), which has no SPF record") }
        return result
    }

    private mutating func matches(_ mechanism: SPFRecord.Mechanism, _ domain: String) async throws -> Bool {
        switch mechanism {
        case .all: return true
        case .network(let network, let prefix): return address.isIn(network, prefix: prefix)
        case .include(let other):
            try count("include:\(other)")
            let target = try expand(other, domain)
            switch try await check(target) {
            case .pass: return true
            case .none: throw SPFProblem("\(domain) includes \(target), which has no SPF record")
            case .permerror(let what): throw SPFProblem(what)
            case .temperror, .neutral, .fail, .softfail: return false
            }
        case .a(let other, let prefix4, let prefix6):
            try count("a")
            return try await hosts(try other.map { try expand($0, domain) } ?? domain, contain: prefix4, prefix6)
        case .mx(let other, let prefix4, let prefix6):
            try count("mx")
            let target = try other.map { try expand($0, domain) } ?? domain
            let exchanges = try await answer(target, .mx).compactMap { data -> DNSName? in
                if case .mx(_, let exchange) = data { exchange } else { nil }
            }
            guard exchanges.count <= Self.mostNames else { throw SPFProblem("\(target) has more than \(Self.mostNames) MX hosts") }
            for exchange in exchanges where !exchange.isRoot {
                if try await hosts(exchange.description, contain: prefix4, prefix6, isCounted: false) { return true }
            }
            return false
        case .exists(let other):
            try count("exists")
            return try await !answer(try expand(other, domain), .a).isEmpty
        case .ptr(let other):
            try count("ptr")
            return try await isNamed(under: try other.map { try expand($0, domain) } ?? domain)
        }
    }

    /// Section 5.5: a name of the address that leads back to it and is the domain's.
    private mutating func isNamed(under domain: String) async throws -> Bool {
        guard let names = try? await lookup.names(of: address) else { return false }
        for name in names.prefix(Self.mostNames) where name == domain.lowercased() || name.hasSuffix("." + domain.lowercased()) {
            if let addresses = try? await lookup.addresses(name), addresses.contains(address) { return true }
        }
        return false
    }

    private mutating func hosts(_ name: String, contain prefix4: Int, _ prefix6: Int, isCounted: Bool = true) async throws -> Bool {
        let data =
            isCounted
            ? try await answer(name, address.isIPv4 ? .a : .aaaa) : try await lookup.records(name, address.isIPv4 ? .a : .aaaa).data
        return data.compactMap(NetworkAddress.init(record:)).contains { address.isIn($0, prefix: address.isIPv4 ? prefix4 : prefix6) }
    }

    private mutating func answer(_ name: String, _ type: RecordType) async throws -> [RecordData] {
        let answer = try await lookup.records(name, type)
        if answer.isVoid {
            voids += 1
            guard voids <= Self.mostVoidLookups else {
                throw SPFProblem("more than \(Self.mostVoidLookups) of the record's lookups bring nothing (the last: \(name))")
            }
        }
        return answer.data
    }

    private mutating func count(_ what: String) throws {
        lookups += 1
        guard lookups <= Self.mostLookups else {
            throw SPFProblem("the record asks the DNS more than \(Self.mostLookups) times (at \(what))")
        }
    }

    private func expand(_ text: String, _ domain: String) throws(SPFProblem) -> String {
        try SPFMacro(values: .init(sender: sender, domain: domain, address: address, helo: helo)).expand(text)
    }
}
