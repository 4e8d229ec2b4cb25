import MailFormat

/// What was said in secret to a relay, so that it can be taken out of what the relay says in turn.
///
/// Some relays repeat the line they did not understand. Their replies go into logs, error sentences and the ledger; a password must not.
struct EchoedSecrets: Sendable {
    /// Shorter ones would be found in words that have nothing to do with them.
    static let shortest = 4

    private var secrets: [[UInt8]] = []

    /// Credentials, which a relay may have decoded before it repeats them.
    init(_ credentials: Credentials?) {
        switch credentials?.proof {
        case .password(let secret), .token(let secret): add(secret)
        case nil: break
        }
    }

    /// Something as it went over the wire.
    mutating func add(_ secret: Secret) {
        let bytes = secret.reveal()
        if bytes.count >= Self.shortest { secrets.append(bytes) }
    }

    /// The reply with `<redacted>` for every one of them.
    func removed(from reply: SMTPReply) -> SMTPReply {
        guard !secrets.isEmpty else { return reply }
        var reply = reply
        reply.lines = reply.lines.map { line in
            // Octets, not characters: a combining mark behind a secret would make another last character of it.
            let bytes = secrets.reduce(Array(line.utf8)) { $0.replacing($1, with: Array("<redacted>".utf8)) }
            return String(decoding: bytes, as: UTF8.self)
        }
        return reply
    }
}
