public import Foundation

/// How much of the mail a relay gets, and how fast.
///
/// `rate` and `domainRate` pace, `quotas` and `dailyCaps` count; all hold together, across runs and processes, because their state is in
/// the ledger.
public struct RelayPolicy: Hashable, Sendable {
    /// Its share among the relays of its tier that keep up; 1 or more.
    public var weight: Int
    /// Its tier: 1 is used first, 2 while no relay of 1 can be used, and so on.
    public var priority: Int
    /// Only mail from these domains goes through it, lower case; empty for all.
    public var fromDomains: [String]
    /// Its pace; nil for as fast as it answers.
    public var rate: SendRate?
    /// Its pace to each recipient domain, or group of domains; nil for any.
    public var domainRate: SendRate?
    /// Messages in a window, all of them at once.
    public var quotas: [Quota]
    /// Where its days begin.
    public var timeZone: TimeZone
    /// Warm-up: messages on the first, second, … day that sends anything; the last one holds from then on. Empty for no warm-up.
    public var dailyCaps: [Int]
    /// What its replies make us do, before ``ReplyRule/defaults``.
    public var replyRules: [ReplyRule]

    /// A policy from its parts; without any a relay gets all it can take.
    public init(
        weight: Int = 1, priority: Int = 1, fromDomains: [String] = [], rate: SendRate? = nil, domainRate: SendRate? = nil,
        quotas: [Quota] = [], timeZone: TimeZone = .gmt, dailyCaps: [Int] = [], replyRules: [ReplyRule] = []
    ) {
        self.weight = max(1, weight)
        self.priority = max(1, priority)
        self.fromDomains = fromDomains
        self.rate = rate
        self.domainRate = domainRate
        self.quotas = quotas
        self.timeZone = timeZone
        self.dailyCaps = dailyCaps
        self.replyRules = replyRules
    }

    /// Whether mail from a domain may go through the relay: the domain itself or one above it is named, or none is.
    public func takes(from domain: String) -> Bool {
        fromDomains.isEmpty || fromDomains.contains { domain == $0 || domain.hasSuffix("." + $0) }
    }

    /// What may be sent on a day, after so many days that sent something; nil for any number.
    public func dailyCap(afterDays days: Int) -> Int? {
        dailyCaps.isEmpty ? nil : dailyCaps[min(max(0, days), dailyCaps.count - 1)]
    }
}
