public import Ledger

/// What became of one report.
public struct IntakeResult: Hashable, Sendable {
    /// Whose it is.
    public enum Attribution: Hashable, Sendable {
        /// A handle of ours verified, or a log of ours knew the message.
        case attributed(message: Int64, campaign: String, email: String, place: HandlePlace)
        /// A report, and nobody can tell of which message: counted, never acted on.
        case unattributed
        /// No report: mail of a person, or nothing to do with us. Nothing was recorded.
        case foreign
    }

    /// Whose it is.
    public var attribution: Attribution
    /// What it is; `none` for foreign mail.
    public var kind: Finding.Kind
    /// Whether it changed anything: false for one that was seen before, and for foreign mail.
    public var isNew: Bool
    /// Whether a message in doubt became accepted by it.
    public var settledDoubt = false
    /// What is not mailed any more because of it.
    public var suppression: Suppression?
    /// The finding that counted.
    public var finding: Finding
    /// What a person may want to know: that the report names another address than the message's.
    public var note: String?
}
