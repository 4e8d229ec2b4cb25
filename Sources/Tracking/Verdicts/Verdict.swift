/// Who fetched a pixel or followed a link, as far as it can be told.
public struct Verdict: Hashable, Sendable {
    /// Who can have done it.
    public enum Actor: String, Hashable, Sendable, Codable, CaseIterable {
        /// Somebody reads.
        case person
        /// Software did it by itself.
        case machine
        /// It cannot be told: an image proxy that fetches whether or not somebody reads.
        case unknown
    }

    /// Who it was.
    public var actor: Actor
    /// Why, in words of a fixed list, the most telling first: `agent:scanner`, `speed:2s`.
    public var reasons: [String]

    /// Whether it is left out of what people did.
    public var isMachine: Bool { actor == .machine }
}
