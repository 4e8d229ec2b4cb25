/// How much a message may change on its way before a signature breaks.
///
/// SeeAlso: RFC 6376 §3.4
public enum Canonicalization: String, Hashable, Sendable, CaseIterable {
    /// Not at all, but for empty lines at the end of the body.
    case simple
    /// White space and the case of field names.
    case relaxed
}

/// The two canonicalisations of a signature, `relaxed/relaxed` in the `c=` tag.
public struct CanonicalizationPair: Hashable, Sendable {
    /// For the header fields.
    public var header: Canonicalization
    /// For the body.
    public var body: Canonicalization

    /// Both are relaxed unless told otherwise.
    public init(header: Canonicalization = .relaxed, body: Canonicalization = .relaxed) {
        self.header = header
        self.body = body
    }

    /// Reads a `c=` tag: no tag is simple/simple, and one word leaves the body simple. Nil for unknown words.
    init?(tag: String?) {
        let words = (tag ?? "simple").split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard words.count <= 2, let header = Canonicalization(rawValue: words[0]) else { return nil }
        guard let body = words.count == 2 ? Canonicalization(rawValue: words[1]) : .simple else { return nil }
        self.init(header: header, body: body)
    }

    /// `relaxed/relaxed`
    var tag: String { "\(header.rawValue)/\(body.rawValue)" }
}
