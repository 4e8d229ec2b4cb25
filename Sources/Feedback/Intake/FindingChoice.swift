import Ledger
import MailFormat

/// Which of a report's findings is about our message: every message of ours has one recipient.
///
/// The one of its address; else the only one; else the mildest: where an alias leads to several mailboxes, one that works is enough.
struct FindingChoice {
    let finding: Finding
    /// What the report calls the recipient, where it is not what the message calls her.
    let named: String?

    init(among findings: [Finding], for email: String) {
        let own = findings.first { finding in
            [finding.originalRecipient, finding.recipient].contains { $0?.lowercased() == email.lowercased() }
        }
        let reported = findings.filter { $0.kind != .none }
        finding = own ?? reported.min { $0.severity < $1.severity } ?? Finding(.none)
        named = own == nil ? finding.originalRecipient ?? finding.recipient : nil
    }
}

extension Finding {
    /// The mildest first.
    fileprivate var severity: Int {
        switch kind {
        case .none: 0
        case .delivered: 1
        case .autoreply: 2
        case .delayed: 3
        case .soft: 4
        case .hard: 5
        case .unsubscribe: 6
        case .complaint: 7
        }
    }

    /// As what the ledger keeps it. Reports that say "no spam" or tell of failed authentication have the form of complaints (RFC 5965 §7.3,
    /// RFC 6430, RFC 6591) and are none; `opt-out` is a request to leave.
    var eventKind: Event.Kind {
        switch kind {
        case .hard, .soft: .bounce
        case .delayed: .delayed
        case .delivered: .delivered
        case .unsubscribe: .unsubscribe
        case .autoreply, .none: .reply
        case .complaint:
            switch feedbackType?.lowercased() ?? "" {
            case "opt-out", "opt-out-list": .unsubscribe
            default: isReadersComplaint ? .complaint : .reply
            }
        }
    }
}

extension BounceFacts {
    /// What is kept of a finding.
    init(_ finding: Finding) {
        self.init(reason: finding.reason, rule: finding.rule, isHard: finding.kind == .hard)
        (status, replycode, diagnostic) = (finding.status?.description, finding.replyCode, finding.diagnostic)
        (remoteMTA, feedback) = (finding.remoteMTA, finding.feedbackType)
        guard finding.kind == .hard || finding.kind == .soft else {
            hard = nil
            return
        }
        told = Self.isTold(diagnostic, status: status, rule: rule, isHard: finding.kind == .hard)
    }
}
