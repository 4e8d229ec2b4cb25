public import MailFormat

/// One row of the list, as the ledger keeps it: what a message is composed from.
public struct Recipient: Hashable, Sendable {
    /// The ledger's key of the message, 0 ..< 2⁴⁸.
    public var key: Int64
    /// Who gets it.
    public var email: EmailAddress
    /// The row's values, in the order of the columns.
    public var fields: [String]
    /// When the message was queued: its Date, the same on every retry.
    public var queuedAt: Timestamp
    /// Line of the list, for problems; nil where it is not known.
    public var line: Int?

    /// A recipient from its parts.
    public init(key: Int64, email: EmailAddress, fields: [String], queuedAt: Timestamp, line: Int? = nil) {
        self.key = key
        self.email = email
        self.fields = fields
        self.queuedAt = queuedAt
        self.line = line
    }
}
