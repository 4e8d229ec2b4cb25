import NIOCore
import Synchronization

@testable import SMTP

/// A ``FeedScript`` as a feed. Answers marks on the spot, so a session's own hop is all that lies between.
final class ScriptedFeed: MessageFeed {
    private let script: Mutex<FeedScript>
    private let ended: EventLoopPromise<Void>?

    init(_ script: FeedScript, ended: EventLoopPromise<Void>? = nil) {
        self.script = Mutex(script)
        self.ended = ended
    }

    var log: [String] { script.withLock { $0.log } }
    var end: SessionEnd? { script.withLock { $0.end } }

    /// Gives more messages; the session must be woken.
    func add(_ delivery: Delivery) { script.withLock { $0.waiting.append(delivery) } }
    func setAfterwards(_ next: NextDelivery) { script.withLock { $0.afterwards = next } }

    func next(for session: RelaySession) -> NextDelivery { script.withLock { $0.next() } }

    func record(_ settled: [SettledDelivery], marking: Int64?, from session: RelaySession) {
        let verdict = script.withLock { $0.record(settled, marking: marking) }
        if let verdict, let marking { session.clear(marking, verdict) }
    }

    func sessionEnded(_ session: RelaySession, _ end: SessionEnd) {
        script.withLock { $0.ended(end) }
        ended?.succeed()
    }
}
