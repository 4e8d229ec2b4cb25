public import MailFormat

/// All relays a campaign may use, and what may go through each at a moment: limits, health and choice in one value.
///
/// A message is bound to a relay when it is handed to a session, by ``take(relay:bucket:at:)``, after ``peek(relay:at:)`` and
/// ``peek(bucket:relay:at:)`` said yes; how it ended comes back through ``ended(relay:bucket:_:at:spread:)`` (RelayPool+Health). Limits are
/// shared with other processes: the pool asks for shares (``requests(at:)``) and keeps to what it was given.
///
/// Names: `relay ses`, `relay ses day`, `relay ses gmail.com` (a bucket of domains at a relay), `domain gmail.com`, `campaign autumn`.
///
/// No I/O, no clock, no randomness: whoever drives it says what time it is.
public struct RelayPool: Sendable {
    /// What limits a campaign's mail beside its relays.
    public struct Limits: Sendable {
        /// Limits by recipient domain, over all relays.
        public var throttles: [DomainThrottle]
        /// The bucket of a recipient domain (lower case); nil for the first throttle that covers it, else the domain itself.
        public var bucket: (@Sendable (String) -> String)?
        /// The campaign's own pace, and its name.
        public var campaign: (name: String, rate: SendRate)?

        /// Limits from their parts.
        public init(
            throttles: [DomainThrottle] = [], bucket: (@Sendable (String) -> String)? = nil, campaign: (name: String, rate: SendRate)? = nil
        ) {
            self.throttles = throttles
            self.bucket = bucket
            self.campaign = campaign
        }
    }

    let limits: Limits
    var lanes: [RelayLane]
    var domains: [String: DomainLane] = [:]
    var campaign: PaceShare?
    /// Buckets at which a relay has trouble.
    var troubled: Set<String> = []
    /// Buckets that wait for slots.
    var hungry: Set<String> = []
    /// Whether ``requests(at:)`` has something to say.
    public internal(set) var needsShares = false
    private var choice = RelayChoice()
    /// The buckets of domains that were asked for.
    private var buckets: [String: String] = [:]
    private let throttles: [String: DomainThrottle]
    private let hasDomainRates: Bool
    /// Whether relays differ in weight: only then shares are watched.
    public let hasWeights: Bool
    private let hasTiers: Bool

    /// A pool in which every relay is well.
    public init(_ relays: [Relay], limits: Limits = Limits()) {
        self.limits = limits
        lanes = relays.map(RelayLane.init)
        campaign = limits.campaign.map { PaceShare(name: "campaign \($0.name)", rate: $0.rate) }
        throttles = Dictionary(limits.throttles.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        hasDomainRates = relays.contains { $0.policy.domainRate != nil }
        hasWeights = Set(relays.map(\.policy.weight)).count > 1
        hasTiers = Set(relays.map(\.policy.priority)).count > 1
    }

    /// The relays, in the order of their numbers.
    public var relays: [Relay] { lanes.map(\.relay) }

    // MARK: - Buckets

    /// Whether any domain is limited now; where not, nobody needs to ask for buckets.
    public var limitsDomains: Bool { hasDomainRates || !throttles.isEmpty || !troubled.isEmpty }

    /// The bucket of a domain where it is limited, else nil.
    public mutating func limitedBucket(of domain: String) -> String? {
        let bucket = bucket(of: domain)
        return isLimited(bucket) ? bucket : nil
    }

    /// Whether a bucket is limited.
    public func isLimited(_ bucket: String) -> Bool { hasDomainRates || throttles[bucket] != nil || troubled.contains(bucket) }

    /// The bucket of a domain.
    public mutating func bucket(of domain: String) -> String {
        if limits.throttles.isEmpty, limits.bucket == nil { return domain }
        if let known = buckets[domain] { return known }
        let bucket = limits.bucket?(domain) ?? limits.throttles.first { $0.covers(domain) }?.name ?? domain
        if buckets.count >= Self.remembered { buckets = [:] }
        buckets[domain] = bucket
        return bucket
    }

    // MARK: - May it go?

    /// Whether a relay may take a message, whichever.
    ///
    /// - Returns: `.wait(until: nil)` where something else must happen first: a share is given, another relay of the pool takes its turn.
    public mutating func peek(relay: Int, at moment: Timestamp) -> RateLimiter.Decision {
        var decision = lanes[relay].peek(at: moment)
        if decision == .go, let own = campaign?.peek(at: moment) { decision = own }
        if decision == .go, hasTiers, isSpared(relay, at: moment) { decision = .wait(until: nil) }
        if decision == .wait(until: nil), lacksShares(relay, at: moment) { needsShares = true }
        return decision
    }

    /// Whether a message to a bucket may go through a relay that may take one.
    public mutating func peek(bucket: String, relay: Int, at moment: Timestamp) -> RateLimiter.Decision {
        enter(bucket, relay: relay)
        guard let decision = domains[bucket]?.peek(relay: relay, at: moment) else { return .go }
        if decision == .wait(until: nil) { feed(bucket) }
        return decision
    }

    /// A message goes through a relay: everything that counts it is charged. `bucket` is nil where its domain is not limited.
    public mutating func take(relay: Int, bucket: String?, at moment: Timestamp) {
        lanes[relay].use(at: moment)
        campaign?.use(at: moment)
        if let bucket {
            domains[bucket]?.use(relay: relay, at: moment)
            feed(bucket)
        }
        if lanes.count > 1 { choice.charge(relay, among: candidates(at: moment)) }
        if lacksShares(relay, at: moment) { needsShares = true }
    }

    /// Messages to a bucket that could go until a later moment, through any relay; what is on its way to a session already comes off it.
    public mutating func room(in bucket: String, from moment: Timestamp, until later: Timestamp) -> Int {
        let usable = lanes.indices.filter { !lanes[$0].isGone }
        for relay in usable { enter(bucket, relay: relay) }
        let room = domains[bucket]?.room(relays: usable, from: moment, until: later) ?? .max
        feed(bucket)
        return room
    }

    /// When a message to a bucket could go; nil where that is not known, and has to be asked again.
    public mutating func opening(of bucket: String, at moment: Timestamp) -> Timestamp? {
        let usable = lanes.indices.filter { !lanes[$0].isGone }
        for relay in usable { enter(bucket, relay: relay) }
        return domains[bucket]?.opening(relays: usable, at: moment)
    }

    // MARK: - Choice

    /// Which of some relays should get the next message, by weights and tiers: those that have a session without work.
    public mutating func best(of relays: [Int]) -> Int? {
        choice.best(of: relays.map(candidate))
    }

    /// Whether a relay is so far ahead of its share that another one, which keeps up, should come first.
    ///
    /// - Parameter others: relays of the pool that keep up.
    public func isAhead(_ relay: Int, of others: [Int]) -> Bool {
        hasWeights && choice.isAhead(relay, among: others.map(candidate) + [candidate(relay)])
    }

    private func candidate(_ relay: Int) -> RelayChoice.Candidate {
        RelayChoice.Candidate(index: relay, weight: lanes[relay].relay.policy.weight, priority: lanes[relay].relay.policy.priority)
    }

    private func candidates(at moment: Timestamp) -> [RelayChoice.Candidate] {
        lanes.indices.filter { lanes[$0].peek(at: moment) == .go }.map(candidate)
    }

    /// Whether a relay of a better tier can be used.
    private func isSpared(_ relay: Int, at moment: Timestamp) -> Bool {
        let own = lanes[relay].relay.policy.priority
        return lanes.contains { $0.relay.policy.priority < own && $0.isUsable(at: moment) }
    }

    /// Relays that are worth a connection: those of the best tier that has one that can be used, and what is better than it.
    public func isWanted(_ relay: Int, at moment: Timestamp) -> Bool { !lanes[relay].isGone && !isSpared(relay, at: moment) }

    // MARK: - Buckets that are looked at

    /// Buckets remembered before idle ones are forgotten.
    private static let remembered = 20_000

    private mutating func enter(_ bucket: String, relay: Int) {
        if domains[bucket] == nil {
            if domains.count >= Self.remembered { domains = domains.filter { !$0.value.isIdle } }
            domains[bucket] = DomainLane(bucket: bucket, throttle: throttles[bucket])
        }
        guard domains[bucket]?.here[relay] == nil else { return }
        let own = lanes[relay].relay
        domains[bucket]?.here[relay] = DomainLane.Here(
            pace: own.policy.domainRate.map { PaceShare(name: "relay \(own.name) \(bucket)", rate: $0) })
    }

    private mutating func feed(_ bucket: String) {
        guard let lane = domains[bucket], lane.pace != nil || hasDomainRates else { return }
        hungry.insert(bucket)
        needsShares = true
    }

    private func lacksShares(_ relay: Int, at moment: Timestamp) -> Bool {
        lanes[relay].pace?.isLow(at: moment) ?? false || lanes[relay].quotas.contains { $0.isLow(at: moment) }
            || campaign?.isLow(at: moment) ?? false
    }
}
