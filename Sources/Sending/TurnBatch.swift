import Ledger
import NIOCore
import NIOPosix
import Synchronization

/// Gathers what sessions tell the ledger in one turn of their event loop, so that the writer is woken once a turn, for all of them.
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

    /// Hands over what waits. When it returns, everything submitted before is with the writer.
    func flush() {
        waiting.withLock { waiting in
            writer.submit(waiting)
            waiting.removeAll(keepingCapacity: true)
        }
    }
}
