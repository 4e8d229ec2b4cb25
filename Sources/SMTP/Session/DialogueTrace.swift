/// Where a dialogue is written down, line by line, as a person wants to read it.
///
/// Content is one line that gives its size. Secrets never come here: the values that carry them have no text (``Secret``), so
/// an AUTH line reads `AUTH PLAIN <redacted 24 octets>`.
public struct DialogueTrace: Sendable {
    /// Who said it.
    public enum Speaker: String, Hashable, Sendable {
        /// mailshot
        case client = "C"
        /// The relay.
        case server = "S"
        /// Nobody: TLS began, the connection ended.
        case note = "*"
    }

    private let write: @Sendable (Speaker, String) -> Void

    /// A trace that hands each line over on the session's event loop, without a line end.
    public init(_ write: @escaping @Sendable (Speaker, String) -> Void) {
        self.write = write
    }

    /// Writes a line down.
    public func callAsFunction(_ speaker: Speaker, _ text: String) {
        write(speaker, text)
    }
}

extension Command {
    /// What of it nobody may read.
    var secret: Secret? {
        switch self {
        case .auth(_, let response): response
        case .authResponse(let response): response
        default: nil
        }
    }

    /// The command for a trace; nil for those whose wire form has no secret.
    var redacted: String? {
        switch self {
        case .auth(let mechanism, let response):
            "AUTH \(mechanism)" + (response.map { " <redacted \($0.reveal().count) octets>" } ?? "")
        case .authResponse(let response): "<redacted \(response.reveal().count) octets>"
        default: nil
        }
    }
}
