public import MailFormat

/// A message in the hands of a run: what composing and sending it need.
public struct LeasedMessage: Hashable, Sendable {
    /// The row's number, which its handles carry.
    public var key: Int64
    /// Whom it goes to.
    public var email: EmailAddress
    /// Line of the recipients' file.
    public var line: Int
    /// The merge fields in the order of the campaign's columns.
    public var fields: [String]
    /// Attempts before this one.
    public var attempts: Int
    /// How often it was sent without an answer. Above zero it must go to ``relay`` again, byte for byte.
    public var doubts: Int
    /// The relay of the attempt before, by name: with doubts the only one that may have it, else the one that is asked first.
    public var relay: String?
    /// The moment its Date field carries: when it was first leased. The same in every attempt, so that composing again gives the same bytes.
    public var date: Timestamp
}
