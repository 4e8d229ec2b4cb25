/// One authentication under way: a value that is asked for the next response to a challenge.
///
/// SeeAlso: RFC 4954, RFC 4422
struct SASLExchange: Hashable, Sendable {
    /// What to say to a challenge.
    enum Answer: Hashable, Sendable {
        /// Base64.
        case response(Secret)
        /// `*`: the challenge made no sense, or shows that the relay does not know the password.
        case cancel
    }

    /// The name AUTH says.
    let mechanism: String
    /// What goes behind it, base64; nil where the relay speaks first.
    let initialResponse: Secret?
    /// Whether the relay has proved what the mechanism lets it prove; a 235 before that is not believed.
    private(set) var isSatisfied = true
    /// What the relay said about a failure, beside its reply.
    private(set) var failureDetail: String?

    /// The exchange of the strongest mechanism both sides know; nil where there is none.
    init?(_ credentials: Credentials, offered: [String], nonce: String, host: String, port: Int) {
        return nil
    }

    /// The response to a 334 and its base64 text.
    mutating func answer(_ challenge: String) -> Answer {
        .cancel
    }
}
