import Campaigns
public import MailFormat

/// What an address tells besides that it is one: a role, a throw-away box, a slip of the finger, letters beyond ASCII.
///
/// A hint, never a reason to leave a row out: all of these can be right.
public enum AddressHabits {
    /// What there is to say of an address; nil for most.
    public static func finding(_ address: EmailAddress) -> (rule: String, message: String, hint: String?)? {
        let domain = address.domain.lowercased()
        if let meant = DomainTypos.suggestion(for: domain) {
            return ("address.typo", "'\(domain)' is probably \(meant)", "ask, or write \(address.localPart)@\(meant)")
        }
        if disposableDomains.contains(domain) {
            return ("address.disposable", "'\(domain)' gives out addresses for minutes", "nobody reads them for long; leave the row out")
        }
        if let role = role(address.localPart) {
            return ("address.role", "'\(role)' is read by several people, or by a program", "ask a person to subscribe")
        }
        if address.needsSMTPUTF8 {
            return (
                "address.smtputf8", "'\(address)' can be reached only through relays with SMTPUTF8",
                "mailshot relays test says whether yours has it"
            )
        }
        return nil
    }

    /// The role that a local part names, with what stands behind a plus or a dash left away; nil for a person's.
    static func role(_ localPart: String) -> String? {
        let base = localPart.lowercased().prefix { $0 != "+" }
        return roles.contains(String(base)) ? String(base) : nil
    }

    /// RFC 2142's names, and those that businesses use in its spirit.
    static let roles: Set<String> = [
        // RFC 2142 sections 3 to 7.
        "info", "marketing", "sales", "support", "abuse", "noc", "security", "postmaster", "hostmaster", "usenet", "news", "webmaster",
        "www",
        "uucp", "ftp",
        // Ours.
        "admin", "administrator", "root", "mailer-daemon", "noreply", "no-reply", "donotreply", "do-not-reply", "contact", "hello",
        "office",
        "billing", "accounts", "accounting", "invoices", "orders", "help", "helpdesk", "jobs", "careers", "hr", "press", "media", "legal",
        "privacy", "compliance", "service", "team", "staff", "all", "everyone", "list", "newsletter", "subscribe", "unsubscribe", "spam",
        "kontakt", "buero", "rechnung", "bewerbung", "vertrieb",
    ]

    /// Hosts that give an address to anybody for minutes; each says so on its own front page.
    static let disposableDomains: Set<String> = [
        "mailinator.com", "guerrillamail.com", "guerrillamail.net", "guerrillamail.org", "guerrillamail.de", "sharklasers.com", "grr.la",
        "10minutemail.com", "10minutemail.net", "temp-mail.org", "tempmail.com", "tempmail.net", "yopmail.com", "yopmail.net", "yopmail.fr",
        "trashmail.com", "trashmail.de", "trashmail.net", "trash-mail.com", "throwawaymail.com", "getnada.com", "dispostable.com",
        "maildrop.cc", "mailnesia.com", "mintemail.com", "fakeinbox.com", "spamgourmet.com", "mytemp.email", "moakt.com", "emailondeck.com",
        "tempinbox.com", "mailcatch.com", "spam4.me", "byom.de", "wegwerfmail.de", "wegwerfemail.de", "einrot.com", "mohmal.com",
        "inboxkitten.com", "burnermail.io", "tempail.com", "minuteinbox.com", "fakemailgenerator.com", "mailsac.com", "harakirimail.com",
    ]
}

extension Rules {
    /// Single addresses: hints all.
    static let addressRules: [Rule] = [
        Rule(
            "address.typo", .hint, "a domain that is one slip away from a large mail provider's",
            why:
                "Mail to gmial.com reaches nobody, or somebody else; both cost reputation. Only domains that are no known mail domain are named.",
            source: "ours: distance 1 (Damerau 1964) to the providers' own domains"),
        Rule(
            "address.disposable", .hint, "an address that exists for minutes",
            why: "It will bounce soon. People who give it do not want to be written to.", source: "ours: each host's own front page"),
        Rule(
            "address.role", .hint, "an address of a role instead of a person",
            why: "Several people read it, of whom only one subscribed; the others complain. Some are read by programs.",
            source: "RFC 2142 sections 3 to 7, and ours"),
        Rule(
            "address.smtputf8", .hint, "an address whose local part is not ASCII",
            why: "It can be reached only where every relay on the way has SMTPUTF8; yours must have it, or the message is refused.",
            source: "RFC 6531 section 3.2"),
    ]
}
