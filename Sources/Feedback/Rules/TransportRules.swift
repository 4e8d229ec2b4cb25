/// What went wrong on the way, or at the receiver for now.
enum TransportRules {
    /// The receiver closed its door before the dialogue began.
    static let refusedTalk = [
        Rule("sender.refused_to_talk", .blocked, ["refused to talk to me"]),
        Rule("transport.suspended", .network, ["delivery temporarily suspended"]),
    ]
    static let flow = [
        Rule("transport.greylisted", .greylisted, ["greylist", "graylist", "grey list", "grey-list"]),
        Rule(
            "transport.connections", .tooManyConnections,
            [
                "too many connections", "too many concurrent", "too many sessions", "connection limit", "connection rate",
                "concurrent connections", "connections from your", "max connections",
            ]),
        Rule(
            "transport.rate", .rateLimited,
            [
                "rate limit", "rate-limit", "ratelimit", "too quickly", "frequency limit", "too fast", "too many messages",
                "too many mails",
                "too many recipients", "too many emails", "throttl", "exceeded the rate", "sending rate", "message rate",
                "receiving mail at a rate", "too much mail", "unusual rate", "excessive", "too many rcpt", "too frequent", "speed",
            ]),
    ]
    static let expired = [
        Rule(
            "transport.expired", .expired,
            [
                "delivery time expired", "failing for a long time", "delivery failed … attempts", "not been collected", "message expired",
                "retry time", "retry timeout exceeded", "retry time not reached",
                "in queue too long", "in the queue too long", "delivery expired", "too long in", "could not be delivered for",
                "undelivered for", "has been in the queue", "queue too long", "giving up", "timeout … giving up",
                "delivery timeout",
                "maximum retry", "multiple retries", "max retry", "been trying to deliver", "queue.expired", "message timed out",
                "delivery … timed out",
                "has expired", "connection expired", "still … undelivered",
                "not yet been delivered", "delivery has been delayed", "all attempts to deliver", "no response for",
                "within … days", "was undeliverable … within", "unable to deliver … for", "had been queued",
            ])
    ]
    static let network = [
        Rule("transport.starttls", .startTLS, ["tls is required", "starttls", "tls handshake", "tls required", "certificate"]),
        Rule(
            "transport.network", .network,
            [
                "connection refused", "connection timed out", "connection reset", "connection was dropped", "connection dropped",
                "connection lost", "lost connection", "network is unreachable", "requests to connect", "socket error",
                "network unreachable", "no route to host",
                "host is unreachable", "operation timed out", "timed out", "timeout", "time out", "mail loop", "loop", "too many hops",
                "hop count", "could not connect", "couldn't connect", "unable to connect", "cannot connect", "not establish",
                "can't connect",
                "establish an smtp connection", "mail forwarding loop", "host … unreachable", "connection closed", "connection … closed",
                "dns … error", "dns query", "transport unavailable", "no mx … reachable", "network error", "routing", "hops exceeded",
                "name server … try again", "dns lookup … failed", "connect to … connection", "deferred:", "communication failure",
                "bad connection", "server unreachable", "no network", "server … not respond", "did not respond", "not responding",
                "not reachable", "unexpected disconnect",
            ]),
    ]
    static let system = [
        Rule(
            "transport.full", .systemFull,
            [
                "insufficient disk", "disk full", "no space left", "insufficient system storage", "mail system full", "system storage",
                "insufficient storage",
            ]),
        Rule(
            "transport.mailer", .mailer,
            [
                "x-unix", "command died", "command failed", "procmail", "exit status", "failing command", "can't create output",
                "command output", "child status", "pipe", "exited", "mailer … failed", "smtp; 255",
            ]),
        Rule(
            "transport.system", .system,
            [
                "system error", "local error", "system config", "local configuration", "server error", "internal error", "internal server",
                "system incorrectly", "service unavailable", "currently unavailable", "service … unavailable", "service temporarily",
                "service is not available", "service not available",
                "temporarily unavailable", "insufficient permission", "i/o error", "server busy", "try again later", "try later",
                "retry later", "server too busy", "resources temporarily", "system not capable", "mail system", "local delivery failed",
                "temporary", "temporarily", "out of memory", "interrupted system call", "insufficient resources", "file table",
                "database", "aliases", "cannot open", "unable to open", "error in processing", "lock failed", "mail server … error",
                "load average", "resource", "ldap", "busy",
            ]),
    ]
    static let other = [
        Rule(
            "other.syntax", .syntax,
            [
                "improper sequence", "syntax error", "command not recognized", "bad sequence", "unknown command", "command unrecognized",
                "command unknown", "command not implemented", "parameters",
            ]),
        Rule("other.on_hold", .onHold, ["on hold", "frozen on arrival"]),
    ]
}
