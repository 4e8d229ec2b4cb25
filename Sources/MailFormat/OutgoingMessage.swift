/// A composed message, ready for the wire: CRLF line ends, no line over 998 octets, not yet dot-stuffed.
public struct OutgoingMessage: Hashable, Sendable {
    /// Who sends and who receives.
    public var envelope: Envelope
    /// Header section, empty line, body (RFC 5322 §2.1), ending in CRLF.
    public var bytes: [UInt8]
    /// Whether a body holds octets above 127 (RFC 6152).
    public var is8Bit: Bool
    /// Whether headers or envelope need SMTPUTF8 (RFC 6531).
    public var needsSMTPUTF8: Bool

    /// A message from its parts.
    public init(envelope: Envelope, bytes: [UInt8], is8Bit: Bool, needsSMTPUTF8: Bool) {
        self.envelope = envelope
        self.bytes = bytes
        self.is8Bit = is8Bit
        self.needsSMTPUTF8 = needsSMTPUTF8
    }
}
