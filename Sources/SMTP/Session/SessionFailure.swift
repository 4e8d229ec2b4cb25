public import MailFormat

/// Why a session could not go on: stage, relay, reply and a hint.
///
/// `description` is one line for a person:
/// `relay ses (email-smtp.eu-west-1.amazonaws.com:587), while authenticating: 535 5.7.8 Bad credentials; check username and password`
public struct SessionFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// What kind of trouble it was.
    public enum Cause: String, Hashable, Sendable, Codable, CaseIterable {
        /// The name has no address, or nobody answered at it.
        case unreachable
        /// A reply did not come in time.
        case timeout
        /// The relay closed the connection, or the network did.
        case lost
        /// The relay said that it is closing, 421, or answered before the end of the content, which leaves no way on.
        case closing
        /// The relay said no to the session itself: greeting, EHLO, STARTTLS, MAIL.
        case refused
        /// The relay did not take our credentials, or offers no way of giving them that is safe.
        case authentication
        /// TLS: no handshake, a certificate that does not verify, or bytes where none may be.
        case tls
        /// The relay lacks something the configuration requires.
        case policy
        /// What came is not SMTP, or came when nothing was asked.
        case protocolViolation
    }

    /// What kind of trouble it was.
    public var cause: Cause
    /// Where in the dialogue.
    public var stage: Stage
    /// The relay as a person knows it: `ses (email-smtp.eu-west-1.amazonaws.com:587)`.
    public var relay: String
    /// What the relay said, where it said something.
    public var reply: SMTPReply?
    /// What happened, where no reply says it.
    public var detail: String
    /// What to do about it, where that is known.
    public var hint: String?

    /// A failure from its parts.
    public init(
        cause: Cause, stage: Stage, relay: String, reply: SMTPReply? = nil, detail: String = "", hint: String? = nil
    ) {
        self.cause = cause
        self.stage = stage
        self.relay = relay
        self.reply = reply
        self.detail = detail
        self.hint = hint
    }

    /// Whether trying again without changing the configuration is pointless: 5yz before any message, a certificate, credentials.
    public var isPermanent: Bool {
        switch cause {
        case .refused, .authentication: reply.map { $0.code >= 500 } ?? true
        case .tls, .policy: reply.map { $0.code >= 500 } ?? true
        case .unreachable, .timeout, .lost, .closing, .protocolViolation: false
        }
    }

    /// One line: relay, stage, what was said, hint.
    public var description: String {
        var text = "relay \(relay), while \(stage.phrase): "
        if let reply {
            text += reply.description
            if !detail.isEmpty { text += " (\(detail))" }
        } else {
            text += detail
        }
        if let hint { text += "; \(hint)" }
        return text
    }
}

/// How a session ended.
public enum SessionEnd: Hashable, Sendable {
    /// The feed had no more, or ``RelaySession/stop()`` was called, and QUIT was said.
    case finished
    /// As many messages went over the connection as the relay's configuration allows.
    case quota
    /// A message was vetoed after DATA; only closing the connection takes it back.
    case vetoed
    /// ``RelaySession/abort()``.
    case aborted
    /// It could not go on.
    case failed(SessionFailure)
}
