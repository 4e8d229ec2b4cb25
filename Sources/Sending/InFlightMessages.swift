import Ledger
import MailFormat
import SMTP
import Synchronization

/// The messages between their lease and their outcome, and who waits for which mark.
///
/// The ledger's writer tells it what was committed; from here a dot is freed, or taken back.
final class InFlightMessages: Sendable {
    /// What is known of one message.
    struct Message {
        /// Attempts before this one.
        var attempts: Int
        /// What its age is counted from.
        var date: Timestamp
        /// How often it came back in this run because its connection broke.
        var releases: Int
        /// Who waits for its mark.
        var session: RelaySession?
    }

    private struct State {
        var messages: [Int64: Message] = [:]
        /// Of the few messages that ever came back.
        var releases: [Int64: Int] = [:]
        var tally = SendTally()
    }

    private let queue: SendQueue
    private let state = Mutex(State())

    init(queue: SendQueue) {
        self.queue = queue
    }

    /// What was done so far, without the connections.
    var tally: SendTally { state.withLock(\.tally) }

    /// Messages that were leased and are about to be composed.
    func leased(_ messages: [LeasedMessage]) {
        state.withLock { state in
            for message in messages {
                state.messages[message.key] = Message(
                    attempts: message.attempts, date: message.date, releases: state.releases[message.key, default: 0])
            }
        }
        queue.leased(messages.count)
    }

    /// Messages that could not be composed.
    func failed(_ count: Int) {
        state.withLock { $0.tally.failed += count }
    }

    /// An outcome that no session told.
    func count(_ ending: Settlement.Ending, at relay: String) {
        state.withLock { $0.tally.count(ending, at: relay) }
    }

    /// Whether a message came back before in this run: if a connection breaks under it again, it is not the relay's doing.
    func cameBack(_ key: Int64) -> Bool { state.withLock { $0.releases[key] != nil } }

    /// Turns outcomes into settlements and counts them; remembers who waits for the mark.
    func settle(
        _ outcomes: [SettledDelivery], marking: Int64?, from session: RelaySession,
        by rule: (SettledDelivery, Message?) -> Settlement
    ) -> [Settlement] {
        state.withLock { state in
            if let marking { state.messages[marking]?.session = session }
            return outcomes.map { outcome in
                let settlement = rule(outcome, state.messages[outcome.key])
                if settlement.ending == .released { state.releases[outcome.key, default: 0] += 1 }
                state.tally.count(settlement.ending, at: session.relay.name)
                return settlement
            }
        }
    }

    /// A group of operations was committed, or failed for good.
    ///
    /// - Returns: the error, where it failed: no mark of the group will ever be cleared.
    func committed(_ results: [OperationResult]) -> LedgerError? {
        var over = 0
        var failure: LedgerError?
        let cleared: [(session: RelaySession, key: Int64, verdict: MarkVerdict)] = state.withLock { state in
            results.compactMap { result in
                if case .failed(let error) = result.verdict {
                    failure = error
                    return nil
                }
                for outcome in result.operation.outcomes where state.messages.removeValue(forKey: outcome.key) != nil { over += 1 }
                guard let key = result.operation.mark?.key, let session = state.messages[key]?.session else { return nil }
                guard case .veto = result.verdict else { return (session, key, .go) }
                state.messages[key] = nil
                state.tally.vetoed += 1
                over += 1
                return (session, key, .veto)
            }
        }
        if !cleared.isEmpty { RelaySession.clearAll(cleared) }
        if over > 0 { queue.settled(over) }
        return failure
    }
}
