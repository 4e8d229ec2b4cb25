/// What a reply is about, by its codes alone.
///
/// SeeAlso: RFC 3463 §3 (subjects of enhanced codes), RFC 5321 §4.2.1 (the second digit)
public enum ReplyClass: String, Codable, Hashable, Sendable, CaseIterable {
    /// The message was taken.
    case accepted
    /// X.1: the address.
    case address
    /// X.2: the mailbox.
    case mailbox
    /// X.3: the receiver's mail system: full, closed, too large for it.
    case system
    /// X.4: the way there: routing, network, no answer.
    case network
    /// X.5: the dialogue.
    case protocolError = "protocol"
    /// X.6: the content or its encoding.
    case content
    /// X.7: policy, reputation, authentication.
    case policy
    /// There was a reply without an enhanced code that tells.
    case unclear
    /// There was no reply.
    case none

    /// The class of a reply's codes.
    public init(code: Int?, enhanced: String?) {
        guard let code else {
            self = .none
            return
        }
        let parts = (enhanced ?? "").split(separator: ".")
        let subject = parts.count == 3 ? parts[1] : ""
        switch (code / 100, subject) {
        case (2, _): self = .accepted
        case (_, "1"): self = .address
        case (_, "2"): self = .mailbox
        case (_, "3"): self = .system
        case (_, "4"): self = .network
        case (_, "5"): self = .protocolError
        case (_, "6"): self = .content
        case (_, "7"): self = .policy
        default: self = code == 421 ? .system : .unclear
        }
    }
}
