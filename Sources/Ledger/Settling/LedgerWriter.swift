import GRDB
import MailFormat
import Synchronization

/// Group commit: any number of sessions submit operations, one durable transaction takes all that wait.
///
/// There is no timer. While a group is being written the next one gathers, so groups grow exactly as far as the disk is slow: alone, an
/// operation is committed at once; under load a commit is shared by every session.
///
/// ```
/// sessions ──submit──► waiting ──(all of it)──► BEGIN … COMMIT, fsync ──► results of the group, in one call
/// ```
public final class LedgerWriter: Sendable {
    private struct State {
        var waiting: [LedgerOperation] = []
        /// Whether a group is being written, or is about to be.
        var isWriting = false
        var failure: LedgerError?
        /// Whoever waits for quiet.
        var idlers: [CheckedContinuation<Void, Never>] = []
    }

    private let run: CampaignRun
    private let deliver: @Sendable ([OperationResult]) -> Void
    private let state = Mutex(State())

    /// - Parameters:
    ///   - run: the run whose messages are marked and settled.
    ///   - deliver: takes the results of a group, in the order of submission. It runs on the ledger's writer queue, so it must be quick
    ///     and must not call the ledger; it may submit.
    public init(run: CampaignRun, deliver: @escaping @Sendable ([OperationResult]) -> Void) {
        self.run = run
        self.deliver = deliver
    }

    /// Hands an operation over; never blocks. Its result comes with its group's.
    ///
    /// After an error of the ledger all that waits and all that follows fails with it; nothing is tried again on the handle.
    public func submit(_ operation: LedgerOperation) {
        submit([operation])
    }

    /// Hands several operations over, which share a group.
    public func submit(_ operations: [LedgerOperation]) {
        guard !operations.isEmpty else { return }
        let start = state.withLock { state in
            state.waiting += operations
            defer { state.isWriting = true }
            return !state.isWriting
        }
        if start { schedule() }
    }

    /// Returns when everything submitted before was delivered.
    public func drain() async {
        await withCheckedContinuation { continuation in
            let idle = state.withLock { state in
                if state.isWriting { state.idlers.append(continuation) }
                return !state.isWriting
            }
            if idle { continuation.resume() }
        }
    }

    /// The error that ended writing, if one did.
    public var failure: LedgerError? { state.withLock(\.failure) }

    /// Each group is a turn of its own on the writer queue, so that other writers of this process come in between.
    private func schedule() {
        run.ledger.pool.asyncWriteWithoutTransaction { [self] database in
            let (group, failure) = state.withLock { state in
                defer { state.waiting = [] }
                return (state.waiting, state.failure)
            }
            deliver(failure.map { fail(group, $0) } ?? write(group, on: database))
            let (more, idlers) = state.withLock { state in
                state.isWriting = !state.waiting.isEmpty
                defer { if !state.isWriting { state.idlers = [] } }
                return (state.isWriting, state.isWriting ? [] : state.idlers)
            }
            if more { schedule() }
            for idler in idlers { idler.resume() }
        }
    }

    private func write(_ group: [LedgerOperation], on database: Database) -> [OperationResult] {
        do {
            let results = try run.ledger.commit(on: database) { database in
                var settling = try Settling(run: run, on: database)
                let results = try group.map { try settling.apply($0) }
                try settling.finish()
                Failpoint.reach(.beforeIntent, when: group.contains { $0.mark != nil })
                return results
            }
            Failpoint.reach(.afterOutcome, when: group.contains { !$0.outcomes.isEmpty })
            return results
        } catch {
            let failure = run.ledger.note(error)
            state.withLock { $0.failure = failure }
            return fail(group, failure)
        }
    }

    private func fail(_ group: [LedgerOperation], _ failure: LedgerError) -> [OperationResult] {
        group.map { OperationResult(operation: $0, verdict: .failed(failure)) }
    }
}
