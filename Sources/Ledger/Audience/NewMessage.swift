public import MailFormat

/// One good row of the recipients' file on its way into the ledger.
public struct NewMessage: Hashable, Sendable {
    /// 1-based line of the file, where the row starts.
    public var line: Int
    /// Whom it goes to.
    public var email: EmailAddress
    /// The row's values in the order of the campaign's columns.
    public var fields: [String]

    /// A row from its parts.
    public init(line: Int, email: EmailAddress, fields: [String]) {
        self.line = line
        self.email = email
        self.fields = fields
    }
}

/// What became of rows.
public struct EnqueueTally: Hashable, Sendable {
    /// Rows that will be mailed; duplicates are still among them until the seal.
    public var queued = 0
    /// Rows kept with the state `suppressed` and the reason.
    public var suppressed = 0
    /// Rows the selection left out; the ledger does not keep them.
    public var excluded = 0

    /// Nothing yet.
    public init() {}

    /// Adds the tally of another batch.
    public static func += (sum: inout EnqueueTally, batch: EnqueueTally) {
        sum.queued += batch.queued
        sum.suppressed += batch.suppressed
        sum.excluded += batch.excluded
    }
}

/// A row that was left out because an earlier one has its address.
public struct DuplicateRow: Hashable, Sendable {
    /// The line of the row that was left out.
    public var line: Int
    /// The line of the row that stays.
    public var firstLine: Int
    /// The address as the row that was left out gives it.
    public var email: String
}
