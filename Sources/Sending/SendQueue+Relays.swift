import MailFormat
import SMTP
import Synchronization

/// What connections and the ledger tell the pool, and what they ask it.
extension SendQueue {
    /// Connections to a relay fail, or work again.
    func setDown(_ isDown: Bool, relay: String) {
        guard let relay = numbers[relay] else { return }
        let wake = state.withLock { state in
            state.pool.setDown(isDown, relay: relay)
            state.lines.lookAgain()
            return wakeable(&state, clock.now())
        }
        wake.forEach { $0.wake() }
    }

    /// A relay is given up for this run.
    func giveUp(relay: String) {
        guard let relay = numbers[relay] else { return }
        state.withLock { $0.pool.giveUp(relay: relay) }
    }

    /// Names of the relays that are worth a connection now.
    var wantedRelays: [String] {
        let moment = clock.now()
        return state.withLock { state in
            state.pool.relays.indices.filter { state.pool.isWanted($0, at: moment) }.map { state.pool.relays[$0].name }
        }
    }

    /// Names of relays that could take a message that is ready, and have no session that waits for one.
    var missedRelays: [String] {
        let moment = clock.now()
        return state.withLock { state in
            guard state.lines.count > 0 else { return [] }
            return state.pool.relays.indices.filter { state.parked[$0].isEmpty && state.pool.peek(relay: $0, at: moment) == .go }
                .map { state.pool.relays[$0].name }
        }
    }

    /// Why relays take nothing at the moment, by name.
    var troubles: [String: (reason: String, until: Timestamp?)] {
        let moment = clock.now()
        return state.withLock { state in
            var troubles: [String: (reason: String, until: Timestamp?)] = [:]
            for index in state.pool.relays.indices {
                if let trouble = state.pool.trouble(relay: index, at: moment) { troubles[state.pool.relays[index].name] = trouble }
            }
            return troubles
        }
    }

    /// What the ledger is to remember, once.
    func takeRests() -> [RestOrder] {
        state.withLock { state in
            defer { state.rests = [] }
            return state.rests
        }
    }

    /// What the ledger remembers.
    func rest(_ orders: [RestOrder]) {
        state.withLock { state in for order in orders { state.pool.rest(order) } }
    }

    /// When something can be sent again, and why not before, where that is further away than so long and nothing is on its way.
    func standstill(longerThan patience: Duration) -> (until: Timestamp, reason: String)? {
        let moment = clock.now()
        return state.withLock { state in
            guard state.handed.isEmpty, !state.ended else { return nil }
            var openings: [(at: Timestamp, why: String)] = []
            for relay in state.pool.relays.indices {
                switch state.pool.peek(relay: relay, at: moment) {
                case .go: openings.append((moment, ""))
                case .wait(let until?):
                    let why =
                        state.pool.trouble(relay: relay, at: moment)?.reason
                        ?? "the rate allows no more before"
                    openings.append((until, "relay \(state.pool.relays[relay].name): \(why)"))
                case .wait(nil):
                    if state.pool.trouble(relay: relay, at: moment) == nil { openings.append((moment, "")) }
                }
            }
            guard var next = openings.min(by: { $0.at < $1.at }) else { return nil }
            if state.lines.openCount == 0, state.isDry {
                var rest = state.held.held.keys.map { opening(of: $0, &state, moment) }
                for key in state.lines.keys {
                    var own = key.bucket.map { opening(of: $0, &state, moment) } ?? (at: moment, why: "")
                    // A message in doubt waits for its relay; one that cannot be used in this run is not waited for.
                    if key.isBound, let relay = key.relay, case .wait(let until) = state.pool.peek(relay: relay, at: moment) {
                        let name = state.pool.relays[relay].name
                        let isLost = until == nil && !state.pool.isWanted(relay, at: moment)
                        let at = until ?? (isLost ? moment + patience + .seconds(1) : moment)
                        if at > own.at { own = (at, "only relay \(name) may have what it has seen") }
                    }
                    rest.append(own)
                }
                if let first = rest.min(by: { $0.at < $1.at }), first.at > next.at { next = first }
            }
            return next.at - moment > patience ? (next.at, next.why) : nil
        }
    }

    private func opening(of bucket: String, _ state: inout State, _ moment: Timestamp) -> (at: Timestamp, why: String) {
        (state.pool.opening(of: bucket, at: moment) ?? moment, "\(bucket) takes no more")
    }
}
