public import Ledger
import MailFormat

/// Runs the rules of today over the words that were kept of earlier bounces.
///
/// An address is brought up to date in one transaction: its events, and the suppression that follows or falls. Only suppressions that
/// bounces made fall, and only where the old reading called for one and the new one does not.
public struct Reclassifying: Sendable {
    /// What changes for one bounce.
    public struct Change: Hashable, Sendable {
        /// The bounce as it was.
        public var bounce: RecordedBounce
        /// Its rule as it was.
        public var oldRule: String?
        /// The class it gets.
        public var newClass: BounceClass
        /// The rule it gets.
        public var newRule: String?
    }

    /// What becomes of an address.
    public enum Effect: Hashable, Sendable {
        /// It is suppressed from now on.
        case suppress
        /// Its suppression is lifted.
        case lift
    }

    /// The sums.
    public struct Summary: Hashable, Sendable {
        /// Bounces that were read again.
        public var bounces = 0
        /// Of these, bounces that are read otherwise now.
        public var changed = 0
        /// Bounces of which not enough was kept.
        public var skipped = 0
        /// Addresses that are suppressed by it.
        public var suppressed = 0
        /// Addresses whose suppression is lifted.
        public var lifted = 0
    }

    private let ledger: LedgerFile
    private let policy: BouncePolicy

    /// - Parameter policy: what follows from what.
    public init(ledger: LedgerFile, policy: BouncePolicy) {
        self.ledger = ledger
        self.policy = policy
    }

    /// Says what would change, or changes it.
    ///
    /// - Parameters:
    ///   - apply: writes it down.
    ///   - change: told every bounce that is read otherwise.
    ///   - effect: told every address for which that makes a difference.
    public func run(
        apply: Bool, change: (Change) throws -> Void = { _ in }, effect: (String, Effect) throws -> Void = { _, _ in }
    ) throws -> Summary {
        var summary = Summary()
        var addresses: [String: EmailAddress] = [:]
        try ledger.forEachBounce { page in
            for bounce in page {
                summary.bounces += 1
                guard let old = BounceFacts(bounce.event.facts), let new = old.reclassified() else {
                    summary.skipped += 1
                    continue
                }
                guard new.facts != old || new.bounceClass.rawValue != bounce.event.detail else { continue }
                summary.changed += 1
                try change(Change(bounce: bounce, oldRule: old.rule, newClass: new.bounceClass, newRule: new.facts.rule))
                if let email = try? EmailAddress(bounce.email) { addresses[email.description.lowercased()] = email }
            }
            return true
        }
        for email in addresses.values.sorted(by: { $0.description < $1.description }) {
            let found = try self.effect(on: email)
            if let found {
                if found == .suppress { summary.suppressed += 1 } else { summary.lifted += 1 }
                try effect(email.description, found)
            }
            if apply { try write(email, found) }
        }
        return summary
    }

    private func effect(on email: EmailAddress) throws -> Effect? {
        let known = try ledger.bounceHistory(of: email) { BounceFacts($0.facts)?.isCertain == true }
        let before = policy.judge(known).cause
        let after = policy.judge(known.map(Self.reread)).cause
        let everywhere = try ledger.suppressions(of: email).filter { $0.kind == .address && $0.scope.isEmpty }
        if after != nil { return everywhere.isEmpty ? .suppress : nil }
        return before != nil && everywhere.contains(where: \.isMadeByBounces) ? .lift : nil
    }

    private static func reread(_ observation: BounceObservation) -> BounceObservation {
        guard case .bounce = observation.kind, let new = BounceFacts(observation.event?.facts)?.reclassified() else { return observation }
        var reread = observation
        reread.kind = .bounce(new.bounceClass, isCertain: new.bounceClass == .hard && new.facts.isCertain)
        return reread
    }

    private func write(_ email: EmailAddress, _ effect: Effect?) throws {
        var revisions: [BounceRevision] = []
        try ledger.forEachBounce(of: email) { page in
            for bounce in page {
                guard let old = BounceFacts(bounce.event.facts), let new = old.reclassified(),
                    new.facts != old || new.bounceClass.rawValue != bounce.event.detail
                else { continue }
                revisions.append(BounceRevision(number: bounce.number, bounceClass: new.bounceClass, facts: new.facts.text))
            }
            return true
        }
        let moment = ledger.now()
        try ledger.revise(
            revisions,
            suppressing: effect == .suppress
                ? Suppression(
                    address: email, reason: .bounced, source: "bounce, read again", at: moment,
                    expiresAt: policy.suppressFor.map { moment + $0 })
                : nil,
            lifting: effect == .lift ? (email.description, "the rules of today do not find the address at fault") : nil,
            source: "bounces reclassify")
    }
}
