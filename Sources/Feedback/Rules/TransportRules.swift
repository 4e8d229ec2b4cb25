/// What went wrong on the way, or at the receiver for now.
///
/// Sources: Postfix `smtp_connect.c`, `anvil`, `bounce`, `pipe`; Exim's retry messages; sendmail `sysexits` texts; qmail-remote; Exchange
/// (`QUEUE.Expired`); Postgrey, Milter-greylist; the pages of Google (4.7.28), Yahoo (TSS), Microsoft (4.7.500, 5.2.12x), Orange, Apple. Read 2026-11.
enum TransportRules {
    /// The receiver closed its door before the dialogue began.
    static let refusedTalk = [
        Rule("sender.refused_to_talk", .blocked, ["refused to talk to me"]),
        Rule("transport.suspended", .network, ["delivery temporarily suspended"]),
    ]
    static let flow = [
        Rule(
            "transport.greylisted", .greylisted,
            [
                "greylist", "graylist", "grey list", "grey-list", "greylisting", "first time sender", "new sender … try again",
                "delayed by policy", "graymail", "postgrey", "temporarily deferred … first",
            ]),
        Rule(
            "transport.connections", .tooManyConnections,
            [
                "too many connections", "too many concurrent", "too many sessions", "connection limit", "connection rate",
                "concurrent connections", "connections from your", "max connections", "simultaneous connections",
                "connections per", "maximum connections", "too many simultaneous", "too many open connections",
                "number of connections", "connection count", "concurrency",
            ]),
        Rule(
            "transport.rate", .rateLimited,
            [
                "rate limit", "rate-limit", "ratelimit", "too quickly", "frequency limit", "too fast", "too many messages",
                "too many mails", "too many recipients", "too many emails", "throttl", "exceeded the rate", "sending rate",
                "message rate", "receiving mail at a rate", "too much mail", "unusual rate", "excessive", "too many rcpt",
                "too frequent", "sending speed", "rate exceeded", "exceeded … rate", "too many mail", "daily limit",
                "hourly limit", "per hour", "per minute", "sending limit", "receive limit", "receiving limit", "frequency",
                "temporarily rate", "slow down", "mail volume", "volume of mail", "message limit", "limit of messages",
                "quota of messages", "mailing too", "over rate",
            ]),
    ]
    static let expired = [
        Rule(
            "transport.expired", .expired,
            [
                "delivery time expired", "failing for a long time", "delivery failed … attempts", "not been collected",
                "message expired", "retry time", "retry timeout exceeded", "retry time not reached", "in queue too long",
                "in the queue too long", "delivery expired", "too long in", "could not be delivered for", "undelivered for",
                "has been in the queue", "queue too long", "giving up", "timeout … giving up", "delivery timeout",
                "maximum retry", "multiple retries", "max retry", "been trying to deliver", "queue.expired", "message timed out",
                "delivery … timed out", "has expired", "connection expired", "still … undelivered", "not yet been delivered",
                "delivery has been delayed", "all attempts to deliver", "no response for", "was undeliverable … within",
                "unable to deliver … for", "had been queued", "not delivered within", "not be delivered within",
                "queue lifetime", "queue time", "expired in queue", "expired after", "was not reachable within",
                "retries exhausted", "retries exceeded", "number of retries", "after … tries", "tried … times",
                "attempts … failed", "expiration", "abgelaufen", "maximale … zeit", "expiré", "could not find a gateway",
                "message is too old", "gave up", "time limit",
            ])
    ]
    static let network = [
        Rule(
            "transport.starttls", .startTLS,
            [
                "tls is required", "tls handshake", "tls required", "starttls", "tls", "ssl handshake", "certificate … verif",
                "certificate … expired", "server certificate", "encrypted connection", "untrusted certificate",
            ]),
        Rule(
            "transport.network", .network,
            [
                "connection refused", "connection timed out", "connection reset", "connection was dropped", "connection dropped",
                "connection lost", "lost connection", "network is unreachable", "requests to connect", "socket error",
                "network unreachable", "no route to host", "host is unreachable", "operation timed out", "timed out", "timeout",
                "time out", "mail loop", "loop", "too many hops", "hop count", "could not connect", "couldn't connect",
                "unable to connect", "cannot connect", "not establish", "can't connect", "establish an smtp connection",
                "mail forwarding loop", "host … unreachable", "connection closed", "connection … closed", "dns … error",
                "dns query", "transport unavailable", "no mx … reachable", "network error", "routing", "hops exceeded",
                "name server … try again", "dns lookup … failed", "connect to … connection", "deferred:",
                "communication failure", "bad connection", "server unreachable", "no network", "server … not respond",
                "did not respond", "not responding", "not reachable", "unexpected disconnect", "looping", "loops back",
                "broken pipe", "disconnected", "name resolution", "ssl … error", "smtp connection … failed",
                "verbindung … fehlgeschlagen", "keine verbindung", "délai … dépassé", "unreachable", "connection failure",
                "failed to connect", "connection … failed", "no connection", "forwarding loop", "tcp", "nicht erreichbar",
                "injoignable", "no answer",
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
                "command output", "child status", "pipe", "exited", "mailer … failed", "sieve", "maildrop", "deliver: ",
                "user output file", "lda: ", "filter … failed", "cannot exec",
            ]),
        Rule(
            "transport.system", .system,
            [
                "system error", "local error", "system config", "local configuration", "server error", "internal error",
                "internal server", "system incorrectly", "service unavailable", "currently unavailable", "service … unavailable",
                "service temporarily", "service is not available", "service not available", "temporarily unavailable",
                "insufficient permission", "i/o error", "server busy", "try again later", "try later", "retry later",
                "server too busy", "resources temporarily", "system not capable", "mail system", "local delivery failed",
                "temporary", "temporarily", "out of memory", "interrupted system call", "insufficient resources", "file table",
                "database", "aliases", "cannot open", "unable to open", "error in processing", "lock failed",
                "mail server … error", "load average", "resource", "ldap", "busy", "misconfigured", "configuration error",
                "configuration problem", "queue file write", "transaction failed", "local problem", "mdb", "backend",
                "try again", "overloaded", "overload", "maintenance", "out of service", "shutting down", "recipient deferred",
                "internal problem", "server configuration", "unexpected error", "software error", "technical problem",
                "vorübergehend", "technischer", "indisponible", "disponible",
            ]),
    ]
    static let other = [
        Rule(
            "other.syntax", .syntax,
            [
                "improper sequence", "syntax error", "command not recognized", "bad sequence", "unknown command",
                "command unrecognized", "command unknown", "command not implemented", "parameters", "command rejected",
                "unsupported command", "malformed address", "illegal character", "syntax",
            ]),
        Rule("other.on_hold", .onHold, ["on hold", "frozen on arrival"]),
    ]
}
