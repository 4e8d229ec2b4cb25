/// What is wrong with the recipient's domain.
///
/// Sources: RFC 7505 (null MX), Postfix `smtp_addr.c`, Exim `dnslookup`, sendmail `domain.c`, qmail-remote, Courier, DragonFly `dma`. Read 2026-11.
enum DomainRules {
    /// There is no such domain, or it has no mail server.
    static let forNow = [
        Rule(
            "transport.dns", .network,
            [
                "host not found, try again", "name service error … try again", "temporary … lookup", "domain system error",
                "host name lookup failure", "temporary failure in name resolution", "name server reply", "dns … temporar",
                "dns timeout", "dns lookup … try again", "dns server … fail", "mx … lookup … temporar", "nameserver … try again",
            ])
    ]
    static let rules = [
        Rule(
            "domain.not_accepting", .notAccepting,
            [
                "does not accept mail", "does not accept email", "doesn't accept mail", "null mx", "no smtp service", "nullmx",
                "not accepting network messages", "no mail is accepted", "domain of recipient does not accept",
                "not accept any mail", "find a mail exchanger", "no mail accepted", "host does not receive mail",
                "lowest numbered mx", "no longer accepts mail for", "no incoming mail", "no mail service", "not accept incoming",
                "nullmx record", "mail is not accepted", ".: host not found",
            ]),
        Rule(
            "domain.unknown", .unknownHost,
            [
                "host unknown", "unknown host", "host not found", "domain not found", "domain … not found",
                "name or service not known", "nxdomain", "no such domain", "unknown domain", "invalid domain",
                "domain does not exist", "domain doesn't exist", "domain … does not exist", "non-existent domain",
                "name service error", "bad destination system", "illegal host/domain", "couldn't find any host",
                "could not find … host named", "unrouteable mail domain", "unroutable mail domain", "unrouteable domain",
                "no mx", "mx lookup", "no mail exchanger", "mail domain mentioned", "domain … couldn't be found",
                "recipient address rejected: domain", "host/domain", "domain name not found", "domain isn't in",
                "domain must resolve", "host or domain name not found", "dns lookup failure", "cannot resolve",
                "domain owner has changed", "domain was not found", "all relevant mx records point to non-existent hosts",
                "domain … couldn't", "lookup … failed to give a definite", "mx … non-existent", "nonexistent domain", "no dns",
                "no answer from host", "no mail hosts", "no such host", "cannot find host", "host name … not found",
                "could not resolve", "unable to resolve", "can't resolve", "not resolvable", "dead domain", "not a valid domain",
                "no longer hosts", "domain … not hosted", "domain … suspended … registr", "dns error: … not found",
                "domain nonexistent", "domain has no", "does not have an mx", "no a record", "no route for domain",
                "domain unbekannt", "domain … existiert nicht", "domaine … inconnu", "dominio … no existe", "domínio … não",
                "домен … не", "mx … localhost", "points to 127.",
            ]),
    ]
}
