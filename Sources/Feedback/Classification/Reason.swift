/// Why a message did not arrive: a closed list. Each says whose fault it is and in which of the report's coarse categories it counts.
public enum Reason: String, Sendable, CaseIterable, Hashable {
    // The recipient.
    case unknownUser = "unknown_user"
    case moved
    case filtered
    case suspended
    case mailboxFull = "mailbox_full"
    // The recipient's domain.
    case unknownHost = "unknown_host"
    case notAccepting = "not_accepting"
    // The content.
    case tooBig = "too_big"
    case spam
    case virus
    case content
    case notCompliant = "not_compliant"
    // The sender.
    case authentication
    case reverseDNS = "reverse_dns"
    case reputation
    case blocked
    case senderRejected = "sender_rejected"
    case policy
    case security
    case relaying
    // The way there.
    case rateLimited = "rate_limited"
    case tooManyConnections = "too_many_connections"
    case greylisted
    case network
    case expired
    case system
    case systemFull = "system_full"
    case mailer
    case startTLS = "starttls"
    // Neither.
    case syntax
    case onHold = "on_hold"
    case undefined
    case complaint
    case autoreply
    case unsubscribe
    case delivered

    /// Who has to change something.
    public var fault: Fault? {
        switch self {
        case .unknownUser, .moved, .filtered, .suspended, .mailboxFull, .unknownHost, .notAccepting: .recipient
        case .tooBig, .spam, .virus, .content, .notCompliant: .content
        case .authentication, .reverseDNS, .reputation, .blocked, .senderRejected, .policy, .security, .relaying: .sender
        case .rateLimited, .tooManyConnections, .greylisted, .system, .systemFull, .mailer, .onHold: .provider
        case .network, .expired, .startTLS: .network
        case .syntax: .sender
        case .undefined, .complaint, .autoreply, .unsubscribe, .delivered: nil
        }
    }

    /// Where reports count it.
    public var category: Category {
        switch self {
        case .unknownUser, .moved: .invalidRecipient
        case .suspended: .inactive
        case .mailboxFull: .mailboxFull
        case .unknownHost, .notAccepting: .domain
        case .tooBig: .tooBig
        case .filtered, .spam, .virus, .content, .notCompliant, .authentication, .reverseDNS, .reputation, .blocked, .senderRejected,
            .policy, .security, .relaying:
            .blocked
        case .rateLimited, .tooManyConnections, .greylisted, .network, .expired, .system, .systemFull, .mailer, .startTLS: .transient
        case .complaint: .complaint
        case .autoreply: .autoreply
        case .delivered: .delivered
        case .syntax, .onHold, .undefined, .unsubscribe: .other
        }
    }

    /// Whether it passes by itself, whatever a report without codes says of permanent errors.
    var isPassing: Bool {
        switch self {
        case .expired, .network, .rateLimited, .greylisted, .tooManyConnections: true
        default: false
        }
    }

    /// Whether trying again is of no use, where neither reply nor status code says so.
    var isHardByNature: Bool {
        switch self {
        case .unknownUser, .moved, .filtered, .suspended, .unknownHost, .notAccepting, .tooBig, .spam, .virus, .content, .notCompliant,
            .authentication, .reverseDNS, .blocked, .senderRejected, .policy, .security, .relaying, .syntax:
            true
        default: false
        }
    }
}

/// Who has to change something for the next message to arrive.
public enum Fault: String, Sendable, CaseIterable {
    case recipient, sender, content, network, provider
}

/// The coarse classes of reports.
public enum Category: String, Sendable, CaseIterable {
    case invalidRecipient = "invalid_recipient"
    case inactive
    case mailboxFull = "mailbox_full"
    case domain
    case tooBig = "too_big"
    case blocked, transient, complaint, autoreply, delivered, other
}
