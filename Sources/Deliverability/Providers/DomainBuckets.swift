public import SMTP

/// Which recipient domains share their limits: those a throttle names, those of one provider, those hosted in one place, or a domain alone.
public struct DomainBuckets: Hashable, Sendable {
    /// A limit on some domains, and whether it also takes the domains that are hosted where they are.
    public struct Throttle: Hashable, Sendable {
        /// The limit; its name is the bucket's.
        public var limit: DomainThrottle
        /// Whether domains hosted in the same place fall under it.
        public var rollsUp: Bool

        /// A throttle from its parts.
        public init(_ limit: DomainThrottle, rollsUp: Bool = false) {
            self.limit = limit
            self.rollsUp = rollsUp
        }
    }

    /// A bucket and why a domain is in it.
    public struct Bucket: Hashable, Sendable {
        /// Its name: of a throttle, of a provider, `mx HOST`, or the domain.
        public var name: String
        /// What put the domain there.
        public var reason: Reason
    }

    /// Why a domain is in its bucket.
    public enum Reason: Hashable, Sendable {
        /// A throttle names it.
        case named
        /// It belongs to a provider.
        case provider(String)
        /// It is hosted by this exchange, which tells the provider, or is shared with other domains.
        case exchange(String)
        /// Nothing is known of it, or nothing is asked.
        case alone
    }

    private let throttles: [Throttle]
    private let providers: [MailProvider]
    private let rollsUp: Bool
    /// What is known of where domains' mail goes.
    public private(set) var hosts: [String: MailHosts]
    private let providerOfDomain: [String: Int]
    /// Domains that throttles name, and those below which they name all.
    private let throttleOfDomain: [String: Int]
    private let wildcards: [Int]
    /// Where the domains of throttles that roll up are hosted: name of the place → throttle.
    private var throttleOfPlace: [String: Int] = [:]

    /// - Parameters:
    ///   - rollsUp: whether all domains that are hosted in one place share a bucket.
    ///   - hosts: what is known of where domains' mail goes; those missing count as hosted by themselves.
    public init(throttles: [Throttle] = [], providers: [MailProvider] = [], rollsUp: Bool = false, hosts: [String: MailHosts] = [:]) {
        self.throttles = throttles
        self.providers = providers
        self.rollsUp = rollsUp
        self.hosts = hosts
        var owners: [String: Int] = [:]
        for (index, provider) in providers.enumerated() {
            for domain in provider.domains where owners[domain] == nil { owners[domain] = index }
        }
        providerOfDomain = owners
        var named: [String: Int] = [:]
        for (index, throttle) in throttles.enumerated() {
            for domain in throttle.limit.domains where named[domain] == nil { named[domain] = index }
        }
        throttleOfDomain = named
        wildcards = throttles.indices.filter { throttles[$0].limit.domains.contains { $0.hasPrefix("*.") } }
        findPlaces()
    }

    /// Takes in where more domains' mail goes.
    public mutating func learn(_ found: [String: MailHosts]) {
        hosts.merge(found) { _, new in new }
        findPlaces()
    }

    private mutating func findPlaces() {
        for (index, throttle) in throttles.enumerated() where throttle.rollsUp {
            for domain in throttle.limit.domains {
                if let place = place(of: domain), throttleOfPlace[place.name] == nil { throttleOfPlace[place.name] = index }
            }
        }
    }

    /// Whether it is of use to know where domains are hosted.
    public var asksForHosts: Bool { rollsUp || throttles.contains(where: \.rollsUp) }

    /// Domains of throttles that also take what is hosted where these are: where that is must be known first.
    public var namedDomains: [String] { throttles.filter(\.rollsUp).flatMap(\.limit.domains).filter { !$0.hasPrefix("*.") } }

    /// The bucket of a domain.
    public func bucket(of domain: String) -> Bucket {
        if let index = throttleOfDomain[domain] ?? wildcards.first(where: { throttles[$0].limit.covers(domain) }) {
            return Bucket(name: throttles[index].limit.name, reason: .named)
        }
        guard let place = place(of: domain) else { return Bucket(name: domain, reason: .alone) }
        if let index = throttleOfPlace[place.name] { return Bucket(name: throttles[index].limit.name, reason: place.reason) }
        if case .exchange = place.reason, !rollsUp { return Bucket(name: domain, reason: .alone) }
        return place
    }

    /// The limits by bucket: the throttles, then what is known of providers.
    public var limits: [DomainThrottle] {
        throttles.map(\.limit)
            + providers.filter { $0.rate != nil || $0.maxConnections != nil }.map {
                DomainThrottle(name: $0.name, domains: $0.domains, rate: $0.rate, maxConnections: $0.maxConnections)
            }
    }

    /// The provider a bucket is named after.
    public func provider(named name: String) -> MailProvider? { providers.first { $0.name == name } }

    /// Where a domain is hosted, throttles aside.
    private func place(of domain: String) -> Bucket? {
        if let index = providerOfDomain[domain] {
            return Bucket(name: providers[index].name, reason: .provider(providers[index].name))
        }
        guard case .exchanges(let names)? = hosts[domain], let best = names.first else { return nil }
        return Bucket(name: providers.first { $0.runs(best) }?.name ?? "mx \(best)", reason: .exchange(best))
    }
}
