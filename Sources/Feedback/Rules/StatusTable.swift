import MailFormat

/// What an enhanced code says by itself.
///
/// Three-digit details are Exchange Online's (learn.microsoft.com, "Email non-delivery reports and SMTP errors in Exchange Online").
///
/// SeeAlso: RFC 3463 §3, RFC 5248, RFC 7372, RFC 7505
enum StatusTable {
    static func reason(of code: EnhancedStatusCode) -> Reason? {
        switch (code.subject, code.detail) {
        case (1, 0), (1, 1), (1, 3), (1, 10): .unknownUser
        case (1, 2): .unknownHost
        case (1, 6): .moved
        case (1, 7), (1, 8), (1, 9): .senderRejected
        case (1, 90), (2, 121), (2, 122): .rateLimited
        case (2, 0): .unknownUser
        case (2, 1): .suspended
        case (2, 2): .mailboxFull
        case (2, 3): .tooBig
        case (3, 1): .systemFull
        case (3, 2): .notAccepting
        case (3, 4): .tooBig
        case (3, _): .system
        case (4, 1) where code.statusClass == 5: .unknownUser
        case (4, 4) where code.statusClass == 5: .unknownHost
        case (4, 7), (4, 300): .expired
        case (4, 310): .unknownHost
        case (4, _): .network
        case (5, 0): .unknownUser
        case (5, 3): .rateLimited
        case (5, _): .syntax
        case (6, _): .content
        case (7, 20...24), (7, 26), (7, 27...31): .authentication
        case (7, 25): .reverseDNS
        case (7, 17), (7, 18): .moved
        case (7, 13): .suspended
        case (7, 5...9), (7, 14...16), (7, 57): .security
        case (7, 501...512), (7, 606...651), (7, 700...750): .blocked
        case (7, _): code.statusClass == 4 ? .blocked : .policy
        default: nil
        }
    }
}
