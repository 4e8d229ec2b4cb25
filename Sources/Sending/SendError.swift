public import SMTP

/// Why a send run cannot go on. What a relay says about a message is an outcome, never one of these.
public enum SendError: Error, Hashable, Sendable {
    /// No relay can be used: each failure names relay, stage, reply and a hint.
    case relaysUnavailable([SessionFailure])
}

extension SendError: CustomStringConvertible {
    /// One line a relay.
    public var description: String {
        switch self {
        case .relaysUnavailable(let failures): failures.map(\.description).joined(separator: "\n")
        }
    }
}
