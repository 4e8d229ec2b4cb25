import MailFormat
import Synchronization

/// The Date field of answers (RFC 9110 §6.6.1), written once a second.
final class HTTPDate: Sendable {
    private struct Written {
        var second: Int64
        var text: String
    }

    private let now: @Sendable () -> Timestamp
    private let written = Mutex(Written(second: .min, text: ""))

    init(now: @escaping @Sendable () -> Timestamp) {
        self.now = now
    }

    /// `Sun, 06 Nov 1994 08:49:37 GMT`
    var text: String {
        let moment = now()
        let second = moment.milliseconds / 1000
        return written.withLock { written in
            if written.second != second {
                // The mail form differs in the zone only.
                written = Written(second: second, text: DateFormat.rfc5322(moment).dropLast(5) + "GMT")
            }
            return written.text
        }
    }
}
