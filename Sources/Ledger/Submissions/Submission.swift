public import Campaigns
public import MailFormat

/// One message that a program asks for: a receipt, a password link.
public struct Submission: Hashable, Sendable {
    /// What makes the same request that comes twice one message; unique in the ledger.
    public var key: String
    /// What is asked for, as a hash: another one under the same key is a mistake of the program.
    public var digest: String
    /// Whom it goes to.
    public var email: EmailAddress
    /// The values in the order of the campaign's columns.
    public var fields: [String]

    /// A submission from its parts.
    public init(key: String, digest: String, email: EmailAddress, fields: [String]) {
        self.key = key
        self.digest = digest
        self.email = email
        self.fields = fields
    }
}

/// The campaign of submissions as its file describes it, for the first of them.
public struct SubmissionCampaign: Hashable, Sendable {
    /// Name of the campaign.
    public var name: String
    /// Names of the merge fields.
    public var columns: [String]
    /// What happens to doubt.
    public var uncertain: Campaign.UncertainPolicy
    /// The list whose suppressions hold beside those of all.
    public var list: String
    /// A JSON object of the fixed inputs' hashes.
    public var frozen: String

    /// A campaign from its parts.
    public init(
        name: String, columns: [String], uncertain: Campaign.UncertainPolicy = .hold, list: String = "", frozen: String = "{}"
    ) {
        self.name = name
        self.columns = columns
        self.uncertain = uncertain
        self.list = list
        self.frozen = frozen
    }
}

/// What became of a submission.
public enum SubmissionResult: Hashable, Sendable {
    /// The message, and whether it is new: false for one that was asked for before under the same key.
    case taken(message: Int64, campaign: Int64, isNew: Bool)
    /// The key was used for something else.
    case conflict
    /// The campaign was cancelled: nothing more is sent of it.
    case cancelled
    /// The campaign was first sent with other inputs than those given; they must be accepted by a person (`send --revise`).
    case changed
}
