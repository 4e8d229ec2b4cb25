import MailFormat
import SMTP
import Synchronization

/// The second try of messages in doubt, at relays that know a message again by its ``IdempotencyHeader``.
///
/// A message whose dot went out and whose reply got lost is kept, octets and all, and goes to the next session of the same relay that asks:
/// once, and within the relay's window. Its row stays `transmitting` meanwhile, so that a crash leaves it in doubt as ever.
/// Only an acceptance ends the doubt; whatever else the second try comes to says nothing of the first.
final class DoubtfulRetries: Sendable {
    private struct Held {
        var delivery: Delivery
        /// When the first dot was about to be written; nil before.
        var marked: Timestamp?
        /// What the first try came to, and when.
        var doubt: (settled: SettledDelivery, at: Timestamp)?
    }

    private struct State {
        /// What sessions of such relays hold, and what waits for one: as many as there are sessions, twice.
        var held: [Int64: Held] = [:]
        var waiting: [String: [Int64]] = [:]
    }

    /// How long a second try waits for a session of its relay.
    static let patience: Duration = .seconds(300)

    private let state = Mutex(State())

    /// A message that waits for a session of this relay.
    func next(for relay: Relay) -> Delivery? {
        guard relay.idempotency != nil else { return nil }
        return state.withLock { state in
            guard let key = state.waiting[relay.name]?.popLast() else { return nil }
            return state.held[key]?.delivery
        }
    }

    /// A message on its first way to a relay: with the relay's field, and kept where there is one.
    func first(_ delivery: Delivery, to relay: Relay) -> Delivery {
        guard let header = relay.idempotency else { return delivery }
        let marked = Delivery(key: delivery.key, message: header.applied(to: delivery.message))
        if marked.message != delivery.message { state.withLock { $0.held[marked.key] = Held(delivery: marked) } }
        return marked
    }

    /// A message is about to be marked.
    ///
    /// - Returns: whether it was before, for its first try.
    func isMarkedAgain(_ key: Int64, at moment: Timestamp) -> Bool {
        state.withLock { state in
            guard let held = state.held[key] else { return false }
            if held.marked == nil { state.held[key]?.marked = moment }
            return held.doubt != nil
        }
    }

    /// Outcomes as they are to be settled: a first doubt is held back for the second try, which then ends in an acceptance or in that doubt.
    func filter(_ settled: [SettledDelivery], from relay: Relay, at moment: Timestamp) -> [SettledDelivery] {
        guard let window = relay.idempotency?.window else { return settled }
        return state.withLock { state in settled.compactMap { Self.settle($0, relay.name, window, moment, &state) } }
    }

    private static func settle(
        _ settled: SettledDelivery, _ relay: String, _ window: Duration, _ moment: Timestamp, _ state: inout State
    ) -> SettledDelivery? {
        guard let held = state.held[settled.key] else { return settled }
        let isInTime = held.marked.map { moment - $0 < window } ?? false
        let isDoubtful = settled.outcome.disposition == .uncertain
        let mayGoAgain = held.doubt == nil ? isDoubtful : settled.outcome.disposition == .released
        if mayGoAgain, isInTime {
            if held.doubt == nil { state.held[settled.key]?.doubt = (settled, moment) }
            state.waiting[relay, default: []].append(settled.key)
            return nil
        }
        state.held[settled.key] = nil
        guard let doubt = held.doubt, settled.outcome.disposition != .accepted else { return settled }
        return doubt.settled
    }

    /// A message was vetoed: its row says what becomes of it.
    func forget(_ key: Int64) {
        state.withLock { $0.held[key] = nil }
    }

    /// Second tries that waited too long, or all: they stay in doubt.
    func giveUp(at moment: Timestamp, all: Bool = false) -> [(doubt: SettledDelivery, relay: String)] {
        state.withLock { state in
            var over: [(doubt: SettledDelivery, relay: String)] = []
            for (relay, keys) in state.waiting {
                let left = keys.filter { key in
                    guard let held = state.held[key], let doubt = held.doubt else { return false }
                    guard all || moment - doubt.at >= Self.patience else { return true }
                    over.append((doubt.settled, relay))
                    state.held[key] = nil
                    return false
                }
                state.waiting[relay] = left.isEmpty ? nil : left
            }
            return over
        }
    }
}
