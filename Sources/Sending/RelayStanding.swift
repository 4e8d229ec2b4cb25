public import Ledger
public import MailFormat
public import SMTP

/// How a relay stands, read from the ledger without a run: what its limits have used, what is left, and when it may be used next.
public struct RelayStanding: Sendable {
    /// A count and what is left of it.
    public struct Window: Hashable, Sendable {
        /// The quota; for a warm-up what the day may send.
        public var quota: Quota
        /// Messages counted in the window that is now.
        public var used: Int
        /// The step of the warm-up this is, from 1; nil for a quota.
        public var step: Int?
        /// When some of it comes back: the end of the hour or day, or of the last 24 hours for the oldest that count.
        public var comesBack: Timestamp?

        /// Messages that may still go.
        public var left: Int { max(0, quota.limit - used) }
    }

    /// The relay, with the caps its warm-up comes to today.
    public private(set) var relay: Relay
    /// Its quotas, in their order, and its warm-up.
    public private(set) var windows: [Window] = []
    /// When its pace has the next free slot; nil for now.
    public private(set) var nextSlot: Timestamp?
    /// Why it is left alone, and until when.
    public private(set) var rest: Rest?
    /// That its warm-up keeps it quiet today; nobody has told the ledger yet.
    public private(set) var warmupRest: Rest?
    /// Buckets that are left alone at it.
    public private(set) var domainRests: [(bucket: String, rest: Rest)] = []
    private var daysBefore = 0

    /// Reads how a relay stands.
    ///
    /// - Parameters:
    ///   - warmup: its warm-up, which then sets the relay's daily caps.
    ///   - ledger: nil where there is none yet: nothing was used.
    public init(of relay: Relay, warmup: Warmup?, in ledger: LedgerFile?, at moment: Timestamp) throws(LedgerError) {
        self.relay = relay
        let (name, zone) = ("relay \(relay.name)", relay.policy.timeZone)
        for rest in try ledger?.rests() ?? [] {
            if rest.name == name { self.rest = rest }
            if rest.name.hasPrefix(name + " ") { domainRests.append((String(rest.name.dropFirst(name.count + 1)), rest)) }
        }
        if let slot = try ledger?.nextSlot(of: name) {
            let next = Timestamp(milliseconds: (slot + 999) / 1000)
            nextSlot = next > moment ? next : nil
        }
        for quota in relay.policy.quotas {
            let spans = try ledger?.unitsBySpan(of: "\(name) \(quota.window.rawValue)", since: quota.horizon(at: moment, in: zone)) ?? []
            windows.append(
                Window(
                    quota: quota, used: spans.reduce(0) { $0 + $1.count },
                    comesBack: spans.first.map { quota.release(of: quota.span(at: $0.start, in: zone)) }))
        }
        if let warmup { try read(warmup, in: ledger, at: moment) }
    }

    /// When it may be used, as far as that is known now; nil for at once.
    public var opensAt: Timestamp? {
        (windows.filter { $0.left == 0 }.map(\.comesBack) + [rest?.until, nextSlot]).compactMap(\.self).max()
    }

    /// The relay in a forecast.
    public var sender: SendForecast.Sender {
        let warmup = windows.last { $0.step != nil }
        return SendForecast.Sender(
            relay, used: windows.filter { $0.step == nil }.map(\.used), warmup: (daysBefore, warmup?.used ?? 0), opensAt: rest?.until)
    }

    private mutating func read(_ warmup: Warmup, in ledger: LedgerFile?, at moment: Timestamp) throws(LedgerError) {
        guard let daily = Quota(warmup.cap, per: .day) else { return }
        let zone = relay.policy.timeZone
        let today = daily.span(at: moment, in: zone)
        var days: [Warmup.Day] = []
        var last: Range<Timestamp>?
        var used = 0
        for span in try ledger?.unitsBySpan(of: "relay \(relay.name) warm-up") ?? [] {
            guard span.start < today.lowerBound else {
                used += span.count
                continue
            }
            let day = daily.span(at: span.start, in: zone)
            last = day
            var trouble: [Warmup.Trouble: Int] = [:]
            if !warmup.pauseIf.isEmpty, let found = try ledger?.trouble(relay: relay.name, in: day) {
                trouble = [
                    .refused: found.refused, .deferred: found.deferred, .bounced: found.bounced, .blocked: found.blocked,
                    .complained: found.complained,
                ]
            }
            days.append(Warmup.Day(sent: span.count, trouble: trouble))
        }
        daysBefore = days.count
        switch warmup.today(after: days, sentYesterday: last?.upperBound == today.lowerBound) {
        case .cap(let cap, let step):
            // The ledger counts every day that sent; steps that are to be tried again stand there once more.
            let again = step < warmup.caps.count ? days.count - (step - 1) : 0
            relay.policy.dailyCaps = Array(repeating: warmup.start, count: again) + warmup.caps
            if let quota = Quota(cap, per: .day) {
                windows.append(Window(quota: quota, used: used, step: step, comesBack: today.upperBound))
            }
        case .rest(let limit, let share):
            relay.policy.dailyCaps = warmup.caps
            let percent = (share * 10).rounded() / 10
            let reason = "warm-up: \(percent) % of yesterday's messages were \(limit.trouble.rawValue), more than \(limit)"
            let quiet = Rest(name: "relay \(relay.name)", until: today.upperBound, reason: reason)
            warmupRest = quiet
            if rest?.until ?? moment < quiet.until { rest = quiet }
        }
    }
}
