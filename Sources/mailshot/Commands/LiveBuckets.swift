import Campaigns
import Deliverability
import Ledger
import MailFormat
import SMTP
import Sending
import Synchronization

/// The buckets of recipient domains while a campaign is sent: what the ledger remembers at once, what must be asked as it comes.
///
/// Nobody waits for the DNS: a domain of which nothing is known yet, or of which nobody knows anything, stands for itself.
final class LiveBuckets: Sendable {
    private let buckets: Mutex<DomainBuckets>
    private let asks: Bool
    private let memory: MailHostsMemory

    init(_ pool: PoolSettings, in ledger: LedgerFile) throws {
        let plain = pool.buckets()
        memory = MailHostsMemory(ledger: ledger, server: pool.nameServer)
        asks = plain.asksForHosts
        buckets = Mutex(plain)
    }

    /// What limits a campaign's mail beside its relays.
    func limits(of desk: CampaignDesk) -> RelayPool.Limits {
        let limits = buckets.withLock(\.limits)
        return RelayPool.Limits(
            throttles: limits, bucket: { domain in self.buckets.withLock { $0.bucket(of: domain).name } },
            campaign: desk.route.rate.map { (name: desk.campaign.name, rate: $0) })
    }

    /// Finds out where the campaign's domains are hosted while it is sent, the largest first; nil where that is of no use.
    func askWhileSending(campaign: Int64) -> Task<Void, Never>? {
        guard asks, let ledger = memory.ledger else { return nil }
        return Task {
            do {
                let own = self.buckets.withLock(\.namedDomains)
                let domains = own + (try ledger.domainCounts(campaign: campaign, limit: .max).map(\.name))
                let known = try self.memory.remembered(domains)
                self.buckets.withLock { $0.learn(known) }
                try await self.memory.ask(domains.filter { known[$0] == nil }) { domain, answer in
                    try Task.checkCancellation()
                    if case .success(let hosts) = answer { self.buckets.withLock { $0.learn([domain: hosts]) } }
                }
            } catch {
                // Stopped, or the ledger has closed: what is known by then stands.
            }
        }
    }
}

extension CampaignDesk {
    /// The relays this campaign may use, as their warm-ups allow today; one that is to rest is told so to the ledger.
    func relaysReady(_ all: [Relay], in ledger: LedgerFile) throws -> [Relay] {
        var relays = all
        for standing in try project.standings(in: ledger, at: WallClock.now()) {
            guard let index = relays.firstIndex(where: { $0.name == standing.relay.name }) else { continue }
            relays[index].policy.dailyCaps = standing.relay.policy.dailyCaps
            if let rest = standing.warmupRest { try ledger.rest([rest]) }
        }
        return try route.eligible(relays, from: campaign.from.address.domain)
    }
}

extension RelayStanding {
    /// `ses 14/s (50,000/day, 31,400 left)`
    var summary: String {
        var text = relay.name + (relay.policy.rate.map { " \($0)" } ?? "")
        if let tight = windows.min(by: { $0.left < $1.left }) {
            let what = tight.step.map { "warm-up day \($0)" } ?? "\(tight.quota)"
            text += " (\(what), \(NumberText.grouped(tight.left)) left)"
        }
        if let rest { text += ", rests until \(MomentText.short(rest.until, at: WallClock.now())): \(TerminalText.safe(rest.reason))" }
        return text
    }
}
