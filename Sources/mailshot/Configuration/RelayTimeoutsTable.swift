import SMTP

/// `timeouts = { dot = "10m", … }` of a `[[relay]]`: how long is waited for what, where RFC 5321's minimums do not do.
///
/// | key | default | waits for |
/// |---|---|---|
/// | `connect` | 30s | a connection, over all addresses of the name, and through the proxy |
/// | `tls` | 60s | the handshake |
/// | `greeting` | 5m | the relay's first words |
/// | `command` | 5m | the reply to any other command |
/// | `data` | 2m | the 354 |
/// | `block` | 3m | one block of the content to leave |
/// | `dot` | 10m | the reply to the final dot; 60s at least, since giving up early is how mail is sent twice |
/// | `min_rate` | 500 | octets a second: content must leave so fast on average; 0 for no such floor |
struct RelayTimeoutsTable: Decodable {
    var connect: DurationText?
    var tls: DurationText?
    var greeting: DurationText?
    var command: DurationText?
    var data: DurationText?
    var block: DurationText?
    var dot: DurationText?
    var minRate: Int?

    enum CodingKeys: String, CodingKey, CaseIterable {
        case connect, tls, greeting, command, data, block, dot
        case minRate = "min_rate"
    }

    /// The same, with the defaults for what is left open.
    var timeouts: StageTimeouts {
        let standard = StageTimeouts()
        return StageTimeouts(
            connect: connect?.duration ?? standard.connect, tls: tls?.duration ?? standard.tls,
            greeting: greeting?.duration ?? standard.greeting, command: command?.duration ?? standard.command,
            data: data?.duration ?? standard.data, block: block?.duration ?? standard.block, dot: dot?.duration ?? standard.dot,
            minimumRate: minRate ?? standard.minimumRate)
    }

    /// The key that is wrong, and how; nil where none is.
    var problem: (key: String, sentence: String)? {
        if let dot, dot.duration < .seconds(60) {
            return ("dot", "timeouts: dot must be 60s or more: a relay that is given up while it takes a message gets it twice")
        }
        if let minRate, minRate < 0 { return ("min_rate", "timeouts: min_rate must be 0 or more octets a second") }
        let all = [("connect", connect), ("tls", tls), ("greeting", greeting), ("command", command), ("data", data), ("block", block)]
        return all.first { $0.1?.duration == .zero }.map { ($0.0, "timeouts: \($0.0) must be longer than nothing") }
    }
}
