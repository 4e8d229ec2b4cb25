import Campaigns
import Foundation
import MailFormat
import SMTP

/// What the limits of one `[[relay]]` table mean, and what is wrong with them.
struct RelayPolicyReading {
    let table: ProjectFile.RelayTable
    /// Which of the `[[relay]]` tables it is, from 0.
    let index: Int
    let toml: TOMLFile<ProjectFile>

    /// The policy, without its warm-up, whose step depends on what was sent.
    ///
    /// - Throws: the first thing that is wrong, with its line and how to write it.
    func policy() throws -> RelayPolicy {
        for (key, value) in [("weight", table.weight), ("priority", table.priority), ("burst", table.burst)] {
            if let value, !(1...1_000_000).contains(value) { throw failure(key, "must be a whole number from 1") }
        }
        if table.burst != nil, table.rate == nil { throw failure("burst", "goes with a rate; add rate = \"14/s\", or take it out") }
        var policy = RelayPolicy(weight: table.weight ?? 1, priority: table.priority ?? 1)
        policy.rate = try table.rate.map { try Self.rate($0, burst: table.burst) { failure("rate", $0) } }
        policy.domainRate = try table.domainRate.map { try Self.rate($0, burst: nil) { failure("domain_rate", $0) } }
        policy.quotas = try (table.quota?.texts ?? []).map(quota)
        policy.fromDomains = try (table.fromDomains ?? []).map { try Self.domain($0) { failure("from_domains", $0) } }
        if let zone = table.timeZone {
            guard let found = TimeZone(named: zone) else {
                throw failure("time_zone", "= \"\(zone)\" is unknown; write a name of the IANA database: \"Europe/Berlin\"")
            }
            policy.timeZone = found
        }
        return policy
    }

    /// The warm-up; nil where there is none.
    func warmup() throws -> Warmup? {
        guard let table = table.warmup else { return nil }
        func perDay(_ key: String, _ text: String) throws -> Int {
            guard let quota = Quota(parsing: text), quota.window == .day else {
                throw failure("warmup", "\(key) = \"\(text)\" is no number a day; write it as \"50/day\"")
            }
            return quota.limit
        }
        let limits = try (table.pauseIf?.texts ?? []).map { text in
            guard let limit = Warmup.Limit(parsing: text) else {
                let words = Warmup.Trouble.allCases.map(\.rawValue).joined(separator: ", ")
                throw failure("warmup", "pause_if = \"\(text)\" is no limit; write \"refused > 3%\" (of: \(words))")
            }
            return limit
        }
        let (start, cap) = (try perDay("start", table.start), try perDay("cap", table.cap))
        guard cap >= start else { throw failure("warmup", "ends at \(table.cap), below its start of \(table.start); raise cap") }
        guard let warmup = Warmup(start: start, growth: table.growth, cap: cap, pauseIf: limits) else {
            throw failure("warmup", "growth = \(table.growth) must be from 1.05 to 10")
        }
        return warmup
    }

    private func quota(_ text: String) throws -> Quota {
        if let quota = Quota(parsing: text) { return quota }
        throw failure("quota", "= \"\(text)\" is no quota; write a number and \"/hour\", \"/day\" or \"/24h\": \"50000/day\"")
    }

    private func failure(_ key: String, _ what: String) -> Failure {
        toml.failure(at: key, of: "relay", index, "relay \"\(table.name)\": \(key) \(what)")
    }

    /// A rate as it is written, or the sentence of what is wrong with it.
    static func rate(_ text: String, burst: Int?, _ failure: (String) -> Failure) throws -> SendRate {
        guard let rate = SendRate(parsing: text) else {
            throw failure(
                "= \"\(text)\" is no rate; write a number, a slash and s, min, hour or day: \"14/s\", \"600/min\", \"20000/hour\"")
        }
        guard let burst else { return rate }
        guard let rate = SendRate(rate.count, per: rate.unit, burst: burst) else { throw failure("has a burst that is too large") }
        return rate
    }

    /// A domain in A-labels, lower case, `*.` before it allowed; or the sentence of what is wrong with it.
    static func domain(_ text: String, _ failure: (String) -> Failure) throws -> String {
        let prefix = text.hasPrefix("*.") ? "*." : ""
        do {
            return prefix + (try EmailAddress("x@" + text.dropFirst(prefix.count), allowsBareHost: true)).domain
        } catch {
            throw failure("names \"\(text)\", which is no domain; write it as \"example.com\"")
        }
    }
}
