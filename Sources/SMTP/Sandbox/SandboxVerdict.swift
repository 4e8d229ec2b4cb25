/// What the sandbox did with one recipient of one message.
///
/// SeeAlso: `SandboxScript`, which decides it
public enum SandboxVerdict: String, Hashable, Sendable, CaseIterable, Codable {
    /// The message was taken and the dot answered with 250.
    case accepted
    /// The message was taken, but the client got no well-formed answer to its dot: the doubt case.
    case unanswered
    /// The dot arrived, the message was thrown away, and the connection closed without an answer.
    case lost
    /// 4yz to RCPT, DATA or the dot.
    case deferred
    /// 5yz to RCPT, DATA or the dot.
    case refused
    /// The sandbox closed the connection before it had seen the dot; nothing was taken.
    case dropped
    /// The client closed the connection before its dot; nothing was taken.
    case abandoned

    /// Whether the sandbox holds the message: a client that sends it again makes a duplicate.
    public var isTaken: Bool { self == .accepted || self == .unanswered }

    /// The verdict of a scripted reply: 4yz deferred, whatever else refused.
    init(code: Int) {
        self = (400...499).contains(code) ? .deferred : .refused
    }
}

/// How much a sandbox has seen since it was made.
public struct SandboxCounts: Hashable, Sendable {
    /// Connections admitted.
    public var connections = 0
    /// Connections turned away with 421 because the limit was reached.
    public var turnedAway = 0
    /// Protocol violations noted.
    public var violations = 0
    /// Octets of content, of messages whose end was seen.
    public var octets = 0
    /// Recipients by verdict; one that never occurred has no entry.
    public var recipients: [SandboxVerdict: Int] = [:]

    /// Nothing seen yet.
    public init() {}

    /// How many recipients met a verdict.
    public subscript(verdict: SandboxVerdict) -> Int { recipients[verdict, default: 0] }
}
