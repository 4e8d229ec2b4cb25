/// Who we are to a relay.
///
/// SeeAlso: RFC 4954
public struct Credentials: Hashable, Sendable {
    /// What proves it.
    public enum Proof: Hashable, Sendable {
        /// A password: SCRAM-SHA-256, SCRAM-SHA-1, PLAIN, LOGIN or CRAM-MD5.
        case password(Secret)
        /// An OAuth 2 access token: OAUTHBEARER or XOAUTH2.
        case token(Secret)
    }

    /// The user's name as the relay knows it.
    public var username: String
    /// What proves it.
    public var proof: Proof
    /// The one mechanism to use, in capitals; nil: the strongest both sides know.
    public var mechanism: String?
    /// Where a new token comes from once the relay refuses the one it was given; nil: nowhere.
    public var renewal: TokenSource?

    /// Credentials from their parts.
    public init(username: String, proof: Proof, mechanism: String? = nil, renewal: TokenSource? = nil) {
        self.username = username
        self.proof = proof
        self.mechanism = mechanism
        self.renewal = renewal
    }
}
