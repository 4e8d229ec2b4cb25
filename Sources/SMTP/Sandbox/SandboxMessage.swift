/// What MAIL and RCPT said, parameters included.
///
/// SeeAlso: RFC 5321 §4.1.1, RFC 3461 §4 (DSN), RFC 1870 (SIZE), RFC 6152 (BODY), RFC 6531 (SMTPUTF8)
public struct SandboxEnvelope: Hashable, Sendable {
    /// One recipient the sandbox took.
    public struct Recipient: Hashable, Sendable {
        /// As it came, without the angle brackets; a source route is dropped.
        public var address: String
        /// `NOTIFY=` as it came, in capitals: `NEVER` or a list; nil where not given.
        public var notify: String?
        /// `ORCPT=`, type and decoded address: `rfc822;ada@example.com`.
        public var originalRecipient: String?
    }

    /// The reverse-path without angle brackets; empty for `<>`.
    public var reversePath: String
    /// In the order of the RCPT commands, those refused left out.
    public var recipients: [Recipient] = []
    /// `ENVID=`, decoded.
    public var envelopeID: String?
    /// `RET=`: `FULL` or `HDRS`.
    public var returnContent: String?
    /// `SIZE=`, octets.
    public var declaredSize: Int?
    /// `BODY=8BITMIME`
    public var is8Bit = false
    /// `SMTPUTF8`
    public var isUTF8 = false
}

/// A message whose end the sandbox has seen.
public struct SandboxMessage: Hashable, Sendable {
    /// Where it came from and for whom.
    public var envelope: SandboxEnvelope
    /// The content exactly as composed: dot-stuffing taken off, nothing else changed. Empty where nobody wants it kept.
    public var content: [UInt8]
    /// Octets of the content, kept or not.
    public var size: Int
    /// What becomes of it, for every recipient alike: SMTP has one reply to the dot.
    public var verdict: SandboxVerdict
    /// Rules the content broke, the first place of each.
    public var violations: [SandboxViolation]
}
