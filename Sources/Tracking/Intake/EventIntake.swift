public import Ledger
import MailFormat
import NIOPosix
public import ServiceLifecycle
import Synchronization

/// Everything that goes into the ledger from the web goes through here: one thread writes whatever waits in one durable transaction.
///
/// There is no timer: while a group is being committed the next one gathers, so groups grow as far as the disk is slow. What waits is
/// bounded; when it is full nobody is taken in (``IntakeError/full``), and memory stays what it was.
///
/// ```
/// handlers ──offer / commit──► waiting (bounded) ──a group──► BEGIN … COMMIT, fsync ──► answers of the group
/// ```
///
/// ``offer(_:)`` is for what may be answered before it is durable (a pixel), ``commit(_:)`` for what may not (an unsubscribe, a report of a
/// provider that will not be sent again).
public final class EventIntake: Sendable {
    /// What happened since the start.
    public struct Counts: Hashable, Sendable {
        /// Entries written down.
        public var written = 0
        /// Entries whose own writing failed; the rest of their group stood.
        public var failed = 0
        /// Entries that were not taken in.
        public var refused = 0
        /// Transactions.
        public var groups = 0
        /// Entries that wait at this moment.
        public var waiting = 0
    }

    /// One entry: writes inside the transaction, and gives what is to be done when the group is durable or has failed.
    private struct Entry: Sendable {
        let write: @Sendable (ReportTransaction) -> Ending
        let fail: @Sendable (IntakeError) -> Void
    }

    private struct Ending: Sendable {
        var isGood: Bool
        let finish: @Sendable () -> Void
    }

    private struct State {
        var waiting: [Entry] = []
        var isWriting = false
        var isClosed = false
        var counts = Counts()
        /// Whoever waits for quiet.
        var idlers: [CheckedContinuation<Void, Never>] = []
    }

    /// Entries in one transaction at most, so that a sender on the same ledger is not kept waiting.
    static let largestGroup = 512

    /// The handle that writes; another one after an error that ended writing on it.
    private let writer: Mutex<LedgerFile>
    private let reopenedAt = Mutex<Int64>(.min)
    private let policy: BouncePolicy
    private let capacity: Int
    private let thread = NIOThreadPool(numberOfThreads: 1)
    private let state = Mutex(State())

    /// - Parameters:
    ///   - ledger: where everything goes.
    ///   - policy: what follows from a bounce, a complaint, a request to leave.
    ///   - capacity: entries that may wait.
    public init(ledger: LedgerFile, policy: BouncePolicy, capacity: Int = 20_000) {
        writer = Mutex(ledger)
        self.policy = policy
        self.capacity = capacity
        thread.start()
    }

    /// Writes something down soon and does not wait for it.
    ///
    /// - Parameter write: runs inside a transaction that others share; what it throws undoes its own part only and is counted.
    /// - Throws: ``IntakeError/full``, ``IntakeError/closed``; then nothing will be written.
    public func offer(_ write: @escaping @Sendable (ReportTransaction) throws -> Void) throws(IntakeError) {
        try enter(
            Entry(
                write: { transaction in
                    let isGood = (try? transaction.attempt(write)) != nil
                    return Ending(isGood: isGood, finish: {})
                }, fail: { _ in }))
    }

    /// Writes something down and returns when it is durable.
    ///
    /// - Parameter write: as for ``offer(_:)``; what it throws is thrown here.
    /// - Throws: ``IntakeError``, or what `write` throws.
    public func commit<Answer: Sendable>(_ write: @escaping @Sendable (ReportTransaction) throws -> Answer) async throws -> Answer {
        try await withCheckedThrowingContinuation { continuation in
            let entry = Entry(
                write: { transaction in
                    let result = Result { try transaction.attempt(write) }
                    let isGood = if case .success = result { true } else { false }
                    return Ending(isGood: isGood) { continuation.resume(with: result) }
                }, fail: { continuation.resume(throwing: $0) })
            do { try enter(entry) } catch { continuation.resume(throwing: error) }
        }
    }

    /// What happened since the start.
    public var counts: Counts {
        state.withLock { state in
            var counts = state.counts
            counts.waiting = state.waiting.count
            return counts
        }
    }

    /// Whether the ledger can still be written.
    public var isHealthy: Bool { writer.withLock { $0.failure == nil } }

    /// Takes nothing more and returns when everything that waited is written.
    public func close() async {
        await withCheckedContinuation { continuation in
            let isIdle = state.withLock { state in
                state.isClosed = true
                if state.isWriting { state.idlers.append(continuation) }
                return !state.isWriting
            }
            if isIdle { continuation.resume() }
        }
        try? await thread.shutdownGracefully()
    }

    private func enter(_ entry: Entry) throws(IntakeError) {
        let (refusal, isFirst) = state.withLock { state -> (IntakeError?, Bool) in
            guard !state.isClosed, state.waiting.count < capacity else {
                state.counts.refused += 1
                return (state.isClosed ? .closed : .full, false)
            }
            state.waiting.append(entry)
            defer { state.isWriting = true }
            return (nil, !state.isWriting)
        }
        if let refusal { throw refusal }
        if isFirst { schedule() }
    }

    private func schedule() {
        // The pool runs until `close` has seen the last group.
        thread.submit { [self] _ in writeWaiting() }
    }

    /// Writes groups until nothing waits.
    private func writeWaiting() {
        while true {
            let group = state.withLock { state in
                let group = Array(state.waiting.prefix(Self.largestGroup))
                state.waiting.removeFirst(group.count)
                return group
            }
            write(group)
            let (isDone, idlers) = state.withLock { state -> (Bool, [CheckedContinuation<Void, Never>]) in
                guard state.waiting.isEmpty else { return (false, []) }
                state.isWriting = false
                defer { state.idlers = [] }
                return (true, state.idlers)
            }
            guard isDone else { continue }
            for idler in idlers { idler.resume() }
            return
        }
    }

    /// The handle to write with. A full disk ends writing on a handle for good; once a second a new one is tried, so that unsubscribes are
    /// taken again as soon as there is room, and nobody has to start anything.
    private func handle() -> LedgerFile {
        let ledger = writer.withLock(\.self)
        guard ledger.failure != nil else { return ledger }
        let moment = ledger.now().milliseconds
        let mayTry = reopenedAt.withLock { last in
            guard last == .min || moment - last >= 1000 else { return false }
            last = moment
            return true
        }
        guard mayTry, let fresh = try? ledger.reopened() else { return ledger }
        writer.withLock { $0 = fresh }
        return fresh
    }

    private func write(_ group: [Entry]) {
        do {
            let endings = try handle().takeReports(policy: policy) { transaction in group.map { $0.write(transaction) } }
            let good = endings.count(where: \.isGood)
            state.withLock { state in
                state.counts.groups += 1
                state.counts.written += good
                state.counts.failed += endings.count - good
            }
            for ending in endings { ending.finish() }
        } catch {
            state.withLock { $0.counts.failed += group.count }
            for entry in group { entry.fail(.ledger(error)) }
        }
    }
}

/// The intake lives as long as the server: it ends after everything that could still bring something.
extension EventIntake: Service {
    /// Waits for the server's end, then for the last group.
    public func run() async throws {
        try? await gracefulShutdown()
        await close()
    }
}
