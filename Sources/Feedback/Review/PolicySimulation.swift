public import Ledger
import MailFormat

/// What two policies make of the past of a ledger: nothing is written.
public struct PolicySimulation: Sendable {
    /// One address on which they differ.
    public struct Difference: Hashable, Sendable {
        /// The address.
        public var email: String
        /// Why the policy in force suppresses it; nil where it does not.
        public var now: BounceJudgement.Cause?
        /// Why the other one would.
        public var then: BounceJudgement.Cause?
        /// Its score under the policy in force.
        public var scoreNow: Double
        /// Its score under the other.
        public var scoreThen: Double
        /// Messages that were sent after the other policy would have stopped them.
        public var saved: Int
    }

    /// The sums.
    public struct Summary: Hashable, Sendable {
        /// Addresses that were ever refused or bounced.
        public var addresses = 0
        /// Of these, suppressed by the policy in force.
        public var now = 0
        /// Of these, suppressed by the other.
        public var then = 0
        /// Suppressed by the other only.
        public var added = 0
        /// Suppressed by the one in force only.
        public var lifted = 0
        /// Messages that were sent after the other policy would have stopped them.
        public var saved = 0
    }

    private let ledger: LedgerFile
    private let current: BouncePolicy
    private let other: BouncePolicy

    /// - Parameters:
    ///   - current: the policy in force.
    ///   - other: the one to try.
    public init(ledger: LedgerFile, current: BouncePolicy, other: BouncePolicy) {
        self.ledger = ledger
        self.current = current
        self.other = other
    }

    /// Judges every address that ever bounced by both; memory does not grow with their number.
    ///
    /// - Parameter each: told every address on which they differ.
    public func run(_ each: (Difference) throws -> Void) throws -> Summary {
        var summary = Summary()
        var last: String?
        while true {
            let page = try ledger.bouncedAddresses(after: last)
            guard let final = page.last else { return summary }
            last = final
            for email in page {
                guard let address = try? EmailAddress(email) else { continue }
                let known = try ledger.bounceHistory(of: address) { BounceFacts($0.facts)?.isCertain == true }
                let difference = compare(address, known)
                summary.addresses += 1
                if difference.now != nil { summary.now += 1 }
                if difference.then != nil { summary.then += 1 }
                summary.saved += difference.saved
                guard (difference.now == nil) != (difference.then == nil) else { continue }
                if difference.now == nil { summary.added += 1 } else { summary.lifted += 1 }
                try each(difference)
            }
        }
    }

    private func compare(_ address: EmailAddress, _ known: [BounceObservation]) -> Difference {
        // What people decided is not the policy's doing.
        let course = known.filter { $0.kind != .pardon }
        let (now, then) = (current.judge(course), other.judge(course))
        var saved: Set<Int64> = []
        if let stop = then.steps.first(where: { $0.note == .suppresses })?.observation.at {
            saved = Set(course.filter { $0.at > stop }.map(\.message))
            saved.subtract(course.filter { $0.at <= stop }.map(\.message))
        }
        return Difference(
            email: address.description, now: now.cause, then: then.cause, scoreNow: now.score, scoreThen: then.score, saved: saved.count)
    }
}
