import GRDB
import MailFormat
import Synchronization

/// Group commit: any number of sessions submit operations, one durable transaction takes all that wait.
///
/// There is no timer. Who submits while nothing is being written becomes the writer and commits on the thread it is on; what others submit
/// meanwhile is the next group. So groups grow exactly as far as the disk is slow: alone, an operation is committed at once; under load a
/// commit is shared by every session.
///
/// ```
/// sessions ──submit──► waiting ──(all of it)──► BEGIN … COMMIT, fsync ──► results of the group, in one call
/// ```
///
/// A send run submits once in a turn of its event loop, when all sockets that were ready have been read. Handing the group to another
/// thread would not free the loop for much: its sessions wait for this very commit, and what arrives meanwhile waits in the sockets. It
/// would cost two changes of threads a commit and make groups smaller (measured: a sixth of the throughput).
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
    ///   - deliver: takes the results of a group, in the order of submission. It runs inside the ledger's writer queue, on the thread of
    ///     whoever submitted or another one, so it must be quick and must not call the ledger; it may submit.
    public init(run: CampaignRun, deliver: @escaping @Sendable ([OperationResult]) -> Void) {
        self.run = run
        self.deliver = deliver
    }

    /// Hands an operation over; its result comes with its group's. Blocks for one commit where nothing is being written, else not at all.
    ///
    /// After an error of the ledger all that waits and all that follows fails with it; nothing is tried again on the handle.
    public func submit(_ operation: LedgerOperation) {
        submit([operation])
    }

    /// Hands several operations over, which share a group; see ``submit(_:)-(LedgerOperation)``.
    public func submit(_ operations: [LedgerOperation]) {
        guard !operations.isEmpty else { return }
        let isWriter = state.withLock { state in
            state.waiting += operations
            defer { state.isWriting = true }
            return !state.isWriting
        }
        if isWriter { run.ledger.pool.writeWithoutTransaction(takeTurn) }
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

    /// Writes what waits. Each group is a turn of its own on the writer queue, so that other writers of this process come in between, and
    /// whoever wrote a group is not kept for those of others.
    private func takeTurn(_ database: Database) {
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
        if more { run.ledger.pool.asyncWriteWithoutTransaction { self.takeTurn($0) } }
        for idler in idlers { idler.resume() }
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
