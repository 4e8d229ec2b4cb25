import Synchronization

/// What the server has done since it started, as Prometheus reads it (text format 0.0.4). No label names a person or a message.
public final class ServeMetrics: Sendable {
    private struct Key: Hashable {
        var route: String
        var status: Int
    }

    private struct State {
        var requests: [Key: Int] = [:]
        var seconds: [Double] = []
        var buckets = [Int](repeating: 0, count: ServeMetrics.bounds.count + 1)
        var total = 0.0
    }

    /// Upper bounds of the histogram of answer times, in seconds.
    static let bounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

    private let state = Mutex(State())

    /// Nothing yet.
    public init() {}

    /// Counts an answer.
    func note(route: String, status: Int, took duration: Duration) {
        let seconds = duration / .seconds(1)
        state.withLock { state in
            state.requests[Key(route: route, status: status), default: 0] += 1
            state.buckets[Self.bounds.firstIndex { seconds <= $0 } ?? Self.bounds.count] += 1
            state.total += seconds
        }
    }

    /// The text Prometheus reads.
    func text(intake: EventIntake.Counts, connections: Int) -> String {
        let (requests, buckets, total) = state.withLock { ($0.requests, $0.buckets, $0.total) }
        var out = Self.head("mailshot_http_requests_total", "counter", "Answers by route and status.")
        for (key, count) in requests.sorted(by: { ($0.key.route, $0.key.status) < ($1.key.route, $1.key.status) }) {
            out += "mailshot_http_requests_total{route=\"\(Self.escaped(key.route))\",status=\"\(key.status)\"} \(count)\n"
        }
        out += Self.head("mailshot_http_request_seconds", "histogram", "Time from the head of a request to its answer.")
        var sum = 0
        for (bound, count) in zip(Self.bounds, buckets) {
            sum += count
            out += "mailshot_http_request_seconds_bucket{le=\"\(bound)\"} \(sum)\n"
        }
        sum += buckets[Self.bounds.count]
        out += "mailshot_http_request_seconds_bucket{le=\"+Inf\"} \(sum)\n"
        out += "mailshot_http_request_seconds_sum \(total)\nmailshot_http_request_seconds_count \(sum)\n"
        for (name, kind, help, value) in [
            ("mailshot_intake_written_total", "counter", "Entries that became durable.", intake.written),
            ("mailshot_intake_failed_total", "counter", "Entries that could not be written.", intake.failed),
            ("mailshot_intake_refused_total", "counter", "Entries that were not taken in because too many waited.", intake.refused),
            ("mailshot_intake_commits_total", "counter", "Transactions.", intake.groups),
            ("mailshot_intake_waiting", "gauge", "Entries that wait.", intake.waiting),
            ("mailshot_connections", "gauge", "Open connections.", connections),
        ] { out += Self.head(name, kind, help) + "\(name) \(value)\n" }
        return out
    }

    private static func head(_ name: String, _ kind: String, _ help: String) -> String {
        "# HELP \(name) \(help)\n# TYPE \(name) \(kind)\n"
    }

    private static func escaped(_ label: String) -> String {
        String(label.flatMap { $0 == "\"" || $0 == "\\" ? ["\\", $0] : $0.isNewline ? [" "] : [$0] })
    }
}
