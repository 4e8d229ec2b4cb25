import MailFormat
import SMTP
import Synchronization

/// Shares of limits that other processes keep as well.
extension SendQueue {
    /// What to fetch of shared limits; waits until there is something. nil once the queue has ended.
    func shareRequests() async -> [ShareRequest]? {
        while true {
            await withCheckedContinuation { continuation in
                let isNeeded = state.withLock { state in
                    guard !state.pool.needsShares, !state.ended else { return true }
                    state.fetcher = continuation
                    return false
                }
                if isNeeded { continuation.resume() }
            }
            let moment = clock.now()
            let requests: [ShareRequest]? = state.withLock { state in state.ended ? nil : state.pool.requests(at: moment) }
            guard let requests else { return nil }
            if !requests.isEmpty { return requests }
        }
    }

    /// Takes what was given of shared limits.
    func grant(_ grants: [ShareGrant]) {
        state.withLock { state in
            state.pool.grant(grants)
            state.lines.lookAgain()
        }
        tick()
    }

    /// All that is unused of shared limits: nothing more will be sent.
    func surrender() -> [ShareGrant] { state.withLock { $0.pool.surrender() } }
}
