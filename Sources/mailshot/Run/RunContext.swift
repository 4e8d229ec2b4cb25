import Ledger
import MailFormat
import Synchronization

/// What every kind of due work is given: the project, its ledger, and how much may still be done.
struct RunContext: Sendable {
    let project: Project
    let ledger: LedgerFile
    let options: GlobalOptions
    let budget: RunBudget
}

/// How much a run may still do: messages, time, and whether somebody asked for an end.
final class RunBudget: Sendable {
    private struct State {
        var messages: Int
        var isStopped = false
    }

    private let state: Mutex<State>
    /// When everything stops in order; nil for no limit.
    let deadline: ContinuousClock.Instant?

    /// - Parameters:
    ///   - messages: sent at the most; nil for all.
    ///   - time: how long; nil for as long as it takes.
    init(messages: Int?, time: Duration?) {
        state = Mutex(State(messages: messages ?? .max))
        deadline = time.map { ContinuousClock.now + $0 }
    }

    /// Messages that may still be sent.
    var messagesLeft: Int { state.withLock(\.messages) }

    /// Whether nothing may be begun any more.
    var isSpent: Bool {
        let isOver = state.withLock { $0.isStopped || $0.messages <= 0 }
        return isOver || deadline.map { ContinuousClock.now >= $0 } ?? false
    }

    /// Messages were sent.
    func spend(_ count: Int) {
        state.withLock { $0.messages -= min(count, $0.messages) }
    }

    /// Somebody asked for an end.
    func stop() {
        state.withLock { $0.isStopped = true }
    }
}
