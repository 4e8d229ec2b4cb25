/// What the receiver holds against the sender, her domain or her address on the network.
///
/// Sources: RFC 7372 (SPF, DKIM, reverse DNS), Postfix `access(5)` and `reject_*`, Exim's callout and DNS lists, Sendmail `check_relay`, the
/// postmaster pages of Google, Microsoft (5.7.5xx, S3140, S3150), Yahoo, Apple, Comcast, T-Online, GMX, SFR, mail.ru; the DNS lists' own names;
/// the gateways of Barracuda, Proofpoint, Cloudmark, IronPort, Mimecast and MessageLabs; Mailman, Majordomo, FML and Google Groups. Read 2026-11.
enum SenderRules {
    /// SPF, DKIM, DMARC.
    static let authentication = [
        Rule(
            "sender.authentication", .authentication,
            [
                "dmarc", "spf", "dkim", "unauthenticated email", "authentication checks failed", "authentication fail",
                "sender id", "fail authentication", "not authenticated", "authentication results", "email authentication",
                "not authorized to send from", "purported responsible", "domainkeys", "5.7.515", "sender policy framework",
                "alignment", "does not pass authentication", "unauthenticated mail", "not signed", "bad signature",
                "signature … invalid",
            ])
    ]
    /// The sending address has no name.
    static let reverseDNS = [
        Rule(
            "sender.reverse_dns", .reverseDNS,
            [
                "reverse dns", "ptr record", "ptr", "reverse lookup", "ip name lookup failed", "cannot find your hostname",
                "cannot find your reverse", "rdns", "no matching name found", "fcrdns", "reverse mapping",
                "unverifyable sending", "unverifiable sending", "mismatches client ip", "may not be mail exchanger",
                "ip address … hostname", "does not have … name", "no reverse", "name … not … resolve",
                "domain name … resolvable", "reverse-dns", "dns ptr", "ptr resource", "resolvable hostname", "invalid rdns",
                "generic dns", "unresolvable relay host", "resolve your address", "forward-confirmed", "helo … not resolve",
                "no host name found for",
            ])
    ]
    /// What the sender did before.
    static let reputation = [Rule("sender.reputation", .reputation, ["reputation"])]
    /// Block lists.
    static let blocked = [
        Rule(
            "sender.blocked", .blocked,
            [
                "blacklist", "black list", "blocklist", "block list", "blocked using", "spamhaus", "spamcop", "rbl", "dnsbl",
                "barracudanetworks", "sorbs", "banned sending ip", "listed at", "is listed", "listed in", "listed by",
                "client host rejected", "client host … blocked", "ip … blocked", "host … blocked", "blocked by", "been blocked",
                "blocked", "ip … banned", "invalid ip for sending", "bad helo", "helo command rejected", "dynamic ip", "dial-up",
                "too many errors", "not accepting connections", "user complaints", "connection refused by",
                "connection rejected", "connections from your host", "host is not allowed", "not allowed to connect",
                "connect to this server", "access denied … ip", "access denied … banned", "ip address … rejected", "your host",
                "your ip", "your network", "rejected … ip", "ip … rejected", "sender ip", "s3140", "s3150", "unsolicited",
                "policy reasons", "cloudmark", "proofpoint", "untrusted ip", "dynamic … ip", "ip … dynamic", "zombie", "botnet",
                "open proxy", "bad sender ip", "refused - see http", "go away", "confirm this mail server",
                "no access from mail server", "smtp server of your isp", "abus detecte", "ask your postmaster for help",
                "banned host", "suspicious ip", "residential", "listed on", "uceprotect", "invaluement", "senderscore",
                "sender score", "sender base", "senderbase", "denied by … list", "denylist", "deny list", "blackholed",
                "temporarily deferred due to", "traffic not accepted from", "from your server", "your mail server",
                "is not welcome", "on our block", "abusive",
            ])
    ]
    /// The reverse path or From is refused.
    static let refused = [
        Rule(
            "sender.refused", .senderRejected,
            [
                "sender address rejected", "sender rejected", "sender denied", "sender … denied", "domain of sender",
                "sender domain", "sender verify failed", "sender verification", "sender … not exist", "invalid sender",
                "bad sender", "sender … invalid", "sender … blocked", "mail from … rejected", "sender is not allowed",
                "unverified sender", "from address", "sender … rejected", "sender … not allowed", "sender … refused",
                "domain … sender", "you are not allowed to send", "return path", "senderfilter", "not accept mail from",
                "not allowed to post", "only accept", "permission to post", "emetteur", "google groups", "groups.google",
                "may not send", "aren't allowed to", "not a member", "sender not pre-approved", "sender not allowed",
                "sender not authorized", "sender not permitted", "sender is not authorized", "badsendermx", "sendernoa",
                "empty envelope sender", "null sender", "bounce address tag", "backscatter", "members-only", "non-member",
                "members may post", "subscribers only", "not subscribed", "closed mailing list", "moderated list",
                "unroutable sender", "dead domain … sender", "mail from not owned", "invalid return", "absender … abgelehnt",
                "absender … nicht", "expéditeur … invalide", "remitente … no", "rejected sender",
            ])
    ]
    /// The relay does not relay.
    static let relaying = [
        Rule(
            "sender.relaying", .relaying,
            [
                "relay access denied", "relaying denied", "relaying not", "not permitted to relay", "relay not permitted",
                "unable to relay", "cannot relay", "not relay", "no relaying", "relay prohibited", "relaying prohibited", "relaying mail",
                "relay denied", "insecure mail relay", "relay from", "open relay", "relayed",
                "that domain isn't in my list of allowed rcpthosts", "rcpthosts",
            ])
    ]
    /// Rules of the receiver's site.
    static let policy = [
        Rule(
            "sender.security", .security,
            [
                "security", "authentication required", "starttls … required", "must issue a starttls", "encryption required",
                "authentication credentials", "authentication unsuccessful", "smtp authentication", "authentication",
            ]),
        Rule("sender.policy_named", .policy, ["policy", "policies", "prohibited", "prohibition"]),
    ]
    /// Refusals that do not say why.
    static let unexplained = [
        Rule(
            "sender.policy", .policy,
            [
                "administratively", "not permitted", "not authorized", "unauthorized", "access denied", "permission denied",
                "not allowed", "denied", "header error", "rejected", "refused by", "restricted", "you do not have permission",
                "forbidden", "unacceptable", "not accepted", "acceso denegado", "zugriff verweigert", "abgelehnt", "rechazado",
                "refusé", "rifiutato", "отказано", "不允许", "declined", "turned away", "will not be delivered", "not accept",
            ])
    ]
}
