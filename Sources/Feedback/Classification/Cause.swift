public import MailFormat

/// What a relay's words come to.
public struct Cause: Sendable, Equatable {
    /// Why.
    public var reason: Reason
    /// `family.cause`, or `status.N.N.N` and `reply.NNN` where only the code spoke.
    public var rule: String
    /// Whether another try is of no use.
    public var isHard: Bool
    /// RFC 3463 code, of the text or given.
    public var status: EnhancedStatusCode?
    /// 400…599
    public var replyCode: Int?
}

extension Cause {
    /// Whether words were understood, and not a code alone.
    var isByWords: Bool { rule != "none" && !rule.hasPrefix("status.") && !rule.hasPrefix("reply.") }

    /// Takes what a passage for people adds to fields that say little.
    mutating func learn(from other: Cause, keepingReason: Bool = false) {
        if !keepingReason, other.isByWords, ![.policy, .system, .content, .syntax].contains(other.reason) {
            (reason, rule) = (other.reason, other.rule)
        }
        if replyCode == nil { replyCode = other.replyCode }
        defer {
            if replyCode == nil, reason.isPassing, status.map({ ReplyCodes.weight($0) == 0 }) ?? true { isHard = false }
        }
        guard let mine = status, mine.detail == 0, mine.subject == 0 else {
            if status == nil, other.status != nil || other.replyCode != nil { (status, isHard) = (other.status, other.isHard) }
            return
        }
        if let theirs = other.status, ReplyCodes.weight(theirs) > 0 {
            (status, isHard) = (theirs, other.isHard)
        } else if let code = other.replyCode {
            isHard = code >= 500
        }
    }
}

/// Where in the dialogue the receiver said no, as far as a report tells.
enum ReportedStage: Sendable {
    case unknown, connection, sender, recipient, data
}
