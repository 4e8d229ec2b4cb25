public import MailFormat

/// What a relay's words come to.
public struct Cause: Sendable, Equatable {
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

/// Where in the dialogue the receiver said no, as far as a report tells.
enum ReportedStage: Sendable {
    case unknown, connection, sender, recipient, data
}
