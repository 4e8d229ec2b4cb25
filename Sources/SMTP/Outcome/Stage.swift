/// Where in the dialogue something happened.
///
/// The raw value is stored in ledgers and printed in JSON; it never changes.
///
/// SeeAlso: RFC 5321 §4.1.4, §4.5.3.2
public enum Stage: String, Hashable, Sendable, Codable, CaseIterable {
    /// Looking up the name and opening the connection.
    case connect
    /// The TLS handshake, implicit or after STARTTLS.
    case tls
    /// The relay's opening message.
    case greeting
    /// EHLO, or HELO where a relay knows no other.
    case ehlo
    /// The STARTTLS command itself.
    case startTLS = "starttls"
    /// AUTH and its challenges.
    case auth
    /// MAIL FROM.
    case mail
    /// RCPT TO.
    case rcpt
    /// DATA, up to its 354.
    case data
    /// The message content, before its final dot.
    case content
    /// The final dot and its reply.
    case dot
    /// RSET.
    case rset
    /// No message is under way.
    case idle
    /// QUIT.
    case quit

    /// What a session does in this stage, as a phrase that completes "while …".
    public var phrase: String {
        switch self {
        case .connect: "connecting"
        case .tls: "starting TLS"
        case .greeting: "waiting for the greeting"
        case .ehlo: "saying EHLO"
        case .startTLS: "sending STARTTLS"
        case .auth: "authenticating"
        case .mail: "sending MAIL FROM"
        case .rcpt: "sending RCPT TO"
        case .data: "sending DATA"
        case .content: "sending the content"
        // The most honest line in mail software: behind the dot a client that hears nothing cannot know (RFC 1047).
        case .dot: "sending the end of data, so the message may have been accepted"
        case .rset: "sending RSET"
        case .idle: "no message was under way"
        case .quit: "sending QUIT"
        }
    }
}
