/// Where a domain's mail goes, as the DNS says it.
///
/// SeeAlso: RFC 5321 §5.1, RFC 7505
public enum MailHosts: Hashable, Sendable, Codable {
    /// Its exchanges, the preferred first, those of one preference in alphabetical order.
    case exchanges([String])
    /// No MX record, but an address: the domain itself takes its mail.
    case itself
    /// A null MX record: the domain takes no mail, and says so.
    case refusesMail
    /// The domain exists and has neither MX record nor address.
    case nowhere
    /// The domain does not exist (NXDOMAIN).
    case noSuchDomain

    /// Whether mail can reach the domain at all.
    public var takesMail: Bool {
        switch self {
        case .exchanges, .itself: true
        case .refusesMail, .nowhere, .noSuchDomain: false
        }
    }
}

/// What was found out of a domain, and how long it may be remembered.
public struct MailHostsAnswer: Hashable, Sendable {
    /// Where its mail goes.
    public var hosts: MailHosts
    /// How long this may be taken for true: the records' TTL, held between ``shortest`` and ``longest``.
    public var lifetime: Duration

    /// An answer from its parts.
    public init(hosts: MailHosts, lifetime: Duration) {
        self.hosts = hosts
        self.lifetime = lifetime
    }

    /// A campaign asks once an hour at the most.
    static let shortest: Duration = .seconds(3600)
    /// Nothing is believed for longer than a week (RFC 1035 §7.3 advises it for TTLs).
    static let longest: Duration = .seconds(604_800)
    /// A "no" is believed for at most three hours, the upper end of what RFC 2308 §5 found to work well.
    static let longestNo: Duration = .seconds(10_800)
}
