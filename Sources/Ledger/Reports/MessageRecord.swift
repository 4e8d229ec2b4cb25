public import MailFormat

/// A message as the ledger keeps it, with the attempt that settled it or was the last.
public struct MessageRecord: Hashable, Sendable {
    /// The row's number.
    public var key: Int64
    /// The campaign's number.
    public var campaign: Int64
    /// Whom it is for.
    public var email: String
    /// Where it is in its life.
    public var state: MessageState
    /// Line of the recipients' file.
    public var line: Int
    /// The merge fields in the order of the campaign's columns.
    public var fields: [String]
    /// What its Date field carries; the moment it was enqueued where it was never leased.
    public var date: Timestamp
    /// The last change of its state.
    public var at: Timestamp
    /// How often a relay was asked to take it.
    public var attempts: Int
    /// How often it was sent again out of doubt.
    public var doubts: Int
    /// When a deferred one is due.
    public var notBefore: Timestamp?
    /// The relay that had it last.
    public var relay: String?
    /// Code of the last reply, 200…599.
    public var code: Int?
    /// Enhanced code of the last reply: `5.1.1`.
    public var enhanced: String?
    /// Text of the last reply, lines joined by a space.
    public var reply: String?
    /// What the reply does not say.
    public var reason: String?
}

/// An attempt that settled nothing.
public struct AttemptRecord: Hashable, Sendable {
    /// 1, 2 …
    public var number: Int
    /// `deferred` or `uncertain`.
    public var state: MessageState
    /// When it ended.
    public var at: Timestamp
    /// Through which relay.
    public var relay: String?
    /// Code of the reply.
    public var code: Int?
    /// Enhanced code of the reply.
    public var enhanced: String?
    /// Text of the reply.
    public var reply: String?
    /// What the reply does not say.
    public var reason: String?
}

/// Everything the ledger knows of one message to an address.
public struct MessageTrace: Hashable, Sendable {
    /// The campaign.
    public var campaign: CampaignRecord
    /// The message.
    public var message: MessageRecord
    /// Its earlier attempts, oldest first.
    public var attempts: [AttemptRecord]
    /// What happened after it left, oldest first.
    public var events: [Event]
}
