public import MailFormat

/// One thing that is known of an address and counts when it is judged.
public struct BounceObservation: Hashable, Sendable {
    /// What happened.
    public enum Kind: Hashable, Sendable {
        /// A refusal in the session, or a report of a failure.
        ///
        /// `isCertain`: the receiver said so in words or by an enhanced code, not by three digits alone.
        case bounce(BounceClass, isCertain: Bool)
        /// A relay took a message. Counts once no bounce has come back for as long as relays try.
        case acceptance
        /// A message arrived: a report of success, an open or a click by a person.
        case arrival
        /// Somebody of ours took the address off the list.
        case pardon
    }

    /// What happened.
    public var kind: Kind
    /// The message it happened to; 0 for a pardon.
    public var message: Int64
    /// When.
    public var at: Timestamp
    /// The event behind it; nil for acceptances and pardons.
    public var event: Event?
    /// The event's number, which is the order of arrival.
    var number: Int64 = 0

    /// An observation from its parts.
    public init(_ kind: Kind, message: Int64, at: Timestamp, event: Event? = nil) {
        self.kind = kind
        self.message = message
        self.at = at
        self.event = event
    }
}
