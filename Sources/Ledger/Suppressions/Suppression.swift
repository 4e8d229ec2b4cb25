public import MailFormat

/// Do not mail: whom, why, how far, since when.
public struct Suppression: Hashable, Sendable {
    /// What the target is.
    public enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
        /// One address, compared without case.
        case address
        /// Every address of a domain; the target is `@domain`.
        case domain
        /// A keyed hash of an address that was erased.
        case digest
    }

    /// Why nobody may mail it.
    public enum Reason: String, Hashable, Sendable, Codable, CaseIterable {
        /// The recipient asked to be left alone.
        case unsubscribed
        /// The recipient complained (RFC 5965).
        case complained
        /// The address does not exist any more, or refused for good.
        case bounced
        /// Somebody of ours decided it.
        case manual
    }

    /// What the target is.
    public var kind: Kind
    /// The address, or `@domain` in A-labels.
    public var target: String
    /// Empty for every campaign, else the list it is limited to.
    public var scope: String
    /// Why.
    public var reason: Reason
    /// Where it came from, for a person: `one-click, campaign autumn`, `import of old.csv`.
    public var source: String
    /// Since when.
    public var at: Timestamp
    /// Until when; nil is for good.
    public var expiresAt: Timestamp?

    /// Whether bounces or refusals made it, by the policy: not a person, an import or a complaint.
    public var isMadeByBounces: Bool {
        reason == .bounced && (source.hasPrefix("bounce") || source.hasPrefix("refusal"))
    }

    /// A suppression of one address.
    public init(
        address: EmailAddress, scope: String = "", reason: Reason, source: String, at: Timestamp, expiresAt: Timestamp? = nil
    ) {
        self.init(.address, address.description, scope, reason, source, at, expiresAt)
    }

    /// A suppression of every address of a domain, given in A-labels, lower case.
    public init(domain: String, scope: String = "", reason: Reason, source: String, at: Timestamp, expiresAt: Timestamp? = nil) {
        self.init(.domain, "@" + domain, scope, reason, source, at, expiresAt)
    }

    init(_ kind: Kind, _ target: String, _ scope: String, _ reason: Reason, _ source: String, _ at: Timestamp, _ expiresAt: Timestamp?) {
        self.kind = kind
        self.target = target
        self.scope = scope
        self.reason = reason
        self.source = source
        self.at = at
        self.expiresAt = expiresAt
    }
}
