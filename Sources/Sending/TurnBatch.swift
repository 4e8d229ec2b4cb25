import Ledger
import NIOCore
import NIOPosix
import Synchronization

/// Gathers what sessions tell the ledger in one turn of their event loop, so that there is one commit a turn, for all of them.
///
/// Replies arrive in bunches; without this the first of a bunch would be committed alone. There is no timer: the turn ends when every
/// socket that was ready has been read.
final class TurnBatch: Sendable {
    private let writer: LedgerWriter
    private let waiting = Mutex<[LedgerOperation]>([])

    init(writer: LedgerWriter) {
        self.writer = writer
    }

    /// Hands an operation over at the end of this turn; at once where no event loop is running.
    func submit(_ operation: LedgerOperation) {
        let isFirst = waiting.withLock { waiting in
            waiting.append(operation)
            return waiting.count == 1
        }
        guard isFirst else { return }
        if let eventLoop = MultiThreadedEventLoopGroup.currentEventLoop {
            eventLoop.execute { self.flush() }
        } else {
            flush()
        }
    }

    /// Commits what waits.
    func flush() {
        let operations = waiting.withLock { waiting in
            defer { waiting = [] }
            return waiting
        }
        writer.submit(operations)
    }
}
