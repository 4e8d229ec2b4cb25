/// What a refusal or a report says of the address, as reports count it and the policy weighs it. By fault, not by code alone.
public enum BounceClass: String, Hashable, Sendable, Codable, CaseIterable {
    /// The recipient's fault, for good: no such mailbox, no such domain.
    case hard
    /// Not reached this time, perhaps the next: mailbox full, domain that does not answer.
    case soft
    /// Somebody did not want the message or its sender. Says nothing of the address, and raises the guard.
    case blocked
    /// The provider's own trouble, or no reason that is understood.
    case other
}
