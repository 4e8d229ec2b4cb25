/// Where a message comes from on the SMTP level: an address, or the null reverse-path of bounces.
///
/// SeeAlso: RFC 5321 §2.3.1, §4.5.5
public enum ReversePath: Hashable, Sendable {
    /// `<>`
    case null
    /// `<address>`
    case address(EmailAddress)
}

/// What MAIL and RCPT carry. One envelope has one recipient: every message is personal.
///
/// SeeAlso: RFC 5321 §2.3.1
public struct Envelope: Hashable, Sendable {
    /// Where bounces go.
    public var reversePath: ReversePath
    /// Who gets the message.
    public var recipient: EmailAddress
    /// RFC 3461 §4.4 envelope identifier: the message's handle, 26 characters; nil where there is none.
    public var envelopeID: String?

    /// An envelope from its parts.
    public init(reversePath: ReversePath, recipient: EmailAddress, envelopeID: String? = nil) {
        self.reversePath = reversePath
        self.recipient = recipient
        self.envelopeID = envelopeID
    }
}
