import Ledger
public import MailFormat

/// What a send run has done so far: counts of this run, not of the campaign.
public struct SendTally: Hashable, Sendable {
    /// Counts of one relay.
    public struct PerRelay: Hashable, Sendable {
        /// Connections open now.
        public var connections = 0
        /// Messages the relay took.
        public var accepted = 0
        /// Messages it put off.
        public var deferred = 0
        /// Messages it refused.
        public var refused = 0
        /// Messages it left in doubt.
        public var uncertain = 0
        /// Why it is not used at the moment.
        public var trouble: String?
        /// Until when, where that is known.
        public var troubleUntil: Timestamp?

        /// Nothing yet.
        public init() {}
    }

    /// By relay name.
    public var relays: [String: PerRelay] = [:]
    /// Messages that could not be composed.
    public var failed = 0
    /// Messages a suppression (or a pause) stopped at the last moment.
    public var vetoed = 0

    /// Nothing yet.
    public init() {}

    /// Messages that came to an end of any kind in this run, or were put off.
    public var handled: Int {
        relays.values.reduce(failed + vetoed) { $0 + $1.accepted + $1.deferred + $1.refused + $1.uncertain }
    }

    /// Messages taken by all relays.
    public var accepted: Int { relays.values.reduce(0) { $0 + $1.accepted } }

    mutating func count(_ ending: Settlement.Ending, at relay: String) {
        switch ending {
        case .accepted: relays[relay, default: PerRelay()].accepted += 1
        case .deferred: relays[relay, default: PerRelay()].deferred += 1
        case .refused, .expired: relays[relay, default: PerRelay()].refused += 1
        case .uncertain: relays[relay, default: PerRelay()].uncertain += 1
        case .released, .failed, .suppressed: break
        }
    }
}
