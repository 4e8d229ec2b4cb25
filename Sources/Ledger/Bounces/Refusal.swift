/// What a relay's refusal says of the address: judged like a bounce that arrived later.
public struct Refusal: Hashable, Sendable {
    /// Whose fault it is, and for how long.
    public var bounceClass: BounceClass
    /// Whether the relay said so in words or by an enhanced code, not by three digits alone.
    public var isCertain: Bool
    /// The rule that told: `family.cause`.
    public var rule: String
    /// The facts as a JSON object, as an ``Event`` keeps them; or nil.
    public var facts: String?

    /// A refusal from its parts.
    public init(_ bounceClass: BounceClass, isCertain: Bool, rule: String, facts: String? = nil) {
        self.bounceClass = bounceClass
        self.isCertain = isCertain
        self.rule = rule
        self.facts = facts
    }
}
