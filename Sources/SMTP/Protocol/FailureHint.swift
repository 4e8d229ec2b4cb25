/// What to do about a session that failed, where the way it failed shows it.
enum FailureHint {
    /// A relay whose first bytes are no reply.
    static func forProblem(_ problem: ReplyProblem, stage: Stage, relay: Relay) -> String? {
        guard stage == .greeting, case .malformed(let bytes) = problem else { return nil }
        // A TLS record: alert or handshake, then the version (RFC 8446 §5.1).
        if bytes.count >= 2, bytes[0] == 0x15 || bytes[0] == 0x16, bytes[1] == 0x03 {
            return "this port speaks implicit TLS; set tls = \"implicit\""
        }
        if bytes.starts(with: "SSH-".utf8) { return "this is an SSH server; check the port" }
        if bytes.starts(with: "HTTP/".utf8) { return "this is a web server; check the port" }
        if bytes.starts(with: "* OK".utf8) { return "this is an IMAP server; check the port" }
        if bytes.starts(with: "+OK".utf8) { return "this is a POP3 server; check the port" }
        return nil
    }

    /// A server that waits for us to begin TLS says nothing.
    static func forTimeout(_ stage: Stage, relay: Relay) -> String? {
        guard stage == .greeting, relay.tls.mode != .implicit else { return nil }
        return "if this port speaks implicit TLS, as 465 does, set tls = \"implicit\""
    }
}
