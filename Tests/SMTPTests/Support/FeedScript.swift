import MailFormat

@testable import SMTP

/// What a feed does in a test, as a value: gives its messages in order, then ends, and writes down what it is told.
struct FeedScript {
    var waiting: [Delivery]
    var vetoed: Set<Int64> = []
    /// Whether marks are answered at once.
    var clears = true
    /// Answered with once the messages are used up.
    var afterwards = NextDelivery.end
    private(set) var log: [String] = []
    private(set) var end: SessionEnd?

    init(_ deliveries: [Delivery], vetoed: Set<Int64> = []) {
        waiting = deliveries
        self.vetoed = vetoed
    }

    mutating func next() -> NextDelivery {
        waiting.isEmpty ? afterwards : .deliver(waiting.removeFirst())
    }

    /// The answer to the mark, where it is answered at once.
    mutating func record(_ settled: [SettledDelivery], marking: Int64?) -> MarkVerdict? {
        for one in settled {
            let blame = one.outcome.blame?.rawValue ?? "nobody"
            let code = one.outcome.reply.map { " \($0.code)" } ?? ""
            log.append("\(one.key) \(one.outcome.disposition.rawValue) \(blame)@\(one.outcome.stage.rawValue)\(code)")
        }
        guard let marking else { return nil }
        log.append("mark \(marking)")
        return clears ? (vetoed.contains(marking) ? .veto : .go) : nil
    }

    mutating func ended(_ end: SessionEnd) {
        self.end = end
        switch end {
        case .finished: log.append("end finished")
        case .quota: log.append("end quota")
        case .vetoed: log.append("end vetoed")
        case .aborted: log.append("end aborted")
        case .failed(let failure): log.append("end \(failure.cause.rawValue)@\(failure.stage.rawValue)")
        }
    }
}
